/* The registry of format modules, and what their bids are made of. */
#include "format/format.h"

#define FORMAT(name) extern const struct format format_##name;
#include "formats.def"
#undef FORMAT

const struct format *const formats[] = {
#define FORMAT(name) &format_##name,
#include "formats.def"
#undef FORMAT
	NULL,
};

/* Whether it begins with a folder of installed packages; *behind is what stands behind that. */
static bool begins_with_site(struct span path, struct span *behind)
{
	static const struct span sites[] = { SPAN("node_modules/"), SPAN("site-packages/"),
					     SPAN("dist-packages/") };

	for (size_t i = 0; i < sizeof(sites) / sizeof(*sites); i++) {
		*behind = span_from(path, sites[i].n);
		if (path.n >= sites[i].n && memcmp(path.p, sites[i].p, sites[i].n) == 0)
			return true;
	}
	return false;
}

/* The innermost one counts: what npm keeps in a package of Python is npm's. */
bool path_is_installed(struct span path)
{
	bool installed = false;

	while (path.n) {
		struct span behind;
		ptrdiff_t slash = span_byte(path, '/');

		if (begins_with_site(path, &behind))
			installed = behind.n && behind.p[0] != '.' &&
				    span_byte(behind, '/') != SPAN_NONE;
		path = slash == SPAN_NONE ? span_part(path, 0, 0)
					  : span_from(path, (uint64_t)slash + 1);
	}
	return installed;
}

unsigned format_bid(const struct format *format, const struct probe *probe)
{
	unsigned bid = format->bid(probe);

	return bid && format->of_project && path_is_installed(probe->path) ? BID_NONE : bid;
}

bool probe_opens_json(const struct probe *probe)
{
	struct span head = probe->head;

	while (head.n && memchr(" \t\r\n", head.p[0], 4))
		head = span_from(head, 1);
	if (span_starts(head, "\xef\xbb\xbf"))
		head = span_from(head, 3);
	return span_starts(head, "{") || span_starts(head, "[");
}

bool probe_named(const struct probe *probe, const char *const *endings)
{
	for (size_t i = 0; endings[i]; i++) {
		size_t n = strlen(endings[i]);

		if (probe->name.n >= n &&
		    strncasecmp((const char *)probe->name.p + probe->name.n - n, endings[i], n) ==
			    0)
			return true;
	}
	return false;
}
