/* Orders that are a list of numbers and nothing more. */
#pragma once

#include "base/span.h"

/* Compares the numbers between bytes of `separators` one by one; where all are equal, the longer
 * list is the greater. */
int dotted_compare(struct span a, struct span b, const char *separators);

/* Whether it is at least `at_least` numbers with one separator between each two. */
bool dotted_parses(struct span version, const char *separators, size_t at_least);
