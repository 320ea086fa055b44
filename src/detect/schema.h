/*
 * What names the features of a window. A model and the windows it was trained on are only good for
 * the features that they were made of: the digest changes with any change of these, since it is
 * taken of what the extractor makes of a text that has one of everything.
 */
#pragma once

#include <stdint.h>

enum { SCHEMA_SIZE = 32 };

void schema_digest(uint8_t digest[SCHEMA_SIZE]);
