/*
 * Universal Binary JSON (draft 12, ubjson.org): the value tree of JSON from a binary form in big
 * endian. XGBoost writes it, with lengths of type L only; any type is taken here.
 *
 * Faults end the tree, with what was read before in it. A number has decimal digits for its text if
 * it is an integer, and an empty text if it is a float.
 */
#pragma once

#include "base/json.h"

enum { UBJSON_MAX = UINT32_MAX / 8 }; /* bytes of a document */

/* How many values, and bytes for the texts of numbers, ubjson_read() needs room for at most. */
size_t ubjson_room(struct span bytes);
size_t ubjson_text_room(struct span bytes);

/* Reads bytes, at most UBJSON_MAX, into values and texts; all must outlive the tree. */
void ubjson_read(struct json *json, struct span bytes, struct value *values, uint8_t *texts);
