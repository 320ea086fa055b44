/*
 * Alpine, Wolfi and Chainguard: number{.number}[letter]{_suffix[number]}[~hash][-rN]
 * (apk-package(5), section "pkgver"). A version is read part by part; where two differ in the kind
 * of a part, the one whose part comes earlier in that grammar is the greater, but for a suffix that
 * stands before a release.
 */
#include "version/part.h"
#include "version/version.h"

enum kind { FIRST, NUMBER, LETTER, SUFFIX, SUFFIX_NUMBER, HASH, REVISION, END, UNREADABLE };

/* Those before RELEASE stand before a release, the others after it. */
static const char *const suffixes[] = {
	"alpha", "beta", "pre", "rc", "cvs", "svn", "git", "hg", "p"
};
enum { RELEASE = 4, SUFFIX_COUNT = sizeof(suffixes) / sizeof(suffixes[0]) };

struct part {
	struct span rest;
	enum kind kind;
	unsigned suffix;
	struct span text;
};

static bool is_small(int c)
{
	return c >= 'a' && c <= 'z';
}

static bool is_hex(int c)
{
	return ascii_is_digit(c) || (c >= 'a' && c <= 'f');
}

static enum kind read_number(struct part *part, enum kind kind)
{
	part->text = part_digits(&part->rest);
	return part->text.n ? kind : UNREADABLE;
}

static enum kind read_suffix(struct part *part)
{
	struct span word = part_run(&part->rest, is_small);

	for (part->suffix = 0; part->suffix < SUFFIX_COUNT; part->suffix++)
		if (span_is(word, suffixes[part->suffix]))
			return SUFFIX;
	return UNREADABLE;
}

static enum kind read_hash(struct part *part)
{
	part->text = part_run(&part->rest, is_hex);
	return part->text.n ? HASH : UNREADABLE;
}

/* Versions 2 of apk read -r without a number as -r0. */
static enum kind read_revision(struct part *part)
{
	if (!part_byte(&part->rest, 'r'))
		return UNREADABLE;
	part->text = part_digits(&part->rest);
	return part->text.n || part->rest.n == 0 || part->rest.p[0] == '-' ? REVISION : UNREADABLE;
}

/* What follows a part of kind `before` and begins with c; what does not fit there is unreadable.
 * The byte c is taken. */
static enum kind read_after(struct part *part, enum kind before, uint8_t c)
{
	if (c == '.' && before <= NUMBER)
		return read_number(part, NUMBER);
	if (c == '_' && before <= SUFFIX_NUMBER)
		return read_suffix(part);
	if (c == '~' && before < HASH)
		return read_hash(part);
	if (c == '-' && before < REVISION)
		return read_revision(part);
	return UNREADABLE;
}

static void next(struct part *part)
{
	enum kind before = part->kind;
	uint8_t c = part_peek(part->rest);

	if (part->rest.n == 0) {
		part->kind = END;
	} else if (is_small(c) && before <= NUMBER) {
		part->text = part_take(&part->rest, 1);
		part->kind = LETTER;
	} else if (ascii_is_digit(c)) {
		part->kind = before == SUFFIX ? read_number(part, SUFFIX_NUMBER) : UNREADABLE;
	} else {
		part->rest = span_from(part->rest, 1);
		part->kind = read_after(part, before, c);
	}
}

static struct part first(struct span version)
{
	struct part part = { .rest = version };

	part.kind = read_number(&part, FIRST);
	return part;
}

static bool is_zero_led(struct span number)
{
	return part_peek(number) == '0';
}

/* Two parts of the same kind. */
static int part_cmp(const struct part *a, const struct part *b)
{
	switch (a->kind) {
	case SUFFIX:
		return order_of(a->suffix, b->suffix);
	case LETTER:
	case HASH:
		return text_cmp(a->text, b->text);
	case NUMBER: /* as a fraction, when one is written as one */
		if (is_zero_led(a->text) || is_zero_led(b->text))
			return text_cmp(a->text, b->text);
		return number_cmp(a->text, b->text);
	default:
		return number_cmp(a->text, b->text);
	}
}

static bool is_before_release(const struct part *part)
{
	return part->kind == SUFFIX && part->suffix < RELEASE;
}

/* Two parts of different kinds. */
static int kind_cmp(const struct part *a, const struct part *b)
{
	if (is_before_release(a))
		return -1;
	if (is_before_release(b))
		return 1;
	return order_of(b->kind, a->kind);
}

static bool goes_on(struct span rest)
{
	return rest.n && (ascii_is_alnum(rest.p[0]) || rest.p[0] == '.');
}

/* Where both are unreadable among the numbers, their bytes decide; after those they are equal. */
static int unreadable_cmp(enum kind before, struct span a, struct span b)
{
	return before <= LETTER && goes_on(a) && goes_on(b) ? text_cmp(a, b) : 0;
}

static int compare(struct span a, struct span b)
{
	struct part left = first(a), right = first(b);
	enum kind before = FIRST;

	if (left.kind == UNREADABLE && right.kind == UNREADABLE)
		return text_cmp(a, b);
	while (left.kind == right.kind && left.kind < END) {
		int order = part_cmp(&left, &right);

		if (order != 0)
			return order;
		before = left.kind;
		a = left.rest;
		b = right.rest;
		next(&left);
		next(&right);
	}
	if (left.kind == UNREADABLE && right.kind == UNREADABLE)
		return unreadable_cmp(before, a, b);
	return left.kind == right.kind ? 0 : kind_cmp(&left, &right);
}

/* As apk itself: there, a revision has a number. */
static bool parses(struct span version)
{
	struct part part = first(version);

	while (part.kind < END) {
		if (part.kind == REVISION && part.text.n == 0)
			return false;
		next(&part);
	}
	return part.kind == END;
}

const struct version_order order_alpine = { "alpine", parses, compare, NULL };
