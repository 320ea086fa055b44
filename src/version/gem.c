/*
 * RubyGems (rubygems/version.rb): segments of digits and of letters. '-' stands for ".pre.", any
 * letters make a prerelease, and zeros at the end of the leading numbers and of the whole do not
 * count.
 */
#include "version/part.h"
#include "version/version.h"

/* The segments that count: leading numbers, then all from the first word on. */
struct gem {
	struct span numbers, words;
};

struct segment {
	struct span text;
	bool is_word;
};

static bool in_segment(int c)
{
	return ascii_is_alnum(c) || c == '-';
}

/* The next segment of the cursor; false at its end. */
static bool next_of(struct span *rest, struct segment *out)
{
	while (rest->n && !in_segment(rest->p[0]))
		*rest = span_from(*rest, 1);
	if (rest->n == 0)
		return false;
	if (part_byte(rest, '-')) {
		*out = (struct segment){ .text = span_str("pre"), .is_word = true };
		return true;
	}
	out->is_word = ascii_is_letter(rest->p[0]);
	out->text = part_run(rest, out->is_word ? ascii_is_letter : ascii_is_digit);
	return true;
}

/* Cuts what does not count. */
static struct gem read(struct span version)
{
	struct span rest = version;
	struct segment segment;
	struct gem gem = { .numbers = span_part(version, 0, 0) };
	size_t counted = 0;

	for (struct span before = rest; next_of(&rest, &segment); before = rest) {
		if (segment.is_word && !gem.words.p)
			gem.words = before;
		if (segment.is_word || !number_is_zero(segment.text))
			counted = version.n - rest.n;
		if (!gem.words.p)
			gem.numbers.n = counted;
	}
	if (gem.words.p)
		gem.words.n = counted - (size_t)(gem.words.p - version.p);
	return gem;
}

/* The next segment that counts; past the end it is zero. */
static bool next(struct gem *gem, struct segment *out)
{
	if (next_of(&gem->numbers, out) || next_of(&gem->words, out))
		return true;
	*out = (struct segment){ 0 };
	return false;
}

static int segment_cmp(struct segment a, struct segment b)
{
	if (a.is_word != b.is_word)
		return a.is_word ? -1 : 1;
	return a.is_word ? text_cmp(a.text, b.text) : number_cmp(a.text, b.text);
}

static int compare(struct span a, struct span b)
{
	struct gem left = read(a), right = read(b);
	struct segment l, r;

	for (;;) {
		bool more_left = next(&left, &l), more_right = next(&right, &r);
		int order = segment_cmp(l, r);

		if (order != 0 || (!more_left && !more_right))
			return order;
	}
}

/* Words between dots, at least one; in_word says of what. */
static bool take_words(struct span *rest, bool (*in_word)(int))
{
	do {
		if (part_run(rest, in_word).n == 0)
			return false;
	} while (part_byte(rest, '.'));
	return true;
}

static bool parses(struct span version)
{
	version = ascii_trim(version);
	if (part_digits(&version).n == 0)
		return version.n == 0; /* nothing at all is version 0 */
	if (part_byte(&version, '.') && !take_words(&version, ascii_is_alnum))
		return false;
	if (part_byte(&version, '-') && !take_words(&version, in_segment))
		return false;
	return version.n == 0;
}

const struct version_order order_gem = { "gem", parses, compare, NULL };
