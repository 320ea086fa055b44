/*
 * The folders in which installers keep what they know of a distribution: NAME-VERSION.dist-info
 * (PEP 376, PEP 427), NAME-VERSION-pyX.Y.egg-info and NAME.egg-info.
 */
#pragma once

#include "eco/entry.h"

struct installed {
	struct span name, version; /* as the folder says them; the version may be empty */
};

/* From the path of a file in it; false when it lies elsewhere. */
bool installed_read(struct span path, struct installed *out);

/* Whether it lies in what pip left behind: a folder that it could not take away gets '~' for the
 * first letter of its name, and is overlooked from then on. */
bool installed_is_left(struct span path);

/* A package as it is installed there, or lies in an archive as it would be. */
struct entry installed_entry(const struct installed *installed, struct job *job);

/* "installed", or "archive" for what lies at the top of an archive. */
const char *installed_method(const struct job *job);
