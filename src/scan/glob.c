/* Globs against paths. */
#include "scan/glob.h"

#include <fnmatch.h>

static bool matches(const char *glob, const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!strchr(glob, '/'))
		return fnmatch(glob, slash ? slash + 1 : path, 0) == 0;
	for (const char *from = path; from; from = strchr(from, '/')) {
		from += *from == '/';
		if (fnmatch(glob, from, FNM_PATHNAME) == 0)
			return true;
	}
	return fnmatch(glob, path, FNM_PATHNAME) == 0;
}

bool glob_any(const char *const *globs, struct span path)
{
	for (size_t i = 0; globs && globs[i]; i++)
		if (matches(globs[i], (const char *)path.p))
			return true;
	return false;
}
