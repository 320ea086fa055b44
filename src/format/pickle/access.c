/* Looking at the machine's values from outside. */
#include "format/pickle/machine.h"

enum { DECODED_MAX = 64 << 10 };

struct job *pickle_job(const struct pickle *m)
{
	return m->job;
}

struct span pickle_bytes(const struct pickle *m)
{
	return m->bytes;
}

struct pickle_value pickle_result(const struct pickle *m)
{
	return m->result;
}

enum pickle_kind pickle_kind(const struct pickle *m, struct pickle_value v)
{
	static const uint8_t kinds[] = {
		[TAG_UNSET] = PICKLE_OTHER,	 [TAG_NONE] = PICKLE_NONE,
		[TAG_BOOL] = PICKLE_BOOL,	 [TAG_INT] = PICKLE_INT,
		[TAG_FLOAT] = PICKLE_FLOAT,	 [TAG_TEXT] = PICKLE_TEXT,
		[TAG_BYTES] = PICKLE_BYTES,	 [TAG_BYTEARRAY] = PICKLE_BYTES,
		[TAG_BUFFER] = PICKLE_OTHER,	 [TAG_INERT] = PICKLE_OTHER,
		[TAG_TUPLE_DATA] = PICKLE_TUPLE, [TAG_TUPLE] = PICKLE_TUPLE,
		[TAG_LIST] = PICKLE_LIST,	 [TAG_DICT] = PICKLE_DICT,
		[TAG_SET] = PICKLE_SET,		 [TAG_FROZENSET] = PICKLE_SET,
		[TAG_OBJECT] = PICKLE_OBJECT,	 [TAG_PERSISTENT] = PICKLE_PERSISTENT,
		[TAG_GLOBAL] = PICKLE_GLOBAL,	 [TAG_MARK] = PICKLE_OTHER,
		[TAG_UNKNOWN] = PICKLE_OTHER,
	};

	if (literal_is_bool(m, v))
		return PICKLE_BOOL;
	return (enum pickle_kind)kinds[value_tag(v)];
}

struct span pickle_text(struct pickle *m, struct pickle_value v)
{
	struct span text = literal_bytes(m, v);
	uint8_t opcode = value_tag(v) == TAG_TEXT ? m->bytes.p[value_payload(v)] : 0;

	if (value_tag(v) != TAG_TEXT && value_tag(v) != TAG_BYTES && value_tag(v) != TAG_BYTEARRAY)
		return (struct span){ 0 };
	if ((opcode != 'S' && opcode != 'V') || span_byte(text, '\\') == SPAN_NONE)
		return text;

	size_t room = text.n < DECODED_MAX / 2 ? text.n * 2 + 1 : DECODED_MAX;

	(void)literal_decoded(m, v, arena_alloc(job_arena(m->job), room), room, &text);
	return text; /* as far as it goes */
}

bool pickle_int(const struct pickle *m, struct pickle_value v, int64_t *out)
{
	wide value = 0;
	bool whole = literal_int128(m, v, &value) && value == (int64_t)value;

	*out = whole ? (int64_t)value : 0;
	return whole;
}

bool pickle_int128(const struct pickle *m, struct pickle_value v, uint64_t *low, int64_t *high)
{
	wide value = 0;
	bool whole = literal_int128(m, v, &value);

	*low = (uint64_t)value;
	*high = (int64_t)(value >> 64);
	return whole;
}

static bool is_container(struct pickle_value v)
{
	return value_tag(v) >= TAG_LIST && value_tag(v) <= TAG_FROZENSET;
}

uint64_t pickle_count(const struct pickle *m, struct pickle_value v)
{
	uint64_t n;

	(void)tuple_items(m, v, &n);
	return is_container(v) && object_of(m, v) ? object_of(m, v)->count : n;
}

bool pickle_whole(const struct pickle *m, struct pickle_value v)
{
	const struct object *o = is_container(v) ? object_of(m, v) : NULL;

	return value_is_tuple(v) || (o && !o->dropped);
}

/* The chunk from `chunk` on that holds items: an object has others too. */
static uint32_t items_from(const struct pickle *m, uint32_t chunk)
{
	while (chunk && chunk_kind(m, chunk) != CHUNK_ITEMS)
		chunk = chunk_next(m, chunk);
	return chunk;
}

