/*
 * What the loader does, summed up into facts: uses that differ only in plain data are one fact with
 * a count. A use is boiled down to words, a letter and a number each, that say exactly what a check
 * will look at; they are compared whole, so that nothing is ever merged that could be judged apart.
 */
#include <assert.h>
#include <stdio.h>

#include "format/pickle_machine.h"
#include "format/pickle_opcodes.h"

enum {
	INSIDE_MAX = 20,
	SLOTS_MAX = 6,	 /* names of slots shown, */
	SLOTS_PLAIN = 3, /* those of no special meaning, */
	SLOTS_SEEN = 64, /* and looked at */
	HOOKS_MAX = 2,
	MADE_MAX = 4,
	STATE_SHOWN = 4000,
	BLOB_MAX = 1 << 20,
	PATH_SHOWN = 380, /* of things in arguments; longer ones are called unknown */
	SCRATCH = 30 << 10,
	LETTER_SHIFT = 56,
	WALK_PER_STEP = 64, /* steps of walks that an opcode may cost, on average */
	WALK_FREE = 1 << 20,
};

/* Words beyond the arguments' letters. */
enum {
	WORD_COUNT = '#',
	WORD_INSIDE = '/',
	WORD_SLOT = '=',
	WORD_HOOK = '!',
	WORD_MADE = '<',
	WORD_STATE = '$'
};

/* Keys of a state whose text some __setstate__ runs; index and offset share a word's payload. */
static const char *const state_keys[] = { "_parse_arg_template", "formula" };
enum { STATE_KEYS = sizeof(state_keys) / sizeof(state_keys[0]), STATE_WORDS_MAX = 4 };

struct words {
	uint64_t w[WORDS_MAX];
	unsigned n;
};

struct attrs {
	struct attr a[FACT_ATTRS_MAX];
	size_t n;
	struct buf text;
};

static uint64_t word(uint8_t letter, uint64_t payload)
{
	return (uint64_t)letter << LETTER_SHIFT | payload;
}

static void add_word(struct words *words, uint8_t letter, uint64_t payload)
{
	assert(words->n < WORDS_MAX);
	words->w[words->n++] = word(letter, payload);
}

