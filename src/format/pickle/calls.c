/*
 * What the loader does with what it imported, and what follows from that inside the machine.
 * Source: load_reduce, load_build and their like in CPython's Lib/pickle.py and Modules/_pickle.c;
 * for the constructors that the machine looks through, Lib/copyreg.py and numpy.
 */
#include "format/pickle/calls.h"

enum { PARTIALS_MAX = 8 }; /* a partial of a partial ... */

struct pickle_value call_made(struct pickle *m, enum operation operation,
			      struct pickle_value callee, struct pickle_value arguments,
			      struct pickle_value cls)
{
	struct pickle_value v = machine_object(m, TAG_OBJECT);
	struct object *o = object_of(m, v);
	const struct pickle_value cells[MADE_COUNT] = {
		[MADE_CALLEE] = callee, [MADE_ARGUMENTS] = arguments, [MADE_CLASS] = cls
	};

	if (!o)
		return v;
	o->operation = (uint8_t)operation;
	o->stamp = m->n_calls++;
	object_add(m, v, CHUNK_MADE, cells, MADE_COUNT);
	return v;
}

struct pickle_value call_cell(const struct pickle *m, struct pickle_value object, unsigned i)
{
	const struct object *o = object_of(m, object);
	uint64_t n = 0;
	const struct pickle_value *cells = NULL;

	if (o && o->tag == TAG_OBJECT)
		cells = chunk_items(m, o->first, &n);
	return n == MADE_COUNT ? cells[i] : value_of(TAG_UNKNOWN, 0);
}

/* What an object is an instance of, or what made it; itself when there is no name for that. */
static struct pickle_value origin(const struct pickle *m, struct pickle_value object)
{
	struct pickle_value cls = call_cell(m, object, MADE_CLASS);

	return value_tag(cls) == TAG_GLOBAL ? cls : object;
}

static enum subject subject_of(const struct pickle *m, struct pickle_value target)
{
	const struct global *g = global_of(m, target);

	return g && !g->expression ? ON_NAME : ON_EXPRESSION;
}

/* Things whose call or instantiation fails in every loader. */
bool call_fails(struct pickle_value v)
{
	return value_tag(v) < TAG_OBJECT || value_tag(v) == TAG_MARK;
}

void call_record(struct pickle *m, enum operation operation, struct pickle_value target,
		 struct pickle_value arguments)
{
	record_use(m, &(const struct use){ .operation = operation,
					   .on = subject_of(m, target),
					   .target = target,
					   .arguments = arguments,
					   .number = m->n_calls });
}

void call_import(struct pickle *m, struct pickle_value global)
{
	record_import(m, global);
}

/* Attributes that a BUILD has put into an object may be what the loader calls later. */

/* The value for `key` among pairs, or for a key that is only known at run time. */
static void find_pair(const struct pickle *m, struct pickle_value dict, const char *key,
		      struct pickle_value *found)
{
	const struct object *o = object_of(m, dict);
	uint64_t n;

	for (uint32_t chunk = o ? o->first : 0; chunk; chunk = chunk_next(m, chunk)) {
		const struct pickle_value *pairs = chunk_items(m, chunk, &n);

		for (uint64_t i = 0; i + 1 < n; i += 2)
			if (literal_is(m, pairs[i], key) || !value_is_data(pairs[i]))
				*found = pairs[i + 1];
	}
}

static void find_in_state(const struct pickle *m, struct pickle_value state, const char *key,
			  struct pickle_value *found)
{
	uint64_t n;
	const struct pickle_value *items = tuple_items(m, state, &n);

	if (value_tag(state) == TAG_DICT)
		find_pair(m, state, key, found);
	else if (value_tag(state) == TAG_OBJECT)
		*found = value_of(TAG_UNKNOWN, 0); /* a mapping of its own kind */
	for (uint64_t i = 0; i < n && n == 2; i++)
		if (!value_is_tuple(items[i]))
			find_in_state(m, items[i], key, found);
}

/* What the states given to the object say that its attribute is; TAG_UNSET for nothing. */
static struct pickle_value attribute(struct pickle *m, struct pickle_value object, const char *key)
{
	const struct object *o = object_of(m, object);
	struct pickle_value found = value_of(TAG_UNSET, 0);
	uint64_t n;

	if (!o || o->tag != TAG_OBJECT || o->first == o->last)
		return found;
	for (uint32_t chunk = o->first; chunk; chunk = chunk_next(m, chunk)) {
		if (chunk_kind(m, chunk) != CHUNK_STATE)
			continue;
		find_in_state(m, chunk_items(m, chunk, &n)[0], key, &found);
		m->walked++;
	}
	return found;
}

static void call_attribute(struct pickle *m, struct pickle_value object, const char *key,
			   struct pickle_value arguments)
{
	struct pickle_value found = attribute(m, object, key);

