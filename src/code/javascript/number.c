/* Whole numbers of JavaScript. */
#include "code/javascript/number.h"

#include "base/ascii.h"

#include <limits.h>

#define NUMBER_MAX ((INT64_C(1) << 53) - 1) /* Number.MAX_SAFE_INTEGER */

static unsigned digit_of(uint8_t c)
{
	if (ascii_is_digit(c))
		return c - (unsigned)'0';
	return ascii_is_letter(c) ? (unsigned)ascii_lower(c) - 'a' + 10 : UINT_MAX;
}

static bool in_range(int64_t n)
{
	return n <= NUMBER_MAX && n >= -NUMBER_MAX;
}

/* The digits that text begins with, which are passed; a '_' may stand between them. */
static bool take_digits(struct span *text, unsigned radix, int64_t *n)
{
	bool any = false;

	*n = 0;
	for (; text->n; *text = span_from(*text, 1)) {
		if (any && text->p[0] == '_')
			continue;
		if (digit_of(text->p[0]) >= radix)
			break;
		any = true;
		*n = *n * (int64_t)radix + (int64_t)digit_of(text->p[0]);
		if (!in_range(*n))
			return false;
	}
	return any;
}

/* The radix that a literal begins with, whose sign is passed. */
static unsigned take_radix(struct span *text)
{
	uint8_t letter = text->n > 2 && text->p[0] == '0' ? text->p[1] | 0x20 : 0;
	unsigned radix = letter == 'x' ? 16 : letter == 'o' ? 8 : letter == 'b' ? 2 : 10;

	if (radix != 10)
		*text = span_from(*text, 2);
	return radix;
}

bool javascript_read_number(struct span text, int64_t *n)
{
	unsigned radix = take_radix(&text);
	int64_t exponent;

	if (!take_digits(&text, radix, n))
		return false;
	if (text.n > 1 && (text.p[0] | 0x20) == 'e' && radix == 10) {
		text = span_from(text, 1);
		if (!take_digits(&text, 10, &exponent) || exponent > 15)
			return false;
		for (; exponent > 0 && in_range(*n); exponent--)
			*n *= 10;
	}
	return in_range(*n) && (text.n == 0 || span_is(text, "n"));
}

bool javascript_number(const struct code_value *v, int64_t *n)
{
	static const struct {
		const char *word;
		int64_t n;
	} words[] = { { "true", 1 }, { "false", 0 }, { "null", 0 } };
	struct span text = v->text;
	bool minus;

	*n = 0;
	if (v->partial || (v->kind != CODE_WORD && v->kind != CODE_TEXT))
		return v->kind == CODE_LIST && !v->items && !v->partial;
	for (size_t i = 0; v->kind == CODE_WORD && i < sizeof(words) / sizeof(*words); i++)
		if (span_is(text, words[i].word)) {
			*n = words[i].n;
			return true;
		}
	if (v->kind == CODE_TEXT) {
		text = ascii_trim(text);
		if (text.n == 0)
			return true;
	}
	minus = text.n && text.p[0] == '-';
	if (!javascript_read_number(span_from(text, minus), n))
		return false;
	*n = minus ? -*n : *n;
	return true;
}

bool javascript_parse_integer(struct span text, unsigned radix, int64_t *n)
{
	bool minus;

	text = ascii_trim(text);
	minus = text.n && text.p[0] == '-';
	text = span_from(text, minus);
	if ((radix == 0 || radix == 16) && text.n > 1 && text.p[0] == '0' &&
	    (text.p[1] | 0x20) == 'x') {
		text = span_from(text, 2);
		radix = 16;
	}
	if (radix > 36 || radix == 1 || (text.n && text.p[0] == '_') ||
	    !take_digits(&text, radix ? radix : 10, n))
		return false;
	*n = minus ? -*n : *n;
	return true;
}

struct code_value javascript_number_text(struct code_pool *pool, int64_t n, unsigned radix)
{
	static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyz";
	uint8_t text[66], *at = text + sizeof(text), *p;
	uint64_t left = n < 0 ? (uint64_t)-n : (uint64_t)n;
	size_t size;

	do {
		*--at = (uint8_t)digits[left % radix];
		left /= radix;
	} while (left);
	if (n < 0)
		*--at = '-';
	size = (size_t)(text + sizeof(text) - at);
	p = code_text_room(pool, size);
	if (!p)
		return (struct code_value){ .partial = true };
	memcpy(p, at, size);
	return code_text(span_of(p, size));
}

struct code_value javascript_number_value(struct code_pool *pool, int64_t n)
{
	struct code_value v = javascript_number_text(pool, n, 10);

	if (v.kind == CODE_TEXT)
		v.kind = CODE_WORD;
	return v;
}

static int64_t to_int32(int64_t n)
{
	return (int32_t)(uint32_t)(uint64_t)n;
}

static bool calculate_power(int64_t a, int64_t b, int64_t *result)
{
	*result = 1;
	if (b < 0 || b > 64)
		return false;
	for (; b > 0; b--)
		if (__builtin_mul_overflow(*result, a, result) || !in_range(*result))
			return false;
	return true;
}

bool javascript_calculate(struct span sign, int64_t a, int64_t b, int64_t *result)
{
	if (span_is(sign, "**"))
		return calculate_power(a, b, result);
	switch (sign.p[0]) {
	case '+':
		*result = a + b;
		break;
	case '-':
		*result = a - b;
		break;
	case '*':
		if (__builtin_mul_overflow(a, b, result))
			return false;
		break;
	case '/':
		if (b == 0 || a % b != 0)
			return false;
		*result = a / b;
		break;
	case '%':
		if (b == 0)
			return false;
		*result = a % b;
		break;
	case '^':
		*result = to_int32(a) ^ to_int32(b);
		break;
	case '&':
		*result = to_int32(a) & to_int32(b);
		break;
	case '|':
		*result = to_int32(a) | to_int32(b);
		break;
	case '<':
		*result = to_int32((int64_t)((uint64_t)to_int32(a) << (b & 31)));
		break;
	case '>':
		*result = to_int32(a) >> (b & 31);
		break;
	default:
		return false;
	}
	return in_range(*result);
}
