/* Cutting source into tokens. */
#include "detect/tokens.h"

#include "base/ascii.h"

enum {
	NAME_LONG = 40,	 /* longer ones are made by machines */
	RUN_LEAST = 40,	 /* bytes of base64 or hex that are one token */
	PART_LEAST = 24, /* of them before the first slash */
	GAP_LEAST = 80,	 /* blanks within a line that move code out of sight */
	NUMBER_LONG = 4, /* digits; longer ones count by their length */
	NUMBERS_SHOWN = 4,
	NUMBERS_MAX = 1 << 20,
};

/* What a byte is. */
enum {
	WORD = 1,   /* letters, '_' and what is not ASCII */
	DIGIT = 2,  /* decimal */
	HEX = 4,    /* of either case */
	BASE64 = 8, /* also of the alphabet for addresses */
	BLANK = 16,
	PADDING = 32, /* BASE64 that is neither letter, digit nor slash */
	PREFIX = 64,  /* of a string */
};

#define LETTER_HEX (WORD | HEX | BASE64)
#define LETTER	   (WORD | BASE64)

__extension__ static const uint8_t classes[256] = {
	['0' ... '9'] = DIGIT | HEX | BASE64,
	['A'] = LETTER_HEX,
	['B'] = LETTER_HEX | PREFIX,
	['C' ... 'E'] = LETTER_HEX,
	['F'] = LETTER_HEX | PREFIX,
	['G' ... 'Q'] = LETTER,
	['R'] = LETTER | PREFIX,
	['S'] = LETTER,
	['T' ... 'U'] = LETTER | PREFIX,
	['V' ... 'Z'] = LETTER,
	['a'] = LETTER_HEX,
	['b'] = LETTER_HEX | PREFIX,
	['c' ... 'e'] = LETTER_HEX,
	['f'] = LETTER_HEX | PREFIX,
	['g' ... 'q'] = LETTER,
	['r'] = LETTER | PREFIX,
	['s'] = LETTER,
	['t' ... 'u'] = LETTER | PREFIX,
	['v' ... 'z'] = LETTER,
	['_'] = LETTER,
	['-'] = BASE64 | PADDING,
	['+'] = BASE64 | PADDING,
	['='] = BASE64 | PADDING,
	['/'] = BASE64,
	[0x80 ... 0xff] = WORD,
	[' '] = BLANK,
	['\t'] = BLANK,
	['\r'] = BLANK,
	['\f'] = BLANK,
};

/* Tokens that stand for a class of text; each is told apart by a size, too. */
enum shape {
	SHAPE_STRING = 1, /* a string begins; size: its prefix */
	SHAPE_STRING_END,
	SHAPE_DOCSTRING,
	SHAPE_NUMBER,
	SHAPE_NUMBERS,
	SHAPE_NAME,
	SHAPE_BASE64,
	SHAPE_HEX,
	SHAPE_ESCAPES,
	SHAPE_GAP,
	SHAPE_FOREIGN, /* a name that is not ASCII */
};

#define HASH_BASIS UINT32_C(2166136261)
#define HASH_PRIME UINT32_C(16777619)

static uint32_t hash_byte(uint32_t hash, uint8_t byte)
{
	return (hash ^ byte) * HASH_PRIME;
}

uint32_t token_hash(struct span name)
{
	uint32_t hash = HASH_BASIS;

	for (size_t i = 0; i < name.n; i++)
		hash = hash_byte(hash, name.p[i]);
	return hash;
}

static uint32_t shape_hash(enum shape shape, unsigned size)
{
	return (HASH_BASIS ^ (0x9e3779b1u * (unsigned)shape)) * 0x85ebca6bu + size * 0xc2b2ae35u;
}

/* Sizes that differ by less than a factor of two are one. */
static unsigned magnitude(size_t n)
{
	return n ? 64 - (unsigned)__builtin_clzll(n) : 0;
}

struct token_reader token_reader_of(struct span text)
{
	bool mark = span_starts(text, "\xef\xbb\xbf");

