/*
 * The machine's memory: arrays that start small in kept memory and, when that is not enough, move
 * once to a window as large as the input can ever need, of which only touched pages cost anything.
 */
#include <assert.h>

#include "format/pickle/machine.h"

enum {
	POOL_STEP = 16,	       /* a first room, one so many times larger, all of it */
	MEMO_GAP = 1024,       /* a key this far above the others goes to the sparse memo */
	CHUNK_KIND_SHIFT = 60, /* header of a chunk: kind, n, next */
	CHUNK_NEXT_BITS = 32,
	CHUNK_N_MAX = (1 << 28) - 1,
	SPARSE_FIRST = 64,
};

struct sparse {
	uint64_t key;
	struct pickle_value value; /* TAG_UNSET: a free place */
};

static uint8_t *window(struct pickle *m, uint64_t n)
{
	if (m->n_windows == sizeof(m->windows) / sizeof(m->windows[0]))
		return NULL;

	uint8_t *p = job_window(m->job, n);

	if (p)
		m->windows[m->n_windows++] = (struct window){ p, n };
	return p;
}

bool pool_need(struct pickle *m, struct pool *pool, uint64_t need)
{
	if (need <= pool->room)
		return true;
	if (need > pool->bound) {
		machine_over(m, "the pickle holds more than there is room for");
		return false;
	}

	uint64_t room = pool->first;

	if (need > room)
		room *= POOL_STEP;
	if (need > room || room > pool->bound)
		room = pool->bound;

	uint8_t *p = window(m, room * pool->unit);

	if (!p) {
		machine_over(m, "there is no room for the contents of the pickle");
		return false;
	}
	if (pool->room)
		memcpy(p, pool->p, pool->room * pool->unit);
	pool->p = p;
	pool->room = room;
	return true;
}

static bool move_stack(struct pickle *m, uint64_t room)
{
	uint64_t n = (uint64_t)(m->sp - m->stack), fence = (uint64_t)(m->fence - m->stack);

	if (!pool_need(m, &m->stack_pool, room))
		return false;
	m->stack = m->stack_pool.p;
	m->sp = m->stack + n;
	m->fence = m->stack + fence;
	m->stack_end = m->stack + m->stack_pool.room;
	return true;
}

bool machine_more_stack(struct pickle *m)
{
	return move_stack(m, (uint64_t)(m->sp - m->stack) + 1);
}

bool machine_stack_room(struct pickle *m, uint64_t n)
{
	uint64_t room = (uint64_t)(m->sp - m->stack) + n;

	if (room <= m->stack_pool.room)
		return true;
	return room <= m->stack_pool.bound && move_stack(m, room);
}

/* The memo: an array for the keys that picklers use, a table for the others. */

static struct sparse *sparse_find(struct sparse *table, uint64_t room, uint64_t key)
{
	uint64_t i = (key * UINT64_C(0x9e3779b97f4a7c15)) >> 32;

	for (;; i++) {
		struct sparse *place = &table[i & (room - 1)];

		if (value_tag(place->value) == TAG_UNSET || place->key == key)
			return place;
	}
}

/* Twice the room; it stays at most half full. */
static bool sparse_grow(struct pickle *m, struct pool *pool)
{
	uint64_t room = pool->room ? pool->room * 2 : SPARSE_FIRST;
	struct sparse *old = pool->p;
	struct sparse *table = (struct sparse *)(void *)window(m, room * sizeof(*table));

	if (!table) {
		machine_over(m, "there is no room for the memo of the pickle");
		return false;
	}
	memset(table, 0, room * sizeof(*table));
	for (uint64_t i = 0; i < pool->room; i++)
		if (value_tag(old[i].value) != TAG_UNSET)
			*sparse_find(table, room, old[i].key) = old[i];
	pool->p = table;
	pool->room = room;
	return true;
}

/* Whether the key is new; *n counts those there are. */
static bool sparse_put(struct pickle *m, struct pool *pool, uint64_t *n, uint64_t key,
		       struct pickle_value v)
{
	if ((*n + 1) * 2 > pool->room && !sparse_grow(m, pool))
		return false;

	struct sparse *place = sparse_find(pool->p, pool->room, key);
	bool is_new = value_tag(place->value) == TAG_UNSET;

	*place = (struct sparse){ key, v };
	*n += is_new;
	return is_new;
}

struct pickle_value machine_memo_get(const struct pickle *m, uint64_t key)
{
	const struct pickle_value *memo = m->memo_pool.p;

	if (key < m->memo_top && value_tag(memo[key]) != TAG_UNSET)
		return memo[key];
	if (m->n_sparse)
		return sparse_find(m->sparse_pool.p, m->sparse_pool.room, key)->value;
	return value_of(TAG_UNSET, 0);
}

