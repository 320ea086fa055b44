/* Text files as editors and shells write them: with a byte order mark, in UTF-8 or UTF-16. */
#pragma once

#include "base/arena.h"
#include "base/span.h"

/* Whether the bytes begin with the mark of UTF-16. */
bool text_is_marked(struct span bytes);

/* The text in UTF-8 without a mark: borrowed when it is that already. What is no UTF-16 becomes
 * U+FFFD. */
struct span text_decoded(struct span bytes, struct arena *arena);
