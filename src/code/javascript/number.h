/*
 * Numbers of JavaScript, as far as whole ones of 53 bits go: enough for characters, keys and
 * indices.
 */
#pragma once

#include "code/value.h"

/* The whole number that a literal is: 12, 0x1f, 0b11, 0o17, 1_000, 1e3, 7n. False when it is none.
 */
bool javascript_read_number(struct span text, int64_t *n);

/* What a value is as a number (ECMA-262, section 7.1.4): of true 1, of "0x10" 16, of [] 0. False
 * when that is not known or no whole number. */
bool javascript_number(const struct code_value *v, int64_t *n);

/* parseInt(text, radix); radix 0 when there is none. False for NaN. */
bool javascript_parse_integer(struct span text, unsigned radix, int64_t *n);

struct code_value javascript_number_value(struct code_pool *pool, int64_t n);

/* number.toString(radix) */
struct code_value javascript_number_text(struct code_pool *pool, int64_t n, unsigned radix);

/* a sign b; false when the sign or the result is none of whole numbers. */
bool javascript_calculate(struct span sign, int64_t a, int64_t b, int64_t *result);
