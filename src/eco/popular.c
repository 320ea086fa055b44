/* Names of much used packages, and what is near to them. */
#include "eco/popular.h"

#include "base/ascii.h"
#include "eco/pypi/name.h"

/* One of the most used: the kinds of letters it has, and where it stands in the pool. */
struct target {
	uint32_t kinds;
	uint32_t at;
	uint8_t n;
};

#include "popular.inc"

enum {
	NAME_MAX = 127,
	BLOCK = 16,	   /* names; embed_names.py knows it */
	TARGETS_FAR = 500, /* of the first so many also what two slips make */
	AFFIX_TARGETS = 1000,
	SLIP_MIN = 5, /* shorter names are all near to each other */
	FAR_MIN = 9,
	AFFIX_MIN = 4,
};

struct list {
	const char *word;
	struct span pool;
	const uint32_t *blocks; /* offsets into the pool, and its end */
	size_t n_blocks;
	const char *target_pool;
	const struct target *targets; /* the most used first */
	size_t n_targets;
};

#define COUNT(rows) (sizeof(rows) / sizeof(*(rows)))
#define LIST(name)                                                                                 \
	{                                                                                          \
#name, SPAN(name##_pool), name##_blocks, COUNT(name##_blocks) - 1,                 \
			name##_target_pool, name##_targets, COUNT(name##_targets)                  \
	}

static const struct list lists[] = { LIST(npm), LIST(pypi) };

static const struct list *list_of(struct span ecosystem)
{
	for (size_t i = 0; i < COUNT(lists); i++)
		if (span_is(ecosystem, lists[i].word))
			return &lists[i];
	return NULL;
}

/* A name as the list has it; empty when it is too long for any. */
struct plain {
	uint8_t p[NAME_MAX];
	size_t n;
};

static struct span plain_name(const struct list *list, struct span name, struct plain *out)
{
	int c;

	out->n = 0;
	if (name.n > NAME_MAX)
		return (struct span){ 0 };
	if (span_is(span_str(list->word), "pypi")) {
		while ((c = name_next(&name)) >= 0)
			out->p[out->n++] = (uint8_t)c;
	} else {
		for (; out->n < name.n; out->n++)
			out->p[out->n] = (uint8_t)ascii_lower(name.p[out->n]);
	}
	return span_of(out->p, out->n);
}

static struct span block_at(const struct list *list, size_t i)
{
	return span_of(list->pool.p + list->blocks[i], list->blocks[i + 1] - list->blocks[i]);
}

/* The first name of a block shares nothing with the one before. */
static struct span first_of(struct span block)
{
	return block.n ? span_of(block.p + 2, block.p[1]) : block;
}

/* Names one after the other, each made of the one before. */
static bool block_has(struct span block, struct span name)
{
	uint8_t room[NAME_MAX];

	while (block.n) {
		size_t shared = block.p[0], rest = block.p[1];

		memcpy(room + shared, block.p + 2, rest);
		if (span_eq(span_of(room, shared + rest), name))
			return true;
		block = span_from(block, 2 + rest);
	}
	return false;
}

static bool has(const struct list *list, struct span name)
{
	size_t low = 0, high = list->n_blocks;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (span_cmp(first_of(block_at(list, middle)), name) <= 0)
			low = middle;
		else
			high = middle;
	}
	return block_has(block_at(list, low), name);
}

bool popular_has(struct span ecosystem, struct span name)
{
	const struct list *list = list_of(ecosystem);
	struct plain room;

	return !list || has(list, plain_name(list, name, &room));
}

static struct span target_at(const struct list *list, size_t rank)
{
	return span_of(list->target_pool + list->targets[rank].at, list->targets[rank].n);
}

/* Most pairs of names are told apart by the kinds of letters that are in them: those that look
 * alike, or differ in separators alone, have the same ones, and a slip changes two at the most. */
static uint32_t kinds_of(struct span name)
{
	uint32_t kinds = 0;

	for (size_t i = 0; i < name.n; i++)
		kinds |= kind_of_letter[name.p[i]];
	return kinds;
}