/* Looking at arguments. */

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

	if (o->stamp == walk->m->walk)
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
		add_word(words, WORD_INSIDE, word('?', 0) >> 8);
		return;
	}
	for (unsigned i = 0; i < walk.n_seen; i++)
		add_word(words, WORD_INSIDE,
			 walk.seen[i] >> LETTER_SHIFT << (LETTER_SHIFT - 8) |
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

/* Whether the name of a slot must be shown however many come before it. */
static bool is_telling(const struct pickle *m, struct pickle_value name)
{
	uint8_t bytes[64];

	return value_tag(name) != TAG_TEXT ||
	       span_starts(literal_text(m, name, bytes, sizeof(bytes)), "__");
}

/* The names that a state of (state, slots) sets through setattr: the first few, and all special
 * ones. */
static void add_slots(struct pickle *m, struct words *words, struct pickle_value state)
{
	uint64_t n;
	const struct pickle_value *items = tuple_items(m, state, &n);

	if (n != 2 || value_tag(items[1]) != TAG_DICT)
		return;

	const struct object *slots = object_of(m, items[1]);
	unsigned seen = 0, shown = 0;

	for (uint32_t chunk = slots->first; chunk; chunk = chunk_next(m, chunk)) {
		const struct pickle_value *pairs = chunk_items(m, chunk, &n);

		for (uint64_t i = 0; i + 1 < n; i += 2) {
			bool room = ++seen <= SLOTS_SEEN && shown < SLOTS_MAX;
			bool text = value_tag(pairs[i]) == TAG_TEXT && room;

			if (room && shown >= SLOTS_PLAIN && !is_telling(m, pairs[i]))
				continue;
			add_word(words, WORD_SLOT, text ? value_payload(pairs[i]) + 1 : 0);
			shown++;
			if (!room)
				return;
		}
	}
}

/* Whether a loader or copy.py would call an object's attribute of that name. */
static bool is_hook(const struct pickle *m, struct pickle_value key)
{
	static const char *const called[] = { "append", "extend", "add", NULL };
	static const char *const inert[] = {
		"__orig_class__", "__doc__",	 "__name__", "__qualname__",
		"__module__",	  "__wrapped__", NULL
	};
	uint8_t bytes[64];
	struct span text = literal_text(m, key, bytes, sizeof(bytes));
	bool special = span_starts(text, "__");

	if (value_tag(key) != TAG_TEXT)
		return !value_is_data(key); /* whatever it comes to at run time */
	for (size_t i = 0; special && inert[i]; i++)
		special = !span_is(text, inert[i]);
	for (size_t i = 0; !special && called[i]; i++)
		special = span_is(text, called[i]);
	return special;
}

static void add_state_key(struct pickle *m, struct words *words, struct pickle_value key,
			  struct pickle_value value)
{
	uint64_t text = value_tag(value) == TAG_TEXT ? value_payload(value) + 1 : 0;

	for (uint64_t i = 0; i < STATE_KEYS; i++)
		if (literal_is(m, key, state_keys[i]) && value_tag(value) != TAG_NONE)
			add_word(words, WORD_STATE, i << (LETTER_SHIFT - 8) | text);
}

/* More than is shown, or something that was not kept. */
static void add_state_unknown(struct words *words)
{
	for (uint64_t i = 0; i < STATE_KEYS; i++)
		add_word(words, WORD_STATE, i << (LETTER_SHIFT - 8));
}

static void add_state_pair(struct pickle *m, struct words *words, const struct pickle_value *pair,
			   unsigned *hooks)
{
	if (value_is_data(pair[1])) {
		add_state_key(m, words, pair[0], pair[1]);
	} else if (*hooks < HOOKS_MAX && is_hook(m, pair[0])) {
		bool text = value_tag(pair[0]) == TAG_TEXT;

		add_word(words, WORD_HOOK, text ? value_payload(pair[0]) + 1 : 0);
		++*hooks;
	} else {
		add_state_key(m, words, pair[0], value_of(TAG_UNKNOWN, 0));
	}
}

/* What in a state's dict decides more than the value of an attribute. */
static void add_state(struct pickle *m, struct words *words, struct pickle_value state)
{
	const struct object *o = value_tag(state) == TAG_DICT ? object_of(m, state) : NULL;
	unsigned hooks = 0, first = words->n;
	uint64_t n;

	for (uint32_t chunk = o ? o->first : 0; chunk; chunk = chunk_next(m, chunk)) {
		const struct pickle_value *pairs = chunk_items(m, chunk, &n);

		for (uint64_t i = 0; i + 1 < n && words->n - first < STATE_WORDS_MAX; i += 2)
			add_state_pair(m, words, pairs + i, &hooks);
	}
	if (o && (o->dropped || words->n - first == STATE_WORDS_MAX))
		add_state_unknown(words);
}

/* The classes that the object of a build was made of: their hooks may be what the build runs. */
static void add_made_of(struct pickle *m, struct words *words, struct pickle_value made_of)
{
	uint64_t n;
	const struct pickle_value *items = tuple_items(m, made_of, &n);
	unsigned shown = 0;

	for (uint64_t i = 0; i < n && shown < MADE_MAX; i++) {
		if (value_tag(items[i]) != TAG_GLOBAL)
			continue;
		add_word(words, WORD_MADE, value_payload(items[i]));
		shown++;
	}
}

static void add_build(struct pickle *m, struct words *words, const struct use *use,
		      struct pickle_value state)
{
	uint64_t n;
	const struct pickle_value *items = tuple_items(m, state, &n);

	add_slots(m, words, state);
	add_state(m, words, state);
	if (n == 2)
		add_state(m, words, items[0]);
	add_made_of(m, words, use->made_of);
}

/* A build has its state for an argument; of a tuple, what is in it. */
static void use_words(struct pickle *m, struct words *words, const struct use *use)
{
	struct pickle_value arguments = use->arguments;
	uint64_t n;
	const struct pickle_value *items = tuple_items(m, arguments, &n);

	if (use->operation == OPERATION_BUILD && n == 1) {
		add_build(m, words, use, items[0]);
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
		add_word(words, WORD_INSIDE, word('?', 0) >> 8);
}

/* Records. */

static struct record *record_at(const struct pickle *m, uint32_t i)
{
	return (struct record *)m->records_pool.p + i;
}

static bool same(const struct pickle *m, const struct record *r, const struct use *use,
		 const struct words *words)
{
	return r->operation == use->operation && r->target.bits == use->target.bits &&
	       r->on == use->on && r->nested == use->nested && r->opcode == *m->at &&
	       r->n_words == words->n &&
	       (words->n == 0 ||
		memcmp((uint8_t *)m->blob_pool.p + r->blob, words->w, words->n * 8) == 0);
}

static uint32_t head_of(const struct use *use, const struct words *words)
{
	uint64_t hash = use->target.bits * 31 + use->operation;

	for (unsigned i = 0; i < words->n; i++)
		hash = (hash ^ words->w[i]) * UINT64_C(0x9e3779b97f4a7c15);
	return (uint32_t)(hash >> 40) % RECORD_HEADS;
}

/* The record of this very use, or NULL. */
static struct record *find(const struct pickle *m, const struct use *use, const struct words *words,
			   uint32_t head)
{
	uint32_t i = m->record_heads[head];

	for (; i; i = record_at(m, i - 1)->next)
		if (same(m, record_at(m, i - 1), use, words))
			return record_at(m, i - 1);
	return NULL;
}

static bool blob_add(struct pickle *m, const void *p, uint64_t n)
{
	if (!pool_need(m, &m->blob_pool, m->n_blob + n))
		return false;
	if (n)
		memcpy((uint8_t *)m->blob_pool.p + m->n_blob, p, n);
	m->n_blob += n;
	return true;
}

static struct span rendered(struct pickle *m, const struct use *use, uint8_t *bytes, bool target)
{
	struct buf out = { .p = bytes,
			   .room = RENDER_INSPECT_MAX,
			   .max = job_inspects(m->job) ? RENDER_INSPECT_MAX - 1 : RENDER_MAX };

	if (!target && use->operation == OPERATION_IMPORT)
		return (struct span){ 0 };
	if (target && value_tag(use->target) == TAG_GLOBAL)
		return (struct span){ 0 };
	m->numbered = job_inspects(m->job) && !target;
	if (target)
		render_value(m, &out, use->target);
	else
		render_arguments(m, &out, use->arguments);
	m->numbered = false;
	return buf_view(&out);
}

static struct record *add_record(struct pickle *m, const struct use *use, const struct words *words)
{
	uint8_t text_bytes[RENDER_INSPECT_MAX], target_bytes[RENDER_INSPECT_MAX];
	struct span text = rendered(m, use, text_bytes, false);
	struct span target = rendered(m, use, target_bytes, true);

	if (m->n_records == RECORDS_MAX ||
	    m->n_blob + words->n * 8 + text.n + target.n > BLOB_MAX - 8)
		record_flush(m);
	m->n_blob = (m->n_blob + 7) & ~UINT64_C(7);

	struct record record = { .offset = machine_offset(m),
				 .count = 1,
				 .target = use->target,
				 .blob = (uint32_t)m->n_blob,
				 .number = use->number,
				 .n_words = (uint16_t)words->n,
				 .n_text = (uint16_t)text.n,
				 .n_expression = (uint16_t)target.n,
				 .operation = (uint8_t)use->operation,
				 .opcode = *m->at,
				 .on = (uint8_t)use->on,
				 .protocol = m->protocol,
				 .nested = use->nested };
	uint16_t *head = &m->record_heads[head_of(use, words)];

	if (!pool_need(m, &m->records_pool, m->n_records + UINT64_C(1)) ||
	    !blob_add(m, words->w, words->n * 8) || !blob_add(m, text.p, text.n) ||
	    !blob_add(m, target.p, target.n))
		return NULL;
	record.next = *head;
	*record_at(m, m->n_records) = record;
	*head = (uint16_t)++m->n_records;
	return record_at(m, m->n_records - 1);
}

static bool wanted(const struct pickle *m)
{
	return m->state == RUNNING && !m->options.silent && m->at >= m->facts_from;
}

/* Asked for everything, each use is a fact at once. */
static void settle(struct pickle *m)
{
	if (job_inspects(m->job) && !m->quarantine)
		record_flush(m);
}

void record_import(struct pickle *m, struct pickle_value global)
{
	struct global *g = global_of(m, global);
	struct words none = { .n = 0 };
	struct use use = { .operation = OPERATION_IMPORT, .target = global };

	if (!wanted(m) || !g)
		return;
	g->operations |= 1u << OPERATION_IMPORT;
	use.on = g->expression ? ON_EXPRESSION : ON_NAME;
	if (g->import_record && g->import_record <= m->n_records &&
	    same(m, record_at(m, g->import_record - 1), &use, &none)) {
		record_at(m, g->import_record - 1)->count++;
		return;
	}
	if (add_record(m, &use, &none))
		g->import_record = m->n_records;
	settle(m);
}

void record_use(struct pickle *m, const struct use *use)
{
	struct global *g = global_of(m, use->target);
	struct words words = { .n = 0 };

	if (!wanted(m))
		return;
	if (g && use->on == ON_NAME)
		g->operations |= (uint8_t)(1u << use->operation);
	m->credible = true;
	use_words(m, &words, use);

	struct record *r = g && g->last_record ? record_at(m, g->last_record - 1) : NULL;

	if (!r || g->last_record > m->n_records || !same(m, r, use, &words))
		r = find(m, use, &words, head_of(use, &words));
	if (r)
		r->count++;
	else
		r = add_record(m, use, &words);
	if (r && g)
		g->last_record = (uint32_t)(r - record_at(m, 0)) + 1;
	settle(m);
}

/* Facts. */

static void attr_text(struct attrs *attrs, const char *key, struct span text)
{
	assert(attrs->n < FACT_ATTRS_MAX);
	attrs->a[attrs->n++] = (struct attr){ .key = span_str(key), .text = text };
}

static void attr_number(struct attrs *attrs, const char *key, uint64_t number)
{
	assert(attrs->n < FACT_ATTRS_MAX);
	attrs->a[attrs->n++] =
		(struct attr){ .key = span_str(key), .number = number, .is_number = true };
}

/* What was appended to the text since `from`. */
static struct span since(const struct attrs *attrs, size_t from)
{
	return span_of(attrs->text.p + from, attrs->text.n - from);
}

/* The text of a literal, or "?" when it is longer than that. */
static void put_literal(struct pickle *m, struct buf *out, uint64_t offset, size_t most)
{
	uint8_t bytes[STATE_SHOWN];
	struct span text;

	if (literal_decoded(m, value_of(TAG_TEXT, offset), bytes, most, &text))
		buf_span(out, text);
	else
		buf_byte(out, '?');
}

/* "formula=y ~ x" */
static void attr_state(struct pickle *m, struct attrs *attrs, uint64_t payload)
{
	size_t from = attrs->text.n;
	uint64_t offset = payload & ((UINT64_C(1) << (LETTER_SHIFT - 8)) - 1);

	buf_str(&attrs->text, state_keys[payload >> (LETTER_SHIFT - 8)]);
	buf_byte(&attrs->text, '=');
	if (offset)
		put_literal(m, &attrs->text, offset - 1, STATE_SHOWN);
	else
		buf_byte(&attrs->text, '?');
	attr_text(attrs, "state", since(attrs, from));
}

/* A letter and what goes with it. */
static void attr_word(struct pickle *m, struct attrs *attrs, const char *key, uint8_t letter,
		      uint64_t payload)
{
	size_t from = attrs->text.n;

	buf_byte(&attrs->text, letter);
	if (letter == 'g' || letter == 'c' || letter == 'n') {
		global_path(global_of(m, value_of(TAG_GLOBAL, payload)), &attrs->text);
	} else if (letter == 's' && payload) {
		uint8_t bytes[PATH_SHOWN];
		struct span text;
		struct pickle_value v = value_of(TAG_TEXT, payload - 1);

		if (literal_decoded(m, v, bytes, sizeof(bytes), &text))
			buf_span(&attrs->text, text);
		else
			attrs->text.over = true;
	}
	if (attrs->text.over || attrs->text.n - from > PATH_SHOWN) {
		buf_cut(&attrs->text, from);
		attrs->text.over = false;
		buf_byte(&attrs->text, '?');
	}
	attr_text(attrs, key, since(attrs, from));
}

static void attr_words(struct pickle *m, struct attrs *attrs, const uint64_t *words, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		uint8_t letter = (uint8_t)(words[i] >> LETTER_SHIFT);
		uint64_t payload = words[i] & ((UINT64_C(1) << LETTER_SHIFT) - 1);

		if (letter == WORD_COUNT)
			attr_number(attrs, "count", payload);
		else if (letter == WORD_INSIDE)
			attr_word(m, attrs, "inside", (uint8_t)(payload >> (LETTER_SHIFT - 8)),
				  payload & UINT32_MAX);
		else if (letter == WORD_SLOT)
			attr_word(m, attrs, "slot", payload ? 's' : '?', payload);
		else if (letter == WORD_HOOK)
			attr_word(m, attrs, "hook", payload ? 's' : '?', payload);
		else if (letter == WORD_MADE)
			attr_word(m, attrs, "made", 'g', payload);
		else if (letter == WORD_STATE)
			attr_state(m, attrs, payload);
		else
			attr_word(m, attrs, "argument", letter, payload);
	}
}

static void attr_also(struct attrs *attrs, const struct global *g)
{
	static const char letters[] = "icnbs";
	size_t from = attrs->text.n;

	for (unsigned i = OPERATION_CALL; i <= OPERATION_ITEMS; i++)
		if (g->operations & 1u << i)
			buf_byte(&attrs->text, (uint8_t)letters[i]);
	attr_text(attrs, "also", since(attrs, from));
}

static void attr_written(struct attrs *attrs, const struct global *g)
{
	size_t from = attrs->text.n;

	if (span_eq(g->module, g->written_module) && span_eq(g->name, g->written_name))
		return;
	buf_span(&attrs->text, g->written_module);
	buf_byte(&attrs->text, '.');
	buf_span(&attrs->text, g->written_name);
	attr_text(attrs, "written", since(attrs, from));
}

static void attr_target(struct pickle *m, struct attrs *attrs, const struct record *r,
			struct span expression)
{
	const struct global *g = global_of(m, r->target);
	size_t from = attrs->text.n;

	if (g)
		global_path(g, &attrs->text);
	attr_text(attrs, "global", g ? since(attrs, from) : expression);
	if (g && !g->expression)
		attr_written(attrs, g);
	if (g && r->operation == OPERATION_IMPORT)
		attr_also(attrs, g);
}

/* As Python would have it, for people: "_3 = numpy.dtype('f8', False, True)". */
static void attr_line(struct attrs *attrs, const struct record *r, struct span arguments)
{
	struct span global = attrs->a[0].text;
	size_t from = attrs->text.n;

	switch ((enum operation)r->operation) {
	case OPERATION_IMPORT:
		buf_str(&attrs->text, "import ");
		buf_span(&attrs->text, global);
		break;
	case OPERATION_CALL:
	case OPERATION_NEW:
		buf_printf(&attrs->text, "_%u = ", r->number);
		buf_span(&attrs->text, global);
		buf_str(&attrs->text, r->operation == OPERATION_NEW ? ".__new__" : "");
		buf_span(&attrs->text, arguments);
		break;
	case OPERATION_BUILD:
		buf_printf(&attrs->text, "_%u.__setstate__", r->number);
		buf_span(&attrs->text, arguments);
		break;
	case OPERATION_ITEMS:
		buf_printf(&attrs->text, "_%u.update", r->number);
		buf_span(&attrs->text, arguments);
		break;
	}
	attr_text(attrs, "text", since(attrs, from));
}

static void emit(struct pickle *m, const struct record *r)
{
	static const char *const operations[] = { "import", "call", "new", "build", "items" };
	static const char *const subjects[] = { "name", "global", "expression" };
	const uint8_t *blob = (const uint8_t *)m->blob_pool.p + r->blob;
	uint8_t scratch[SCRATCH];
	uint64_t words[WORDS_MAX];
	struct span text = span_of(blob + r->n_words * 8, r->n_text);
	struct span expression = span_of(blob + r->n_words * 8 + r->n_text, r->n_expression);
	struct attrs attrs = { .text = { .p = scratch, .room = SCRATCH, .max = SCRATCH - 1 } };

	if (r->n_words)
		if (r->n_words)
			memcpy(words, blob, r->n_words * 8U);
	attr_target(m, &attrs, r, expression);
	attr_text(&attrs, "operation", span_str(operations[r->operation]));
	attr_text(&attrs, "opcode", span_str(opcodes[r->opcode].name));
	attr_text(&attrs, "on", span_str(subjects[r->on]));
	attr_number(&attrs, "protocol", r->protocol);
	if (r->operation != OPERATION_IMPORT)
		attr_text(&attrs, "arguments", text);
	if (job_inspects(m->job))
		attr_line(&attrs, r, text);
	if (m->state == BROKEN)
		attr_number(&attrs, "broken", machine_offset(m));
	if (r->nested)
		attr_number(&attrs, "nested", 1);
	if (m->options.via)
		attr_text(&attrs, "via", span_str(m->options.via));
	if (m->view == VIEW_FRAME_TAIL)
		attr_text(&attrs, "view", span_str("frame-tail"));
	if (m->view == VIEW_PYTHON2)
		attr_text(&attrs, "view", span_str("python2"));
	attr_words(m, &attrs, words, r->n_words);
	job_fact(m->job, &(const struct fact){ .kind = FACT_CALL,
					       .offset = r->offset,
					       .count = r->count,
					       .attrs = attrs.a,
					       .n_attrs = attrs.n });
}

void record_flush(struct pickle *m)
{
	if (m->n_records == 0)
		return;
	if (!m->quarantine || m->credible)
		for (uint32_t i = 0; i < m->n_records; i++)
			emit(m, record_at(m, i));
	m->n_records = 0;
	m->n_blob = 0;
	memset(m->record_heads, 0, sizeof(m->record_heads));
}