	if (value_tag(found) >= TAG_OBJECT)
		call_record(m, OPERATION_CALL, found, arguments);
}

/* Calls. */

/* What comes first in a set is not in the stream: it hangs on the hashes of one run. So it does for
 * a dict of Python 2. */
static bool is_unordered(const struct pickle *m, struct pickle_value v)
{
	enum tag tag = value_tag(v);

	return (tag == TAG_SET || tag == TAG_FROZENSET || tag == TAG_DICT) &&
	       pickle_count(m, v) > 1;
}

/* f(*v) for a v that is no tuple: Python's unpicklers take whatever can be gone through. */
static struct pickle_value spread(struct pickle *m, struct pickle_value v)
{
	struct pickle_cursor cursor = { .of = v };
	struct pickle_value item, skipped;
	uint64_t n = 0;

	if (value_is_tuple(v) || !pickle_whole(m, v) || is_unordered(m, v))
		return v;
	while (pickle_next(m, &cursor, &item) && machine_stack_room(m, n + 1)) {
		m->sp[n++] = item;
		if (value_tag(v) == TAG_DICT && !pickle_next(m, &cursor, &skipped))
			break;
	}
	return machine_tuple(m, m->sp, n);
}

/* Whether f(*v) fails everywhere. */
static bool is_no_sequence(struct pickle_value v)
{
	enum tag tag = value_tag(v);

	return tag == TAG_NONE || tag == TAG_BOOL || tag == TAG_INT || tag == TAG_FLOAT;
}

/* For showing: keywords as one more argument. */
static struct pickle_value with_keywords(struct pickle *m, struct pickle_value arguments,
					 struct pickle_value keywords)
{
	enum { MAX = 32 };
	struct pickle_value all[MAX + 1] = { arguments, keywords };
	const struct object *o = object_of(m, keywords);
	uint64_t n;
	const struct pickle_value *items = tuple_items(m, arguments, &n);

	if (value_tag(keywords) == TAG_NONE || (o && o->count == 0))
		return arguments;
	if (!value_is_tuple(arguments) || n > MAX) {
		all[0] = value_of(TAG_UNKNOWN, 0);
		return machine_tuple(m, all, 2);
	}
	if (n)
		memcpy(all, items, n * sizeof(*items));
	all[n] = keywords;
	return machine_tuple(m, all, n + 1);
}

/* The state that the last BUILD gave an object, or TAG_UNSET. */
static struct pickle_value last_state(const struct pickle *m, struct pickle_value object)
{
	struct pickle_value state = value_of(TAG_UNSET, 0);

	(void)pickle_state(m, object, &state);
	return state;
}

/* Two tuples in one. */
static struct pickle_value joined(struct pickle *m, struct pickle_value a, struct pickle_value b)
{
	uint64_t n_a, n_b;
	const struct pickle_value *items_a = tuple_items(m, a, &n_a);
	const struct pickle_value *items_b = tuple_items(m, b, &n_b);

	if (!value_is_tuple(a) || !value_is_tuple(b) || !machine_stack_room(m, n_a + n_b))
		return value_of(TAG_UNKNOWN, 0);
	for (uint64_t i = 0; i < n_a + n_b; i++)
		m->sp[i] = i < n_a ? items_a[i] : items_b[i - n_a];
	return machine_tuple(m, m->sp, n_a + n_b);
}

/* What a functools.partial calls: its BUILD has given it (function, arguments, keywords, dict), or
 * it was made of them. */
static bool unwrap_partial(struct pickle *m, struct pickle_value *callee,
			   struct pickle_value *arguments)
{
	struct pickle_value maker = call_cell(m, *callee, MADE_CALLEE);
	struct pickle_value of = call_cell(m, *callee, MADE_ARGUMENTS);
	const struct global *g = global_of(m, maker);
	uint64_t n;
	const struct pickle_value *items = tuple_items(m, last_state(m, *callee), &n);

	if (!g || g->known != KNOWN_PARTIAL)
		return false;
	if (n == 4) {
		*arguments = with_keywords(m, joined(m, items[1], *arguments), items[2]);
		*callee = items[0];
		return true;
	}
	items = tuple_items(m, of, &n);
	if (n == 0)
		return false;
	*arguments = joined(m, machine_tuple(m, items + 1, n - 1), *arguments);
	*callee = items[0];
	return true;
}

/* cls.__new__(cls, ...) spelt out: protocols 2 and 3 write it so when there are keywords. */
static bool is_new_of_itself(const struct pickle *m, const struct global *g,
			     struct pickle_value arguments)
{
	uint64_t n;
	const struct pickle_value *items = tuple_items(m, arguments, &n);
	const struct global *cls = n ? global_of(m, items[0]) : NULL;
	struct span name = g->name;

	if (!cls || cls->expression || !span_ends(name, ".__new__"))
		return false;
	name.n -= strlen(".__new__");
	return span_eq(cls->module, g->module) && span_eq(cls->name, name);
}

