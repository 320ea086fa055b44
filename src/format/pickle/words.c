/* Looking at the arguments of a use. */
#include "format/pickle/words.h"

enum {
	INSIDE_MAX = 20,
	WALK_PER_STEP = 64, /* steps of walks that an opcode may cost, on average */
	WALK_FREE = 1 << 20,
};

static uint8_t letter_of(enum tag tag)
{
	static const uint8_t letters[] = {
		[TAG_UNSET] = '?',     [TAG_NONE] = '-',       [TAG_BOOL] = 'b',
		[TAG_INT] = 'i',       [TAG_FLOAT] = 'f',      [TAG_TEXT] = 's',
		[TAG_BYTES] = 'y',     [TAG_BYTEARRAY] = 'y',  [TAG_BUFFER] = 'y',
		[TAG_INERT] = 'y',     [TAG_TUPLE_DATA] = 't', [TAG_TUPLE] = 't',
		[TAG_LIST] = 'l',      [TAG_DICT] = 'd',       [TAG_SET] = 'e',
		[TAG_FROZENSET] = 'e', [TAG_OBJECT] = 'c',     [TAG_PERSISTENT] = 'p',
		[TAG_GLOBAL] = 'g',    [TAG_MARK] = '?',       [TAG_UNKNOWN] = '?',
	};

	return letters[tag];
}

/* The word of something: for globals and what came from one, with its number. */
static uint64_t word_of(const struct pickle *m, struct pickle_value v)
{
	uint64_t n;

	if (value_tag(v) == TAG_GLOBAL)
		return word('g', value_payload(v));
	if (literal_is_bool(m, v))
		return word('b', 0);
	if (value_tag(v) != TAG_OBJECT)
		return word(letter_of(value_tag(v)), 0);

	const struct object *o = object_of(m, v);
	const struct pickle_value *made = chunk_items(m, o->first, &n);

	if (n < MADE_COUNT || value_tag(made[MADE_CALLEE]) != TAG_GLOBAL)
		return word('?', 0);
	return word(o->operation == OPERATION_NEW ? 'n' : 'c', value_payload(made[MADE_CALLEE]));
}

/* A walk through containers, not through objects: those were made by uses of their own. The free
 * part of the stack holds what is still to be looked at. */
struct walk {
	struct pickle *m;
	uint64_t n_todo; /* from m->sp on */
	uint64_t seen[INSIDE_MAX];
	unsigned n_seen;
	bool unknown;
};

static void walk_found(struct walk *walk, uint64_t found)
{
	for (unsigned i = 0; i < walk->n_seen; i++)
		if (walk->seen[i] == found)
			return;
	if (walk->n_seen == INSIDE_MAX || found == word('?', 0))
		walk->unknown = true;
	else
		walk->seen[walk->n_seen++] = found;
}

static void walk_push(struct walk *walk, const struct pickle_value *items, uint64_t n)
{
	struct pickle *m = walk->m;

	m->walked += n;
	if (m->walked > m->steps * WALK_PER_STEP + WALK_FREE) {
		walk->unknown = true;
		return;
	}
	for (uint64_t i = 0; i < n && !walk->unknown; i++) {
		if (value_is_data(items[i]))
			continue;
		if (machine_stack_room(m, walk->n_todo + 1))
			m->sp[walk->n_todo++] = items[i];
		else
			walk->unknown = true;
	}
}

static void walk_container(struct walk *walk, struct pickle_value v)
{
	struct object *o = object_of(walk->m, v);
	uint64_t n;

	if (walk->m->lost && (!o || o->dropped))
		walk->unknown = true;
	if (!o || o->stamp == walk->m->walk)
		return;
	o->stamp = walk->m->walk;
	for (uint32_t chunk = o->first; chunk && !walk->unknown;
	     chunk = chunk_next(walk->m, chunk)) {
		const struct pickle_value *items = chunk_items(walk->m, chunk, &n);

		walk_push(walk, items, n);
	}
}

static void walk_one(struct walk *walk, struct pickle_value v)
{
	uint64_t n;

	switch (value_tag(v)) {
	case TAG_TUPLE: {
		const struct pickle_value *items = tuple_items(walk->m, v, &n);

		walk_push(walk, items, n);
		return;
	}
	case TAG_LIST:
	case TAG_DICT:
	case TAG_SET:
	case TAG_FROZENSET:
		walk_container(walk, v);
		return;
	default:
		walk_found(walk, word_of(walk->m, v));
		return;
	}
}

/* Everything in v that is no plain data, at any depth. */
static void add_inside(struct pickle *m, struct words *words, struct pickle_value v)
{
	struct walk walk = { .m = m };

	m->walk++;
	if (!value_is_data(v))
		walk_one(&walk, v);
	while (walk.n_todo && !walk.unknown)
		walk_one(&walk, m->sp[--walk.n_todo]);
	if (walk.unknown) {
		add_word(words, WORD_INSIDE, (uint64_t)'?' << BYTE_SHIFT);
		return;
	}
	for (unsigned i = 0; i < walk.n_seen; i++)
		add_word(words, WORD_INSIDE,
			 walk.seen[i] >> LETTER_SHIFT << (BYTE_SHIFT) |
				 (walk.seen[i] & UINT32_MAX));
}

/* Which text arguments say what is looked up. */
static bool is_told_name(enum known known, uint64_t i)
{
	switch (known) {
	case KNOWN_GETATTR:
	case KNOWN_ENCODE:
		return i == 1;
	case KNOWN_BY_NAME:
	case KNOWN_TYPE_BY_NAME:
		return true;
	default:
		return false;
	}
}

static void add_arguments(struct pickle *m, struct words *words, enum known known,
			  const struct pickle_value *items, uint64_t n)
{
	for (uint64_t i = 0; i < n && i < PICKLE_ARGUMENTS_SHOWN; i++) {
		uint64_t one = word_of(m, items[i]);

		if (value_tag(items[i]) == TAG_TEXT && is_told_name(known, i))
			one |= value_payload(items[i]) + 1;
		words->w[words->n++] = one;
	}
	add_word(words, WORD_COUNT, n);
}

static enum known known_of(const struct pickle *m, struct pickle_value target)
{
	const struct global *g = global_of(m, target);

	return g ? (enum known)g->known : KNOWN_NOTHING;
}

/* A build has its state for an argument; of a tuple, what is in it. */
void words_of_use(struct pickle *m, struct words *words, const struct use *use)
{
	struct pickle_value arguments = use->arguments;
	uint64_t n;
	const struct pickle_value *items = tuple_items(m, arguments, &n);

	if (use->operation == OPERATION_BUILD && n == 1) {
		words_of_state(m, words, items[0], use->made_of);
		if (value_is_tuple(items[0]))
			items = tuple_items(m, items[0], &n);
	}
	if (value_is_tuple(arguments))
		add_arguments(m, words, known_of(m, use->target), items, n);
	else
		add_word(words, '?', 0);
	if (use->operation == OPERATION_CALL || use->operation == OPERATION_NEW)
		add_inside(m, words, arguments);
	if (!value_is_tuple(arguments))
		add_word(words, WORD_INSIDE, (uint64_t)'?' << BYTE_SHIFT);
}
