/* Base64 (RFC 4648 section 4 and 5), as lenient as Python's codecs: what is no digit is passed
 * over. */
#pragma once

#include "base/arena.h"

/* The bytes that text stands for, up to the first padding. */
struct span base64_decode(struct span text, struct arena *arena);
