/* The environment's word for it. */
#include "sys/home.h"

#include <stdlib.h>

static const struct {
	const char *variable, *below; /* below the home folder, when the variable says nothing */
} rows[] = {
	[HOME_CONFIG] = { "XDG_CONFIG_HOME", ".config" },
	[HOME_DATA] = { "XDG_DATA_HOME", ".local/share" },
	[HOME_STATE] = { "XDG_STATE_HOME", ".local/state" },
};

/* A relative path is to be ignored, says the specification. */
static const char *folder_of(const char *variable)
{
	const char *folder = getenv(variable);

	return folder && *folder == '/' ? folder : NULL;
}

const char *home_path(enum home home, const char *name, struct arena *arena)
{
	const char *own = folder_of(rows[home].variable), *user = folder_of("HOME");

	if (own)
		return arena_printf(arena, "%s/assay/%s", own, name);
	return user ? arena_printf(arena, "%s/%s/assay/%s", user, rows[home].below, name) : NULL;
}