static bool kinds_near(uint32_t a, uint32_t b, unsigned slips)
{
	uint32_t differ = a ^ b;

	for (unsigned i = 0; i < 2 * slips; i++)
		differ &= differ - 1;
	return differ == 0;
}

bool popular_leads(struct span ecosystem, struct span name)
{
	const struct list *list = list_of(ecosystem);
	struct plain room;
	struct span plain = list ? plain_name(list, name, &room) : (struct span){ 0 };

	for (size_t i = 0; list && plain.n && i < list->n_targets; i++)
		if (list->targets[i].n == plain.n && span_eq(target_at(list, i), plain))
			return true;
	return false;
}

/* What is near. */

/* Whether the names differ by at most `most` letters put in, left out, changed or swapped: what is
 * alike at both ends is passed over, and what is left is tried. */
static bool slips(struct span a, struct span b, unsigned most)
{
	if ((a.n > b.n ? a.n - b.n : b.n - a.n) > most)
		return false;
	while (a.n && b.n && a.p[0] == b.p[0]) {
		a = span_from(a, 1);
		b = span_from(b, 1);
	}
	while (a.n && b.n && a.p[a.n - 1] == b.p[b.n - 1]) {
		a.n--;
		b.n--;
	}
	if (a.n == 0 || b.n == 0)
		return a.n + b.n <= most;
	if (most == 0)
		return false;
	if (a.n > 1 && b.n > 1 && a.p[0] == b.p[1] && a.p[1] == b.p[0] &&
	    slips(span_from(a, 2), span_from(b, 2), most - 1))
		return true;
	return slips(span_from(a, 1), span_from(b, 1), most - 1) ||
	       slips(span_from(a, 1), b, most - 1) || slips(a, span_from(b, 1), most - 1);
}

/* Letters that are taken for others (Unicode Technical Standard 39, confusables, as far as names of
 * packages have them); the longest first. */
static const struct {
	struct span from;
	char to;
} alike[] = {
	{ SPAN("rn"), 'm' },	   { SPAN("vv"), 'w' },	      { SPAN("0"), 'o' },
	{ SPAN("1"), 'l' },	   { SPAN("i"), 'l' },	      { SPAN("5"), 's' },
	{ SPAN("\xd0\xb0"), 'a' }, { SPAN("\xd0\xb5"), 'e' }, { SPAN("\xd0\xbe"), 'o' },
	{ SPAN("\xd1\x80"), 'p' }, { SPAN("\xd1\x81"), 'c' }, { SPAN("\xd1\x83"), 'y' },
	{ SPAN("\xd1\x85"), 'x' }, { SPAN("\xd1\x96"), 'l' }, { SPAN("\xd1\x95"), 's' },
	{ SPAN("\xce\xbf"), 'o' }, { SPAN("\xce\xb1"), 'a' },
};

static struct span look_of(struct span name, struct plain *out)
{
	out->n = 0;
	while (name.n && out->n < NAME_MAX) {
		size_t used = 1;
		uint8_t c = name.p[0];

		for (size_t i = 0; i < COUNT(alike); i++)
			if (span_eq(span_part(name, 0, alike[i].from.n), alike[i].from)) {
				used = alike[i].from.n;
				c = (uint8_t)alike[i].to;
				break;
			}
		out->p[out->n++] = c;
		name = span_from(name, used);
	}
	return span_of(out->p, out->n);
}

/* Without scope mark and separators: "@babel/core" and "babel-core" are one. */
static struct span joined(struct span name, struct plain *out)
{
	out->n = 0;
	for (size_t i = 0; i < name.n && out->n < NAME_MAX; i++)
		if (!name_is_separator(name.p[i]) && name.p[i] != '@' && name.p[i] != '/')
			out->p[out->n++] = name.p[i];
	return span_of(out->p, out->n);
}

