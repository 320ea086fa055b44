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
