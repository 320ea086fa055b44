/* What arraydescr_setstate() in numpy/core/src/multiarray/descriptor.c makes of a state. */
#include "format/pickle/dtype.h"

/* The state: (version, byte order, sub-array, names, fields, size, alignment, flags [, metadata]).
 */
enum {
	VERSION_FIRST = 3, /* since NumPy 1.0 */
	VERSION_LAST = 4,  /* with metadata */
	ITEM_SIZE = 5,
	ITEM_FLAGS = 7,
	FLAG_OBJECTS = 1, /* NPY_ITEM_HASOBJECT */
};

static bool number(struct pickle *pickle, struct pickle_value state, uint64_t i, int64_t *out)
{
	struct pickle_value item;

	return pickle_item(pickle, state, i, &item) && pickle_int(pickle, item, out);
}

/* Types whose size the state sets: strings, void, and those that libraries add under names. */
static bool takes_size(struct span code, bool known)
{
	if (!known)
		return true;
	if (code.n > 1 && memchr("<>=|", code.p[0], 4))
		code = span_from(code, 1);
	return code.n && memchr("SaUV", code.p[0], 4);
}

/* The flags alone say whether there are objects, whatever the type's name and fields say. */
static bool apply(struct pickle *pickle, struct pickle_value state, struct span code, bool known,
		  struct dtype *out)
{
	int64_t version, size, flags;

	if (!number(pickle, state, 0, &version) || version < VERSION_FIRST ||
	    version > VERSION_LAST || !number(pickle, state, ITEM_SIZE, &size) ||
	    !number(pickle, state, ITEM_FLAGS, &flags))
		return false;
	out->objects = flags & FLAG_OBJECTS;
	if (takes_size(code, known)) {
		if (size < 0 || size > DTYPE_SIZE_MAX)
			return false;
		out->size = (uint64_t)size;
	}
	return true;
}

bool pickle_dtype(struct pickle *pickle, struct pickle_value value, struct dtype *out,
		  struct span *code)
{
	struct pickle_value arguments, first, state;

	if (pickle_kind(pickle, value) != PICKLE_OBJECT ||
	    !span_is(pickle_global(pickle, value), "numpy.dtype") ||
	    !pickle_arguments(pickle, value, &arguments) ||
	    !pickle_item(pickle, arguments, 0, &first))
		return false;
	*code = pickle_text(pickle, first);

	bool known = dtype_code(*code, out);

	if (!pickle_state(pickle, value, &state))
		return known;
	return apply(pickle, state, *code, known, out);
}