	return (struct token_reader){ .text = text, .at = mark ? 3 : 0, .line_begins = true };
}

static uint8_t peek(const struct token_reader *r, size_t ahead)
{
	return r->at + ahead < r->text.n ? r->text.p[r->at + ahead] : 0;
}

/* The first byte from `at` on that is not of a class. */
static size_t run_end(struct span text, size_t at, unsigned class)
{
	while (at < text.n && (classes[text.p[at]] & class))
		at++;
	return at;
}

static struct token token(const struct token_reader *r, size_t from, uint32_t hash)
{
	size_t n = r->at - from;

	return (struct token){ hash, n < UINT32_MAX ? (uint32_t)n : UINT32_MAX, from };
}

static struct token shaped(const struct token_reader *r, size_t from, enum shape shape,
			   unsigned size)
{
	return token(r, from, shape_hash(shape, size));
}

/* Strings that are one: "re" + "quests" is "requests". */

static bool closes(const struct token_reader *r)
{
	return peek(r, 0) == r->quote &&
	       (!r->is_long || (peek(r, 1) == r->quote && peek(r, 2) == r->quote));
}

/* How many letters before a quote at `at` are a prefix; SIZE_MAX: no string begins there. */
static size_t prefix_length(struct span text, size_t at)
{
	for (size_t n = 0; n <= 2 && at + n < text.n; n++) {
		uint8_t c = text.p[at + n];

		if (c == '\'' || c == '"')
			return n;
		if (!(classes[c] & PREFIX))
			break;
	}
	return SIZE_MAX;
}

static size_t skip_blanks(struct span text, size_t at)
{
	while (at < text.n && ((classes[text.p[at]] & BLANK) || text.p[at] == '\n'))
		at++;
	return at;
}

/* Quotes of a string that begins at `at`. */
static void open_string(struct token_reader *r, size_t at)
{
	r->at = at;
	r->quote = peek(r, 0);
	r->is_long = peek(r, 1) == r->quote && peek(r, 2) == r->quote;
	r->at += r->is_long ? 3 : 1;
}

/* From the end of a string into the next one, when only a plus stands between them. */
static bool cross_joint(struct token_reader *r)
{
	size_t at, prefix;

	if (!r->quote || !closes(r))
		return false;
	at = skip_blanks(r->text, r->at + (r->is_long ? 3 : 1));
	if (at >= r->text.n || r->text.p[at] != '+')
		return false;
	at = skip_blanks(r->text, at + 1);
	prefix = prefix_length(r->text, at);
	if (prefix == SIZE_MAX)
		return false;
	open_string(r, at + prefix);
	return true;
}

/* Names and numbers. */

/* "_0x3fa2", "llIlI1": what renames code writes. */
static bool is_scrambled(struct span name)
{
	size_t lines = 0;

	if (name.n > 4 && name.p[0] == '_' && name.p[1] == '0' && name.p[2] == 'x')
		return true;
	for (size_t i = 0; i < name.n; i++)
		lines += memchr("lI1O0o_i", name.p[i], 8) != NULL;
	return name.n >= 6 && lines == name.n;
}

static struct token read_name(struct token_reader *r)
{
	size_t from = r->at, n = 0;
	uint32_t hash = HASH_BASIS;
	unsigned seen = 0;

	do {
		size_t at = r->at;

		for (; at < r->text.n && (classes[r->text.p[at]] & (WORD | DIGIT)); at++) {
			hash = hash_byte(hash, r->text.p[at]);
			seen |= r->text.p[at];
		}
		n += at - r->at;
		r->at = at;
	} while (cross_joint(r));
	if (seen & 0x80)
		return shaped(r, from, SHAPE_FOREIGN, magnitude(n));
	if (n > NAME_LONG)
		return shaped(r, from, SHAPE_NAME, magnitude(n));
	if (is_scrambled(span_part(r->text, from, r->at - from)))
		return shaped(r, from, SHAPE_NAME, 0);
	return token(r, from, hash);
}