/* The items at the cursor's chunk, the next one when it is through with this one. */
static const struct pickle_value *items_at(const struct pickle *m, struct pickle_cursor *cursor,
					   uint64_t *n)
{
	const struct pickle_value *items;

	if (!cursor->begun) {
		const struct object *o = object_of(m, cursor->of);

		cursor->chunk = o ? items_from(m, o->first) : 0;
	}
	items = chunk_items(m, (uint32_t)cursor->chunk, n);
	if (cursor->i == *n && cursor->chunk) {
		cursor->chunk = items_from(m, chunk_next(m, (uint32_t)cursor->chunk));
		cursor->i = 0;
		items = chunk_items(m, (uint32_t)cursor->chunk, n);
	}
	return items;
}

bool pickle_next(const struct pickle *m, struct pickle_cursor *cursor, struct pickle_value *item)
{
	bool chunks = is_container(cursor->of) || value_tag(cursor->of) == TAG_OBJECT;
	uint64_t n;
	const struct pickle_value *items =
		chunks ? items_at(m, cursor, &n) : tuple_items(m, cursor->of, &n);

	cursor->begun = true;
	if (cursor->i >= n)
		return false;
	*item = items[cursor->i++];
	return true;
}

bool pickle_item(const struct pickle *m, struct pickle_value v, uint64_t i,
		 struct pickle_value *item)
{
	struct pickle_cursor cursor = { .of = v };
	uint64_t n;
	const struct pickle_value *items = tuple_items(m, v, &n);

	if (value_is_tuple(v)) {
		if (i < n)
			*item = items[i];
		return i < n;
	}
	for (uint64_t k = 0; pickle_next(m, &cursor, item); k++)
		if (k == i)
			return true;
	return false;
}

bool pickle_entry(struct pickle *m, struct pickle_value dict, const char *key,
		  struct pickle_value *value)
{
	struct pickle_cursor cursor = { .of = dict };
	struct pickle_value k, v;
	bool found = false;

	if (value_tag(dict) != TAG_DICT)
		return false;
	while (pickle_next(m, &cursor, &k) && pickle_next(m, &cursor, &v)) {
		if (value_tag(k) == TAG_TEXT && span_is(pickle_text(m, k), key)) {
			*value = v;
			found = true;
		}
	}
	return found;
}

static bool made_cell(const struct pickle *m, struct pickle_value v, unsigned i,
		      struct pickle_value *out)
{
	const struct object *o = value_tag(v) == TAG_OBJECT ? object_of(m, v) : NULL;
	uint64_t n = 0;
	const struct pickle_value *cells = o ? chunk_items(m, o->first, &n) : NULL;

	if (n != MADE_COUNT)
		return false;
	*out = cells[i];
	return true;
}

struct span pickle_global(struct pickle *m, struct pickle_value v)
{
	struct pickle_value cls;

	if (made_cell(m, v, MADE_CLASS, &cls))
		v = cls;

	const struct global *g = global_of(m, v);

	return g && !g->expression ? name_path(m, v) : (struct span){ 0 };
}

bool pickle_callee(const struct pickle *m, struct pickle_value object, struct pickle_value *callee)
{
	return made_cell(m, object, MADE_CALLEE, callee);
}

bool pickle_arguments(const struct pickle *m, struct pickle_value object,
		      struct pickle_value *arguments)
{
	return made_cell(m, object, MADE_ARGUMENTS, arguments);
}

bool pickle_state_at(const struct pickle *m, struct pickle_value object, uint64_t i,
		     struct pickle_value *state)
{
	const struct object *o = value_tag(object) == TAG_OBJECT ? object_of(m, object) : NULL;
	uint64_t n;

	for (uint32_t chunk = o ? o->first : 0; chunk; chunk = chunk_next(m, chunk)) {
		if (chunk_kind(m, chunk) != CHUNK_STATE || i-- > 0)
			continue;
		*state = chunk_items(m, chunk, &n)[0];
		return true;
	}
	return false;
}

bool pickle_state(const struct pickle *m, struct pickle_value object, struct pickle_value *state)
{
	const struct object *o = value_tag(object) == TAG_OBJECT ? object_of(m, object) : NULL;
	bool found = false;
	uint64_t n;

	for (uint32_t chunk = o ? o->first : 0; chunk; chunk = chunk_next(m, chunk)) {
		if (chunk_kind(m, chunk) != CHUNK_STATE)
			continue;
		*state = chunk_items(m, chunk, &n)[0];
		found = true;
	}
	return found;
}

bool pickle_id(const struct pickle *m, struct pickle_value persistent, struct pickle_value *id)
{
	uint64_t n;

	if (value_tag(persistent) != TAG_PERSISTENT)
		return false;

	const struct pickle_value *made = chunk_items(m, object_of(m, persistent)->first, &n);

	if (n)
		*id = made[0];
	return n;
}
