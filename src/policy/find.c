/* Where a policy lies when the command line names none. */
#include <stdlib.h>
#include <unistd.h>

#include "policy/policy.h"

static bool is_there(struct arena *arena, const char **path, const char *folder, const char *rest)
{
	if (!folder || folder[0] != '/') /* a relative one is ignored (XDG base directories) */
		return false;
	*path = arena_printf(arena, "%s%s", folder, rest);
	return access(*path, F_OK) == 0;
}

bool policy_find(struct arena *arena, const char **path)
{
	const char *config = getenv("XDG_CONFIG_HOME");

	if (config && *config ? is_there(arena, path, config, "/assay/assay.toml")
			      : is_there(arena, path, getenv("HOME"), "/.config/assay/assay.toml"))
		return true;
	return is_there(arena, path, "/etc", "/assay/assay.toml");
}
