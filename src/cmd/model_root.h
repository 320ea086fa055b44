/* A model that is a folder, known by one digest: that over the list of its files, in the order in
 * which `assay sign` makes it (OpenSSF Model Signing 1.0, section 5). */
#pragma once

#include "cmd/model_rules.h"

/* Whether the path is a folder. */
bool model_is_folder(const char *path);

/* The digest (32 bytes) and the folder's own name. Fails as oms_make() does. */
MUST enum err model_root(const struct model_rules *rules, bool allow_symlinks, struct arena *arena,
			 struct span *sha256, struct span *name);
