/* Digests of folders. */
#include "cmd/model_root.h"

#include <sys/stat.h>

#include "trust/oms/make.h"

enum { MEMORY_MiB = 2048 };

bool model_is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

enum err model_root(const struct model_rules *rules, bool allow_symlinks, struct arena *arena,
		    struct span *sha256, struct span *name)
{
	struct oms_making making = { .allow_symlinks = allow_symlinks };
	struct oms_manifest manifest;
	struct oms_made made;
	struct arena room;
	enum err e = OK;

	arena_init(&room, MiB(MEMORY_MiB), NULL, NULL);
	making.rules = model_rules(rules, &room);
	for (size_t i = 0; e == OK && i < making.rules.n; i++)
		if (!oms_path_valid(making.rules.ignored[i]))
			e = err_set(ERR_USAGE, "--ignore-paths takes paths within the model");
	if (e == OK)
		e = oms_make(rules->model, &making, &room, &manifest, &made);
	if (e == OK) {
		*sha256 = arena_copy(arena, span_of(manifest.root, OMS_ROOT_SIZE));
		*name = arena_copy(arena, manifest.name);
	}
	arena_free(&room);
	return e;
}
