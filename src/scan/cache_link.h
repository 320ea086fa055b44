/* Links of a model cache: a snapshot's files are links to blobs of the same repository. */
#pragma once

#include "base/span.h"

/* Whether the path lies in a snapshot of a Hugging Face cache. */
bool cache_has(struct span path);

/* Whether it does and the file behind it somewhere else
 * than in that repository's folder. The path is followed by a NUL. */
bool cache_link_strays(struct span path);
