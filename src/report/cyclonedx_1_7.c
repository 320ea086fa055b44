/* The bill of materials as CycloneDX 1.7. */
#include "report/cyclonedx/cyclonedx.h"
#include "report/output.h"

static void write(const struct report *report, struct sink *out,
		  const struct output_options *options)
{
	(void)options;
	cyclonedx_write(report, out, CYCLONEDX_1_7);
}

const struct output output_cyclonedx_1_7 = {
	.name = "cyclonedx-1.7",
	.media_type = "application/vnd.cyclonedx+json; version=1.7",
	.write = write,
	.is_bill = true,
};
