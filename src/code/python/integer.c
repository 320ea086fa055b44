/* Whole numbers of Python. */
#include "code/python/integer.h"

#include <stdio.h>

#include "base/ascii.h"

enum { DIGITS_MAX = 24 };

static int digit_of(uint8_t c, int base)
{
	int lower = ascii_lower(c);
	int digit = ascii_is_digit(c) ? c - '0' : ascii_is_letter(c) ? lower - 'a' + 10 : 99;

	return digit < base ? digit : -1;
}

static int base_of(struct span *text)
{
	static const struct {
		char letter;
		int base;
	} bases[] = { { 'x', 16 }, { 'o', 8 }, { 'b', 2 } };

	for (size_t i = 0; i < sizeof(bases) / sizeof(*bases); i++)
		if (text->n > 2 && text->p[0] == '0' &&
		    ascii_lower(text->p[1]) == bases[i].letter) {
			*text = span_from(*text, 2);
			return bases[i].base;
		}
	return 10;
}

bool python_take_integer(struct span *text, int64_t *n)
{
	bool negative = false, any = false;
	int base, digit;

	*n = 0;
	while (text->n && ascii_is_blank(text->p[0]))
		*text = span_from(*text, 1);
	if (text->n && text->p[0] == '-') {
		negative = true;
		*text = span_from(*text, 1);
	}
	base = base_of(text);
	while (text->n) {
		digit = digit_of(text->p[0], base);
		if (digit < 0 && !(text->p[0] == '_' && any))
			break;
		if (digit >= 0 &&
		    (__builtin_mul_overflow(*n, base, n) || __builtin_add_overflow(*n, digit, n)))
			return false;
		any = true;
		*text = span_from(*text, 1);
	}
	if (negative)
		*n = -*n; /* it is no less than -INT64_MAX */
	return any;
}

bool python_integer(const struct code_value *v, int64_t *n)
{
	struct span text = v ? v->text : (struct span){ 0 };

	return v && v->kind == CODE_WORD && !v->partial && text.n <= DIGITS_MAX &&
	       python_take_integer(&text, n) && text.n == 0;
}

struct code_value python_integer_value(struct code_pool *pool, int64_t n)
{
	char digits[DIGITS_MAX];
	size_t size = (size_t)snprintf(digits, sizeof(digits), "%lld", (long long)n);
	uint8_t *p = code_text_room(pool, size);

	if (!p)
		return (struct code_value){ 0 };
	memcpy(p, digits, size);
	return (struct code_value){ .kind = CODE_WORD, .text = span_of(p, size) };
}

/* Towards minus infinity, as Python does. */
static int64_t floor_divide(int64_t a, int64_t b)
{
	int64_t quotient = a / b;

	return quotient - (a % b != 0 && (a < 0) != (b < 0));
}

bool python_calculate(struct span operator, int64_t a, int64_t b, int64_t *result)
{
	bool divides = span_is(operator, "//") || span_is(operator, "%");

	if (divides && (b == 0 || b == -1))
		return false;
	if (span_is(operator, "+"))
		return !__builtin_add_overflow(a, b, result);
	if (span_is(operator, "-"))
		return !__builtin_sub_overflow(a, b, result);
	if (span_is(operator, "*"))
		return !__builtin_mul_overflow(a, b, result);
	if (span_is(operator, "^"))
		*result = a ^ b;
	else if (span_is(operator, "&"))
		*result = a & b;
	else if (span_is(operator, "|"))
		*result = a | b;
	else if (span_is(operator, "//"))
		*result = floor_divide(a, b);
	else if (span_is(operator, "%"))
		*result = a - b * floor_divide(a, b);
	else if (span_is(operator, ">>") && b >= 0 && b < 63)
		*result = a >> b;
	else if (span_is(operator, "<<") && b >= 0 && b < 32 && a >= 0 && a < INT32_MAX)
		*result = a << b;
	else
		return false;
	return true;
}
