/* The packages of both kinds, into a file of windows. */
#pragma once

#include <stdint.h>
#include <stdio.h>

#include "base/err.h"

/* Of the list (git blob, campaign, its first day, the sample's day, path; tab-separated) up to
 * SHARE_MAX samples a campaign, read from the object store in `git`: no other object is asked for.
 */
MUST enum err gather_malicious(const char *list, const char *git, FILE *out);

/* The same for campaigns since that day, in each disguise. */
MUST enum err gather_disguised(const char *list, const char *git, uint32_t since, FILE *out);

/* All archives below FOLDER/RELEASE/NAME/, in order of their paths; NAME is the package's. */
MUST enum err gather_benign(const char *folder, FILE *out);

enum { SHARE_MAX = 3 };
