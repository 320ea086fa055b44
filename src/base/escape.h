/*
 * Printing what an artifact says. Bytes from outside reach a terminal, a log or a report only
 * through these: control characters, bidirectional marks and broken UTF-8 never pass.
 */
#pragma once

#include "base/buf.h"
#include "base/sink.h"

/* Length of the well-formed UTF-8 character at s (1..4, RFC 3629), or 0. */
size_t utf8_length(struct span s);

/* The code point of that character; s must begin with a well-formed one. */
uint32_t utf8_code(struct span s);

/* Writes the UTF-8 of a code point to out, with room for four bytes, and returns how many it took;
 * past U+10FFFF it is that of U+FFFD. */
size_t utf8_write(uint8_t *out, uint32_t code);

bool utf8_valid(struct span s);

/* Length of the character at s when it may be shown as it is, or 0: then it is broken, a control
 * character or one that hides itself or its neighbours. */
size_t escape_printable(struct span s);

/* For a terminal or a message: printable UTF-8 as it is, everything else as \xNN or \u{N}. */
void escape_text(struct buf *out, struct span s);

/* The same to a sink, of the first `max` bytes of s. */
void escape_print(struct sink *out, struct span s, size_t max);

/* For paths in reports: printable UTF-8 as it is, everything else and '%' as %XX a byte. */
void escape_path(struct buf *out, struct span s);
