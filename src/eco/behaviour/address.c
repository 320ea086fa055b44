/*
 * The addresses of files of a release (addresses.h) that are no source whose behaviours are read:
 * of texts, and of what every start of Python runs.
 */
#include "code/python/lexer.h"
#include "eco/behaviour/addresses.h"
#include "format/format.h"

static bool is_start(struct span name)
{
	return span_ends(name, ".pth");
}

static unsigned bid(const struct probe *probe)
{
	static const char *const texts[] = { ".pth",  ".md",	  ".rst",     ".txt",
					     ".json", ".toml",	  ".cfg",     ".ini",
					     ".yml",  ".yaml",	  ".sh",      ".map",
					     ".html", "METADATA", "PKG-INFO", NULL };

	return probe_named(probe, texts) && span_byte(probe->head, 0) == SPAN_NONE ? BID_LIKELY
										   : BID_NONE;
}

static void read_start(struct addresses *a, struct span bytes)
{
	struct python_lexer lexer = python_lexer_of(bytes);

	for (;;) {
		struct python_token token = python_next(&lexer);

		if (token.kind == PYTHON_END)
			return;
		if (token.kind == PYTHON_STRING)
			addresses_find(a, &(const struct behaviour_text){ .text = token.text,
									  .offset = token.offset,
									  .line = token.line });
	}
}

static void read(struct job *job, struct span bytes)
{
	const struct behaviour_text whole = { .text = bytes, .line = 1 };
	bool start = is_start(job_name(job));
	struct addresses a;

	if (!addresses_may_be(bytes)) {
		job_decline(job);
		return;
	}
	addresses_init(&a, job, start ? "code" : "text");
	a.source = bytes;
	if (start)
		read_start(&a, bytes);
	else
		addresses_find(&a, &whole);
	if (!addresses_end(&a))
		job_decline(job);
}

const struct format format_behaviour_address = {
	.name = "addresses",
	.bid = bid,
	.read = read,
	.releases = true,
};
