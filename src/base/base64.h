/* Base64 (RFC 4648 section 4 and 5): as lenient as Python's codecs where code is looked for, to the
 * letter where a signature rests on it. */
#pragma once

#include "base/arena.h"

/* The bytes that text stands for, up to the first padding; what is no digit is passed over. */
struct span base64_decode(struct span text, struct arena *arena);

/* The same, of text that only one sequence of bytes is written as: the alphabet of section 4,
 * padded, no blanks or line ends, the bits that are left over zero (section 3.5). False for any
 * other, and then `bytes` stays what it is. */
MUST bool base64_read(struct span text, struct arena *arena, struct span *bytes);

/* How the bytes are written (section 4), padded. */
MUST struct span base64_write(struct span bytes, struct arena *arena);