/* The name without what languages and runtimes put before it, and without what they put behind. */
static struct span without_prefix(struct span name)
{
	static const char *const prefixes[] = { "python-", "py-", "node-", "js-", "npm-", NULL };

	for (size_t i = 0; prefixes[i]; i++)
		if (span_starts(name, prefixes[i]))
			return span_from(name, strlen(prefixes[i]));
	return (struct span){ 0 };
}

static struct span without_suffix(struct span name)
{
	static const char *const suffixes[] = { "-python", "-py",  "-node", "-js",
						".js",	   "-npm", NULL };

	for (size_t i = 0; suffixes[i]; i++)
		if (span_ends(name, suffixes[i]))
			return span_part(name, 0, name.n - strlen(suffixes[i]));
	return (struct span){ 0 };
}

static struct span unscoped(struct span name)
{
	ptrdiff_t slash = span_starts(name, "@") ? span_byte(name, '/') : SPAN_NONE;

	return slash == SPAN_NONE ? (struct span){ 0 } : span_from(name, (uint64_t)slash + 1);
}

/* A name, and what it can be near by. */
struct wanted {
	struct span name, look, joined;
	struct span bare[3]; /* without prefix, suffix, scope; empty when it has none */
	uint32_t kinds, bare_kinds[3];
	struct plain look_room, joined_room;
};

static void want(struct wanted *w, struct span name)
{
	w->name = name;
	w->look = look_of(name, &w->look_room);
	w->joined = joined(name, &w->joined_room);
	w->bare[0] = without_prefix(name);
	w->bare[1] = without_suffix(name);
	w->bare[2] = unscoped(name);
	w->kinds = kinds_of(w->look);
	for (size_t i = 0; i < COUNT(w->bare); i++)
		w->bare_kinds[i] = kinds_of(w->bare[i]);
}

static bool may_be_near(const struct wanted *w, uint32_t kinds, size_t rank)
{
	return kinds_near(w->kinds, kinds, rank < TARGETS_FAR ? 2 : 1) ||
	       w->bare_kinds[0] == kinds || w->bare_kinds[1] == kinds || w->bare_kinds[2] == kinds;
}

static enum nearness nearness_of(const struct wanted *w, struct span target, size_t rank)
{
	struct plain room;

	if (w->look.n >= AFFIX_MIN && span_eq(w->look, look_of(target, &room)))
		return NEAR_LOOK;
	if (w->joined.n >= SLIP_MIN && span_eq(w->joined, joined(target, &room)))
		return NEAR_SEPARATOR;
	if (w->name.n >= SLIP_MIN && target.n >= SLIP_MIN && slips(w->name, target, 1))
		return NEAR_SLIP;
	if (w->name.n >= FAR_MIN && target.n >= FAR_MIN && rank < TARGETS_FAR &&
	    slips(w->name, target, 2))
		return NEAR_SLIP;
	if (rank < AFFIX_TARGETS && target.n >= AFFIX_MIN &&
	    (span_eq(w->bare[0], target) || span_eq(w->bare[1], target)))
		return NEAR_AFFIX;
	return w->bare[2].n && span_eq(w->bare[2], target) ? NEAR_SCOPE : NEAR_NOT;
}

enum nearness popular_near(struct span ecosystem, struct span name, struct span *near)
{
	const struct list *list = list_of(ecosystem);
	struct plain room;
	struct wanted wanted;

	*near = (struct span){ 0 };
	if (!list)
		return NEAR_NOT;
	name = plain_name(list, name, &room);
	if (name.n == 0 || has(list, name))
		return NEAR_NOT;
	want(&wanted, name);
	for (size_t rank = 0; rank < list->n_targets; rank++) {
		enum nearness nearness;

		if (!may_be_near(&wanted, list->targets[rank].kinds, rank))
			continue;
		nearness = nearness_of(&wanted, target_at(list, rank), rank);
		if (nearness == NEAR_NOT)
			continue;
		*near = target_at(list, rank);
		return nearness;
	}
	return NEAR_NOT;
}