static struct token read_number(struct token_reader *r)
{
	size_t from = r->at;
	uint32_t hash = HASH_BASIS;

	r->at = run_end(r->text, from, WORD | DIGIT);
	if (r->at - from > NUMBER_LONG)
		return shaped(r, from, SHAPE_NUMBER,
			      magnitude(r->at - from) + (r->text.p[from + 1] == 'x' ? 64 : 0));
	for (size_t i = from; i < r->at; i++)
		hash = hash_byte(hash, r->text.p[i]);
	return token(r, from, hash);
}

/* Whether a number follows that only goes on a list of them: "12, 7, 33". */
static bool goes_on(const struct token_reader *r, size_t *at)
{
	size_t i = run_end(r->text, r->at, BLANK);

	if (i >= r->text.n || r->text.p[i] != ',')
		return false;
	for (i++; i < r->text.n && ((classes[r->text.p[i]] & BLANK) || r->text.p[i] == '\n'); i++)
		;
	*at = i;
	return i < r->text.n && (classes[r->text.p[i]] & DIGIT);
}

/* All but the first few numbers of a list are one token, which says how many they are. */
static struct token read_numbers(struct token_reader *r)
{
	size_t from = r->at, next, n = 0;

	if (r->numbers < NUMBERS_SHOWN) {
		struct token one = read_number(r);

		r->numbers = goes_on(r, &next) ? r->numbers + 1 : 0;
		return one;
	}
	for (next = from; n == 0 || goes_on(r, &next); n++)
		r->at = run_end(r->text, next, WORD | DIGIT);
	r->numbers = 0;
	return shaped(r, from, SHAPE_NUMBERS, magnitude(n));
}

/* Strings. */

static struct token end_string(struct token_reader *r)
{
	size_t from = r->at;

	r->at += r->is_long ? 3 : 1;
	r->quote = 0;
	return shaped(r, from, SHAPE_STRING_END, 0);
}

/* To behind the closing quotes. */
static void skip_string(struct token_reader *r)
{
	while (r->at < r->text.n) {
		if (closes(r)) {
			r->at += r->is_long ? 3 : 1;
			break;
		}
		r->at += r->text.p[r->at] == '\\' ? 2 : 1;
	}
	if (r->at > r->text.n)
		r->at = r->text.n;
	r->quote = 0;
}

/* The letters of a prefix as bits: b, f (or t), r. */
static unsigned prefix_bits(struct span prefix)
{
	unsigned bits = 0;

	for (size_t i = 0; i < prefix.n; i++) {
		int c = ascii_lower(prefix.p[i]);

		bits |= c == 'b' ? 1u : c == 'f' || c == 't' ? 2u : c == 'r' ? 4u : 0;
	}
	return bits;
}

/* At a quote, with `prefix` bytes before it. */
static struct token begin_string(struct token_reader *r, size_t prefix)
{
	size_t from = r->at;
	unsigned bits = prefix_bits(span_part(r->text, from, prefix));
	bool is_statement = r->line_begins && r->depth == 0;

	open_string(r, from + prefix);
	r->line_begins = false;
	if (!is_statement || !r->is_long)
		return shaped(r, from, SHAPE_STRING, bits);
	skip_string(r);
	return shaped(r, from, SHAPE_DOCSTRING, 0);
}

/* Bytes of the escape at hand: of "\x41", "\u0041", "\U00000041", "\101"; 0 of any other. */
static size_t escape_length(const struct token_reader *r)
{
	size_t n = 1;

	if (peek(r, 0) != '\\')
		return 0;
	switch (peek(r, 1)) {
	case 'x':
		return 4;
	case 'u':
		return 6;
	case 'U':
		return 10;
	}
	while (n < 4 && peek(r, n) >= '0' && peek(r, n) <= '7')
		n++;
	return n > 1 ? n : 0;
}

/* A run of escapes is one token, which says how many they are; of a simple one like "\n" each is
 * its own. */