void machine_memo_put(struct pickle *m, uint64_t key, struct pickle_value v)
{
	v = value_copy(v);
	if (key >= m->memo_top + MEMO_GAP || key >= m->memo_pool.bound) {
		m->n_memo += sparse_put(m, &m->sparse_pool, &m->n_sparse, key, v);
		return;
	}
	if (!pool_need(m, &m->memo_pool, key + 1))
		return;

	struct pickle_value *memo = m->memo_pool.p;

	while (m->memo_top <= key)
		memo[m->memo_top++] = value_of(TAG_UNSET, 0);
	if (value_tag(memo[key]) == TAG_UNSET && value_tag(machine_memo_get(m, key)) == TAG_UNSET)
		m->n_memo++;
	memo[key] = v;
}

/* Cells. The first one is never used, so that 0 is none. */

static uint32_t cells_take(struct pickle *m, uint64_t n)
{
	uint64_t first = m->n_cells ? m->n_cells : 1;

	if (!pool_need(m, &m->cells_pool, first + n))
		return 0;
	m->n_cells = first + n;
	return (uint32_t)first;
}

static struct pickle_value *cell(const struct pickle *m, uint64_t i)
{
	return (struct pickle_value *)m->cells_pool.p + i;
}

struct pickle_value machine_tuple(struct pickle *m, const struct pickle_value *items, uint64_t n)
{
	bool long_one = n >= TUPLE_LONG, data = true;
	uint32_t first = cells_take(m, n + long_one);

	if (!first)
		return value_of(TAG_UNKNOWN, 0);
	if (long_one)
		*cell(m, first++) = (struct pickle_value){ n };
	for (uint64_t i = 0; i < n; i++) {
		*cell(m, first + i) = items[i];
		data &= value_is_data(items[i]);
	}
	return value_of(data ? TAG_TUPLE_DATA : TAG_TUPLE,
			(uint64_t)first << TUPLE_BITS | (long_one ? TUPLE_LONG : n));
}

const struct pickle_value *tuple_items(const struct pickle *m, struct pickle_value v, uint64_t *n)
{
	uint64_t first = value_payload(v) >> TUPLE_BITS;

	*n = 0;
	if (!value_is_tuple(v) || first == 0)
		return NULL; /* EMPTY_TUPLE has no cells */
	*n = value_payload(v) & TUPLE_LONG;
	if (*n == TUPLE_LONG)
		*n = cell(m, first - 1)->bits;
	return cell(m, first);
}

/* Objects. */

struct pickle_value machine_object(struct pickle *m, enum tag tag)
{
	if (!pool_need(m, &m->objects_pool, m->n_objects + 1))
		return value_of(TAG_UNKNOWN, 0);
	((struct object *)m->objects_pool.p)[m->n_objects] = (struct object){ .tag = (uint8_t)tag };
	return value_of(tag, m->n_objects++);
}

struct pickle_value machine_empty(struct pickle *m, enum tag tag, bool state)
{
	if (!machine_is_spare(m) || state || tag == TAG_SET)
		return machine_object(m, tag);
	return value_of(tag, VALUE_LAZY | (uint64_t)(m->at - m->bytes.p));
}

struct object *object_of(const struct pickle *m, struct pickle_value v)
{
	struct object *objects = m->objects_pool.p;

	if (!value_is_object(v))
		return NULL;
	if (!value_is_lazy(v))
		return objects + value_payload(v);
	if (m->n_lazy == 0)
		return NULL;
	v = sparse_find(m->lazy_pool.p, m->lazy_pool.room, value_payload(v) & ~VALUE_COPY)->value;
	return value_tag(v) == TAG_UNSET ? NULL : objects + value_payload(v);
}

/* The object that a lazy value becomes. */
static struct object *object_begin(struct pickle *m, struct pickle_value lazy)
{
	struct pickle_value v = machine_object(m, value_tag(lazy));
	struct object *o = object_of(m, v);

	if (!o || !sparse_put(m, &m->lazy_pool, &m->n_lazy, value_payload(lazy) & ~VALUE_COPY, v))
		return NULL;
	o->dropped = true; /* perhaps */
	return o;
}

static uint64_t chunk_n(const struct pickle *m, uint32_t chunk)
{
	return cell(m, chunk)->bits >> CHUNK_NEXT_BITS & CHUNK_N_MAX;
}

uint32_t chunk_next(const struct pickle *m, uint32_t chunk)
{
	return (uint32_t)cell(m, chunk)->bits;
}

unsigned chunk_kind(const struct pickle *m, uint32_t chunk)
{
	return (unsigned)(cell(m, chunk)->bits >> CHUNK_KIND_SHIFT);
}

const struct pickle_value *chunk_items(const struct pickle *m, uint32_t chunk, uint64_t *n)
{
	*n = 0;
	if (chunk == 0)
		return NULL;
	*n = chunk_n(m, chunk);
	return cell(m, chunk + UINT64_C(1));
}

