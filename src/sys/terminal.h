/* What a person sits in front of, if one does. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Whether colours suit the descriptor: a terminal, not TERM=dumb, and NO_COLOR not set. */
bool terminal_colour(int fd);

/* Columns of the terminal, or 0 when it is none. */
size_t terminal_width(int fd);
