/*
 * Callables that the machine looks through: what they do with their arguments is what the loader
 * does. Sources: Lib/copyreg.py, numpy, dill, torch.
 */
#include "format/pickle/calls.h"

enum { CALLS_NESTED_MAX = 16 }; /* calls made by what is called */

static struct pickle_value reduce_getattr(struct pickle *m, struct pickle_value callee,
					  struct pickle_value arguments)
{
	uint64_t n;
	const struct pickle_value *items = tuple_items(m, arguments, &n);
	uint8_t bytes[NAME_LENGTH_MAX];
	struct span name;
	struct pickle_value v = value_of(TAG_UNSET, 0);

	if (n == 2 && value_tag(items[0]) == TAG_GLOBAL &&
	    literal_name(m, items[1], bytes, sizeof(bytes), &name))
		v = name_attribute(m, items[0], name);
	if (value_tag(v) == TAG_GLOBAL)
		return v;
	return call_made(m, OPERATION_CALL, callee, arguments, callee);
}

/* copyreg.__newobj__(cls, *args) */
static struct pickle_value reduce_newobj(struct pickle *m, struct pickle_value callee,
					 struct pickle_value arguments)
{
	uint64_t n;
	const struct pickle_value *items = tuple_items(m, arguments, &n);

	if (n == 0)
		return call_made(m, OPERATION_CALL, callee, arguments, callee);

	struct pickle_value cls = items[0];

	return call_new(m, cls, machine_tuple(m, items + 1, n - 1), value_of(TAG_NONE, 0));
}

static struct pickle_value reduce_newobj_ex(struct pickle *m, struct pickle_value callee,
					    struct pickle_value arguments)
{
	uint64_t n;
	const struct pickle_value *items = tuple_items(m, arguments, &n);

	if (n != 3)
		return call_made(m, OPERATION_CALL, callee, arguments, callee);
	return call_new(m, items[0], items[1], items[2]);
}

/* copyreg._reconstructor(cls, base, state): base.__new__(cls, state) and base.__init__(it, state),
 * or object.__new__(cls). */
static struct pickle_value reduce_reconstructor(struct pickle *m, struct pickle_value callee,
						struct pickle_value arguments)
{
	uint64_t n;
	const struct pickle_value *items = tuple_items(m, arguments, &n);

	if (n != 3 || call_fails(items[0]))
		return call_made(m, OPERATION_CALL, callee, arguments, callee);

	struct pickle_value cls = items[0], base = items[1];
	const struct global *g = global_of(m, base);
	bool is_object = g && span_is(g->module, "builtins") && span_is(g->name, "object");

	if (!is_object && !call_fails(base))
		call_record(m, OPERATION_CALL, base, machine_tuple(m, items + 2, 1));
	return call_new(m, cls, machine_tuple(m, NULL, 0), value_of(TAG_NONE, 0));
}

static struct pickle_value reduce_first_is_class(struct pickle *m, struct pickle_value callee,
						 struct pickle_value arguments)
{
	uint64_t n;
	const struct pickle_value *items = tuple_items(m, arguments, &n);
	bool named = n && value_tag(items[0]) == TAG_GLOBAL;

	return call_made(m, OPERATION_CALL, callee, arguments, named ? items[0] : callee);
}

/* dill's _create_array(f, args, state, ...) and torch's _rebuild_from_type_v2(f, cls, args, state).
 */
static struct pickle_value reduce_calls_first(struct pickle *m, struct pickle_value callee,
					      struct pickle_value arguments, uint64_t at)
{
	uint64_t n;
	const struct pickle_value *items = tuple_items(m, arguments, &n);

	if (n < at + 2 || m->nesting == CALLS_NESTED_MAX)
		return call_made(m, OPERATION_CALL, callee, arguments, callee);

	struct pickle_value state = items[at + 1], object;

	m->nesting++;
	object = call_reduce(m, items[0], items[at]);
	if (m->state == RUNNING)
		call_build(m, object, state);
	m->nesting--;
	return object;
}

/* dill's _load_type('slice'), cloudpickle's _builtin_type('SimpleNamespace') */
static struct pickle_value reduce_type_by_name(struct pickle *m, struct pickle_value callee,
					       struct pickle_value arguments)
{
	static const char *const builtins[] = { "bool",	 "bytearray", "bytes", "complex", "dict",
						"float", "frozenset", "int",   "list",	  "object",
						"range", "set",	      "slice", "str",	  "tuple",
						"type",	 NULL };
	struct pickle_value v = value_of(TAG_UNSET, 0);
	uint64_t n;
	const struct pickle_value *items = tuple_items(m, arguments, &n);

	for (size_t i = 0; n == 1 && builtins[i]; i++)
		if (literal_is(m, items[0], builtins[i]))
			v = name_resolved(m, span_str("builtins"), span_str(builtins[i]));
	if (n == 1 && literal_is(m, items[0], "PartialType"))
		v = name_resolved(m, span_str("functools"), span_str("partial"));
	if (n == 1 && literal_is(m, items[0], "SimpleNamespace"))
		v = name_resolved(m, span_str("types"), span_str("SimpleNamespace"));
	if (value_tag(v) == TAG_GLOBAL)
		return v;
	return call_made(m, OPERATION_CALL, callee, arguments, callee);
}

struct pickle_value known_reduce(struct pickle *m, enum known known, struct pickle_value callee,
				 struct pickle_value arguments)
{
	switch (known) {
	case KNOWN_GETATTR:
		return reduce_getattr(m, callee, arguments);
	case KNOWN_NEWOBJ:
		return reduce_newobj(m, callee, arguments);
	case KNOWN_NEWOBJ_EX:
		return reduce_newobj_ex(m, callee, arguments);
	case KNOWN_RECONSTRUCTOR:
		return reduce_reconstructor(m, callee, arguments);
	case KNOWN_FIRST_IS_CLASS:
		return reduce_first_is_class(m, callee, arguments);
	case KNOWN_CALLS_FIRST:
		return reduce_calls_first(m, callee, arguments, 1);
	case KNOWN_CALLS_FIRST_TYPED:
		return reduce_calls_first(m, callee, arguments, 2);
	case KNOWN_TYPE_BY_NAME:
		return reduce_type_by_name(m, callee, arguments);
	default:
		return call_made(m, OPERATION_CALL, callee, arguments, callee);
	}
}