static struct token read_escapes(struct token_reader *r)
{
	size_t from = r->at, n = 0, length;

	while ((length = escape_length(r)) != 0) {
		r->at += length < r->text.n - r->at ? length : r->text.n - r->at;
		n++;
	}
	if (n)
		return shaped(r, from, SHAPE_ESCAPES, magnitude(n));
	r->at += peek(r, 1) && peek(r, 1) != '\n' ? 2 : 1;
	return token(r, from, hash_byte(HASH_BASIS ^ '\\', r->text.p[r->at - 1]));
}

/* A long run of digits of base64 or hex; false when there is none. Words between slashes are a path
 * and none. */
static bool read_run(struct token_reader *r, struct token *out)
{
	size_t from = r->at, first = run_end(r->text, from, WORD | DIGIT | PADDING);

	if (first - from < PART_LEAST)
		return false;

	size_t hex = run_end(r->text, from, HEX), end = run_end(r->text, first, BASE64);
	bool is_hex = hex - from >= RUN_LEAST;

	if (end - from < RUN_LEAST)
		return false;
	r->at = is_hex ? hex : end;
	*out = shaped(r, from, is_hex ? SHAPE_HEX : SHAPE_BASE64, magnitude(r->at - from));
	return true;
}

/* Blanks, comments and line ends. Gives false, or a gap. */
static bool skip_space(struct token_reader *r, struct token *out)
{
	const uint8_t *p = r->text.p;

	while (r->at < r->text.n) {
		size_t from = r->at;

		if (classes[p[from]] & BLANK) {
			r->at = run_end(r->text, from, BLANK);
			if (r->at - from < GAP_LEAST || r->line_begins || peek(r, 0) == '\n')
				continue;
			*out = shaped(r, from, SHAPE_GAP, 0);
			return true;
		}
		if (p[from] == '#' && !r->quote) {
			const uint8_t *end = memchr(p + from, '\n', r->text.n - from);

			r->at = end ? (size_t)(end - p) : r->text.n;
			continue;
		}
		if (p[from] != '\n')
			return false;
		r->at++;
		if (r->quote && !r->is_long)
			r->quote = 0; /* no string goes on over it */
		r->line_begins = !r->quote;
	}
	return false;
}

static struct token read_sign(struct token_reader *r)
{
	size_t from = r->at++;
	uint8_t c = r->text.p[from];

	if (!r->quote && (c == '(' || c == '[' || c == '{'))
		r->depth++;
	if (!r->quote && (c == ')' || c == ']' || c == '}') && r->depth)
		r->depth--;
	return token(r, from, hash_byte(HASH_BASIS, c));
}

static struct token read_in_string(struct token_reader *r)
{
	struct token run;
	uint8_t c = peek(r, 0);
	unsigned class = classes[c];

	if (closes(r))
		return end_string(r);
	if (c == '\\')
		return read_escapes(r);
	if ((class & BASE64) && read_run(r, &run))
		return run;
	if (class & WORD)
		return read_name(r);
	if (class & DIGIT)
		return read_number(r);
	return read_sign(r);
}

static struct token read_code(struct token_reader *r)
{
	uint8_t c = peek(r, 0);
	unsigned class = classes[c];
	size_t prefix = c == '\'' || c == '"' ? 0
			: class & PREFIX      ? prefix_length(r->text, r->at)
					      : SIZE_MAX;

	if (prefix != SIZE_MAX)
		return begin_string(r, prefix);
	r->line_begins = false;
	if (class & WORD)
		return read_name(r);
	if (class & DIGIT)
		return read_numbers(r);
	return read_sign(r);
}

size_t tokens_read(struct token_reader *r, struct token *out, size_t room)
{
	size_t n = 0;

	while (n < room) {
		if (skip_space(r, &out[n])) {
			n++;
			continue;
		}
		while (cross_joint(r))
			;
		if (r->at >= r->text.n)
			break;
		out[n++] = r->quote ? read_in_string(r) : read_code(r);
	}
	return n;
}