static struct pickle_value call_global(struct pickle *m, struct pickle_value callee,
				       struct pickle_value arguments)
{
	const struct global *g = global_of(m, callee);
	enum known known = g ? (enum known)g->known : KNOWN_NOTHING;
	bool nested = false;
	uint64_t n;
	const struct pickle_value *items = tuple_items(m, arguments, &n);

	if (g && is_new_of_itself(m, g, arguments))
		return call_new(m, items[0], machine_tuple(m, items + 1, n - 1),
				value_of(TAG_NONE, 0));
	if (known == KNOWN_LOADS || known == KNOWN_LOAD)
		nested = nested_load(m, callee, arguments);
	record_use(m, &(const struct use){ .operation = OPERATION_CALL,
					   .on = subject_of(m, callee),
					   .target = callee,
					   .arguments = arguments,
					   .number = m->n_calls,
					   .nested = nested });
	return known_reduce(m, known, callee, arguments);
}

struct pickle_value call_reduce(struct pickle *m, struct pickle_value callee,
				struct pickle_value arguments)
{
	if (call_fails(callee)) {
		machine_break(m, "something is called that cannot be");
		return callee;
	}
	if (is_no_sequence(arguments)) {
		machine_break(m, "the arguments of a call are no sequence");
		return callee;
	}
	arguments = spread(m, arguments);
	for (unsigned i = 0; i < PARTIALS_MAX && unwrap_partial(m, &callee, &arguments); i++)
		;
	return call_global(m, callee, arguments);
}

/* cls.__new__(cls, *arguments, **keywords) */
struct pickle_value call_new(struct pickle *m, struct pickle_value cls,
			     struct pickle_value arguments, struct pickle_value keywords)
{
	if (call_fails(cls)) {
		machine_break(m, "something is made an instance of that is no class");
		return cls;
	}
	arguments = with_keywords(m, spread(m, arguments), keywords);
	call_record(m, OPERATION_NEW, origin(m, cls), arguments);
	call_attribute(m, cls, "__new__", arguments);
	return call_made(m, OPERATION_NEW, cls, arguments, cls);
}

/* INST and OBJ. Python 3 calls unless there are no arguments and it is a class; Python 2 always
 * calls classes of the new style. */
struct pickle_value call_instance(struct pickle *m, struct pickle_value cls,
				  struct pickle_value arguments)
{
	uint64_t n;

	if (call_fails(cls)) {
		machine_break(m, "something is made an instance of that is no class");
		return cls;
	}
	(void)tuple_items(m, arguments, &n);
	if (n == 0)
		call_record(m, OPERATION_NEW, cls, arguments);
	return call_reduce(m, cls, arguments);
}

/* BUILD and items. */

static void record_on(struct pickle *m, enum operation operation, struct pickle_value object,
		      struct pickle_value arguments)
{
	struct use use = { .operation = operation, .arguments = arguments };

	if (value_tag(object) == TAG_OBJECT) {
		use.number = object_of(m, object)->stamp;
		use.made_of = call_cell(m, object, MADE_ARGUMENTS);
	}
	use.target = value_tag(object) == TAG_OBJECT ? origin(m, object) : object;
	use.on = subject_of(m, use.target);
	if (use.on == ON_NAME && value_tag(object) == TAG_GLOBAL)
		use.on = ON_GLOBAL;
	record_use(m, &use);
}

/* Whether some loader goes on where this state is given to something without __setstate__. */
static bool is_empty_state(const struct pickle *m, struct pickle_value state)
{
	uint64_t n;
	const struct object *o = object_of(m, state);

	(void)tuple_items(m, state, &n);
	if (value_is_tuple(state))
		return n == 0 || n == 2;
	return value_is_data(state) || (o && o->count == 0);
}

void call_build(struct pickle *m, struct pickle_value object, struct pickle_value state)
{
	if (call_fails(object)) {
		if (!is_empty_state(m, state))
			machine_complain(m, "a state is given to something that has none");
		return;
	}

	struct pickle_value arguments = machine_tuple(m, &state, 1);

	call_attribute(m, object, "__setstate__", arguments);
	record_on(m, OPERATION_BUILD, object, arguments);
	if (value_tag(object) == TAG_OBJECT)
		object_add(m, object, CHUNK_STATE, &state, 1);
}

void call_items(struct pickle *m, struct pickle_value object, const char *method,
		const struct pickle_value *items, uint64_t n)
{
	struct pickle_value arguments = machine_tuple(m, items, n < 2 ? n : 2);

	if (method)
		call_attribute(m, object, method, arguments);
	if (method && strcmp(method, "append") == 0)
		call_attribute(m, object, "extend", arguments);
	record_on(m, OPERATION_ITEMS, object, arguments);
	if (value_tag(object) == TAG_OBJECT && m->state == RUNNING)
		object_put(m, object, items, n, false);
}
