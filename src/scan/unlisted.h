/*
 * Files with code in the folders of packages that no list has: what was put there after the
 * installation, or by something else than the installer.
 */
#pragma once

#include "scan/listing.h"

/* Walks the folders that the lists of Python distributions own and notes in each listing what is
 * there besides. */
MUST enum err unlisted_find(const struct scan_options *options, struct listings *listings);