static void chunk_set(struct pickle *m, uint32_t chunk, unsigned kind, uint64_t n, uint32_t next)
{
	cell(m, chunk)->bits = (uint64_t)kind << CHUNK_KIND_SHIFT | n << CHUNK_NEXT_BITS | next;
}

static void chunk_link(struct pickle *m, struct object *o, uint32_t chunk)
{
	if (o->last)
		cell(m, o->last)->bits |= chunk; /* the last one's next is 0 */
	else
		o->first = chunk;
	o->last = chunk;
}

void object_add(struct pickle *m, struct pickle_value object, unsigned kind,
		const struct pickle_value *items, uint64_t n)
{
	struct object *o = object_of(m, object);

	while (o && n) { /* once, but for runs of more than 2^28 */
		uint64_t part = n < CHUNK_N_MAX ? n : CHUNK_N_MAX - 1; /* even, as pairs want */
		uint32_t chunk = cells_take(m, part + 1);

		if (!chunk)
			return;
		chunk_set(m, chunk, kind, part, 0);
		memcpy(cell(m, chunk + UINT64_C(1)), items, part * sizeof(*items));
		chunk_link(m, o, chunk);
		items += part;
		n -= part;
	}
}

/* Makes the last chunk longer when it ends where the free cells begin: APPEND by APPEND does not
 * cost a header each. */
static bool chunk_extend(struct pickle *m, struct object *o, const struct pickle_value *items,
			 uint64_t n)
{
	if (!o->last || chunk_kind(m, o->last) != CHUNK_ITEMS)
		return false;

	uint64_t had = chunk_n(m, o->last);

	if (o->last + 1 + had != m->n_cells || had + n >= CHUNK_N_MAX || !cells_take(m, n))
		return false;
	memcpy(cell(m, o->last + 1 + had), items, n * sizeof(*items));
	chunk_set(m, o->last, CHUNK_ITEMS, had + n, 0);
	return true;
}

static void keep(struct pickle *m, struct pickle_value object, const struct pickle_value *items,
		 uint64_t n)
{
	struct object *o = object_of(m, object);

	if (n && !chunk_extend(m, o, items, n))
		object_add(m, object, CHUNK_ITEMS, items, n);
}

/* What need not be kept: it holds nothing but plain data. */
static bool is_plain_value(const struct pickle *m, struct pickle_value v)
{
	if (value_is_data(v))
		return true;
	if (!value_is_lazy(v) || (v.bits & VALUE_COPY))
		return false;
	return m->n_lazy == 0 || !object_of(m, v);
}

static bool is_plain(const struct pickle *m, const struct pickle_value *items, unsigned unit)
{
	return is_plain_value(m, items[0]) && (unit == 1 || is_plain_value(m, items[1]));
}

/* Keeps the runs of `unit` items in which there is anything but plain data. */
static void keep_some(struct pickle *m, struct pickle_value object,
		      const struct pickle_value *items, uint64_t n, unsigned unit)
{
	for (uint64_t i = 0; i < n;) {
		uint64_t begin = i;

		while (i < n && is_plain(m, items + i, unit))
			i += unit;
		if (i > begin)
			object_of(m, object)->dropped = true;
		begin = i;
		while (i < n && !is_plain(m, items + i, unit))
			i += unit;
		keep(m, object, items + begin, i - begin);
	}
}

static bool all_plain(const struct pickle *m, const struct pickle_value *items, uint64_t n)
{
	for (uint64_t i = 0; i < n; i++)
		if (!is_plain_value(m, items[i]))
			return false;
	return true;
}

/* The object to put items into; NULL when none need be kept. */
static struct object *lazy_target(struct pickle *m, struct pickle_value object,
				  const struct pickle_value *items, uint64_t n, bool state)
{
	struct object *o = object_of(m, object);
	bool plain = all_plain(m, items, n);

	if (!plain && (object.bits & VALUE_COPY))
		m->lost = true;
	return o || (plain && !state) ? o : object_begin(m, object);
}

void object_put(struct pickle *m, struct pickle_value object, const struct pickle_value *items,
		uint64_t n, bool state)
{
	struct object *o = value_is_lazy(object) ? lazy_target(m, object, items, n, state)
						 : object_of(m, object);
	bool spare = machine_is_spare(m) && !state;

	if (!o)
		return;

	unsigned unit = o->tag == TAG_DICT ? 2 : 1;
	uint64_t items_kept = m->options.keep ? m->options.keep : KEPT_ITEMS;
	uint64_t cap = o->tag == TAG_DICT ? KEPT_PAIRS : items_kept;
	uint64_t room = o->count < cap && !spare ? (cap - o->count) * unit : 0;
	uint64_t first = n < room ? n : room;

	o->count += n / unit;
	keep(m, object, items, first);
	keep_some(m, object, items + first, n - first, unit);
}
