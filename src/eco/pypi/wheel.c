/*
 * WHEEL of a wheel that says to be pure Python (Binary distribution format: Root-Is-Purelib).
 *
 *     METADATA {key "purelib", value "true"}
 */
#include "base/ascii.h"
#include "eco/pypi/headers.h"
#include "eco/pypi/installed.h"
#include "format/format.h"

static unsigned bid(const struct probe *probe)
{
	struct installed installed;

	return span_is(probe->name, "WHEEL") && installed_read(probe->path, &installed) &&
			       !installed_is_left(probe->path)
		       ? BID_LIKELY
		       : BID_NONE;
}

static void read(struct job *job, struct span bytes)
{
	struct headers headers = headers_of(bytes);
	struct header header;

	while (headers_next(&headers, &header))
		if (ascii_same(header.key, "Root-Is-Purelib") && ascii_same(header.value, "true")) {
			JOB_FACT(job, FACT_METADATA, header.offset, ATTR_WORD("key", "purelib"),
				 ATTR_WORD("value", "true"));
			return;
		}
	job_decline(job);
}

const struct format format_pypi_wheel = {
	.name = "python-pure-wheel",
	.bid = bid,
	.read = read,
	.behaviours = true,
};
