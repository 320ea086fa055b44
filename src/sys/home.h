/* Where the user's own files lie (XDG Base Directory Specification). */
#pragma once

#include "base/arena.h"

enum home { HOME_CONFIG, HOME_DATA, HOME_STATE };

/* The path of a file or folder of this program's in it: "publishers" of HOME_STATE is
 * $XDG_STATE_HOME/assay/publishers, or ~/.local/state/assay/publishers. NULL when there is no home.
 */
MUST const char *home_path(enum home home, const char *name, struct arena *arena);
