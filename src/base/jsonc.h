/*
 * JSON with comments, as editors and agents keep their settings: comments and commas before a
 * closing bracket become blanks of the same length, so that offsets still hold and the strict
 * reader of base/json.h reads the rest. Nothing else is forgiven.
 */
#pragma once

#include "base/span.h"

/* Writes text.n bytes to out. Returns whether anything was made blank. */
bool jsonc_blank(struct span text, uint8_t *out);
