/* Where a policy lies when the command line names none. */
#include <unistd.h>

#include "policy/policy.h"
#include "sys/home.h"

bool policy_find(struct arena *arena, const char **path)
{
	*path = home_path(HOME_CONFIG, "assay.toml", arena);
	if (*path && access(*path, F_OK) == 0)
		return true;
	*path = "/etc/assay/assay.toml";
	return access(*path, F_OK) == 0;
}
