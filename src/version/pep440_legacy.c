/*
 * What setuptools did before PEP 440, and packaging until its version 21, with texts such as 2004d:
 * runs of digits and of letters, dots that only part, a few words that stand for others, and
 * hyphens and zeros that are dropped before certain words. Numbers compare as texts of at least
 * eight digits.
 */
#include "version/part.h"
#include "version/pep440.h"

enum { DIGITS_MIN = 8 };

enum kind { NUMBER, ZERO, HYPHEN, WORD, FINAL, OVER };

struct part {
	enum kind kind;
	struct span text;
};

static bool in_other(int c)
{
	return !ascii_is_alnum(c) && c != '.' && c != '-';
}

static bool is_dot(int c)
{
	return c == '.';
}

static struct part word(struct span text)
{
	static const struct {
		const char *word, *stands_for;
	} replaced[] = { { "pre", "c" }, { "preview", "c" }, { "rc", "c" }, { "dev", "@" } };

	for (size_t i = 0; i < sizeof(replaced) / sizeof(replaced[0]); i++)
		if (lower_cmp(text, span_str(replaced[i].word)) == 0)
			return (struct part){ WORD, span_str(replaced[i].stands_for) };
	if (lower_cmp(text, span_str("final")) == 0)
		return (struct part){ FINAL, span_str("final") };
	return (struct part){ WORD, text };
}

/* The next part as it is read; FINAL once more at the end, and then OVER. */
static struct part read(struct span *rest, bool *ended)
{
	(void)part_run(rest, is_dot);
	if (rest->n == 0) {
		struct part end = { *ended ? OVER : FINAL, span_str("final") };

		*ended = true;
		return end;
	}
	if (part_byte(rest, '-'))
		return (struct part){ HYPHEN, span_str("final-") };
	if (ascii_is_digit(rest->p[0])) {
		struct span digits = part_digits(rest);
		bool zero = digits.n <= DIGITS_MIN && number_is_zero(digits);

		return (struct part){ zero ? ZERO : NUMBER, digits };
	}
	return word(part_run(rest, ascii_is_letter(rest->p[0]) ? ascii_is_letter : in_other));
}

static bool is_below_final(struct part part)
{
	return part.kind == WORD && lower_cmp(part.text, span_str("final")) < 0;
}

/* Whether a part is dropped for what follows: zeros before all that is no number; hyphens, and the
 * zeros between them, before a word that stands before "final". */
static bool is_dropped(struct part part, struct span rest, bool ended)
{
	struct part before, follows = part;

	if (part.kind != ZERO && part.kind != HYPHEN)
		return false;
	do {
		before = follows;
		follows = read(&rest, &ended);
	} while (follows.kind == ZERO || (part.kind == HYPHEN && follows.kind == HYPHEN));
	if (part.kind == ZERO)
		return follows.kind != NUMBER;
	return before.kind == HYPHEN && is_below_final(follows);
}

static struct part next(struct span *rest, bool *ended)
{
	struct part part;

	do {
		part = read(rest, ended);
	} while (is_dropped(part, *rest, *ended));
	return part;
}

static uint8_t digit_at(struct span digits, size_t width, size_t i)
{
	return i < width - digits.n ? '0' : digits.p[i - (width - digits.n)];
}

/* As texts, with zeros in front up to eight digits. */
static int number_text_cmp(struct span a, struct span b)
{
	size_t n_a = a.n < DIGITS_MIN ? DIGITS_MIN : a.n, n_b = b.n < DIGITS_MIN ? DIGITS_MIN : b.n;

	for (size_t i = 0; i < n_a && i < n_b; i++)
		if (digit_at(a, n_a, i) != digit_at(b, n_b, i))
			return order_of(digit_at(a, n_a, i), digit_at(b, n_b, i));
	return order_of(n_a, n_b);
}

static int part_cmp(struct part a, struct part b)
{
	bool a_number = a.kind <= ZERO, b_number = b.kind <= ZERO;

	if (a.kind == OVER || b.kind == OVER)
		return order_of(a.kind != OVER, b.kind != OVER);
	if (a_number != b_number)
		return a_number ? 1 : -1; /* words are written with a '*' in front */
	return a_number ? number_text_cmp(a.text, b.text) : lower_cmp(a.text, b.text);
}

int pep440_legacy_compare(struct span a, struct span b)
{
	bool a_ended = false, b_ended = false;

	for (;;) {
		struct part left = next(&a, &a_ended), right = next(&b, &b_ended);
		int order = part_cmp(left, right);

		if (order != 0 || left.kind == OVER)
			return order;
	}
}
