/* What a file's place says to npm. */
#include "eco/npm/folder.h"

#include "eco/place.h"
#include "format/format.h"

/* What lies behind the innermost node_modules, or Debian's place for the same. */
static struct span behind_modules(struct span path, bool *found)
{
	struct span behind = place_behind(path, "node_modules", found);

	if (*found)
		return behind;
	behind = place_behind(path, "nodejs", found);

	struct span folder = place_folder(span_part(path, 0, path.n - behind.n));

	*found = *found &&
		 (place_is(folder, "usr/share/nodejs") || place_is(folder, "usr/lib/nodejs"));
	return *found ? behind : path;
}

/* NAME or @SCOPE/NAME in "NAME/package.json". */
static struct span package_folder(struct span behind)
{
	struct span folder = place_folder(behind), scope = place_folder(folder);
	bool scoped = span_starts(folder, "@");

	if (scoped ? scope.n == 0 || span_byte(scope, '/') != SPAN_NONE : scope.n > 0)
		return (struct span){ 0 };
	return folder;
}

enum npm_place npm_place_of(struct span path, struct span *folder)
{
	bool found;
	struct span behind = behind_modules(path, &found);

	*folder = (struct span){ 0 };
	if (!found)
		return path_is_installed(path) ? NPM_INSIDE : NPM_PROJECT;
	*folder = package_folder(behind);
	return folder->n ? NPM_INSTALLED : NPM_INSIDE;
}

/* Their own lie right in node_modules, and begin with a dot. */
bool npm_lock_counts(struct span path)
{
	bool found;
	struct span behind = behind_modules(path, &found);

	return !found || span_starts(behind, ".");
}
