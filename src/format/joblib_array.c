/* The wrappers of joblib 0.10 and later, and those before, whose arrays lie in files of their own.
 */
#include "format/joblib_array.h"

#include "base/reader.h"
#include "format/pickle/dtype.h"

enum {
	DIMS_MAX = 64,
	STATES_MAX = 4,	     /* joblib gives an object one */
	ATTRIBUTES_MAX = 16, /* of six */
};

/* What a wrapper says about its array. */
struct wrapped {
	struct dtype dtype;
	struct span code; /* the element type in NumPy's words */
	struct shape shape;
	uint64_t elements, bytes;
	bool padded; /* by joblib 1.2 and later: a byte that says how much, then as much */
	bool fails;  /* NumPy makes no such array */
};

/* The class under the name that it has in joblib and in the copy that scikit-learn carried; under
 * another name it is taken for the same, and said to be odd. */
static bool is_class(struct span path, const char *name, bool *odd)
{
	static const char *const modules[] = {
		"joblib.numpy_pickle",
		"joblib.numpy_pickle_compat",
		"sklearn.externals.joblib.numpy_pickle",
		"sklearn.externals.joblib.numpy_pickle_compat",
	};
	size_t n = strlen(name);

	if (!span_ends(path, name) || (path.n > n && path.p[path.n - n - 1] != '.'))
		return false;
	*odd = true;
	for (size_t i = 0; path.n > n && i < sizeof(modules) / sizeof(modules[0]); i++)
		if (span_is(span_part(path, 0, path.n - n - 1), modules[i]))
			*odd = false;
	return true;
}

/* The same large dict could be given to many objects, so one is not looked through. */
static bool in_dict(struct pickle *pickle, struct pickle_value dict, const char *name,
		    struct pickle_value *value)
{
	return pickle_count(pickle, dict) <= ATTRIBUTES_MAX &&
	       pickle_entry(pickle, dict, name, value);
}

/* An attribute in a state: a dict, or a pair of one and a dict of slots. */
static bool in_state(struct pickle *pickle, struct pickle_value state, const char *name,
		     struct pickle_value *value)
{
	struct pickle_value half;
	bool found = in_dict(pickle, state, name, value);

	for (uint64_t i = 0; i < 2 && pickle_kind(pickle, state) == PICKLE_TUPLE; i++)
		if (pickle_item(pickle, state, i, &half))
			found |= in_dict(pickle, half, name, value);
	return found;
}

/* An attribute of the object: as the last BUILD that has it says, else from the place that it has
 * among the arguments of the constructor. */
static bool attribute(struct pickle *pickle, struct pickle_value object, const char *name,
		      uint64_t place, struct pickle_value *value)
{
	struct pickle_value state, arguments;
	bool found = false;

	for (uint64_t i = 0; i < STATES_MAX && pickle_state_at(pickle, object, i, &state); i++)
		found |= in_state(pickle, state, name, value);
	return found || (pickle_arguments(pickle, object, &arguments) &&
			 pickle_item(pickle, arguments, place, value));
}

/* The product of the dimensions; 0 elements make every other dimension harmless. False when the
 * shape is no tuple of integers; *fails when NumPy makes no array of it. */
static bool read_shape(struct pickle *pickle, struct pickle_value shape, struct wrapped *array)
{
	uint64_t n = pickle_count(pickle, shape);
	bool empty = false, over = false;

	array->elements = 1;
	if (pickle_kind(pickle, shape) != PICKLE_TUPLE || n > DIMS_MAX)
		return false;
	for (uint64_t i = 0; i < n; i++) {
		struct pickle_value dim;
		int64_t size;

		if (!pickle_item(pickle, shape, i, &dim) || pickle_kind(pickle, dim) != PICKLE_INT)
			return false;
		if (!pickle_int(pickle, dim, &size) || size < 0) {
			array->fails = true;
			return true;
		}
		shape_add(&array->shape, (uint64_t)size);
		empty |= size == 0;
		over |= !dtype_times(&array->elements, (uint64_t)size);
	}
	if (empty)
		array->elements = 0;
	array->fails = over && !empty;
	return true;
}

static bool is_padded(struct pickle *pickle, struct pickle_value object)
{
	struct pickle_value alignment;

	return attribute(pickle, object, "numpy_array_alignment_bytes", 5, &alignment) &&
	       pickle_kind(pickle, alignment) != PICKLE_NONE;
}

/* False when the object does not say what joblib's own say. */
static bool read_wrapper(struct pickle *pickle, struct pickle_value object, struct wrapped *array)
{
	struct pickle_value value;

	if (pickle_state_at(pickle, object, STATES_MAX, &value) ||
	    !attribute(pickle, object, "shape", 1, &value) || !read_shape(pickle, value, array) ||
	    !attribute(pickle, object, "dtype", 3, &value) ||
	    !pickle_dtype(pickle, value, &array->dtype, &array->code))
		return false;
	array->padded = is_padded(pickle, object);
	array->bytes = array->elements;
	if (!array->dtype.objects && !dtype_times(&array->bytes, array->dtype.size))
		array->fails = true;
	return true;
}

/* One plain pickle, as pickle.load(file) reads it. */
static uint64_t read_objects(struct pickle *outer, uint64_t at)
{
	const struct pickle_options options = { .via = "joblib.load" };
	struct pickle *pickle = pickle_open(pickle_job(outer), pickle_bytes(outer), &options);
	uint64_t to = at;

	if (!pickle)
		return PICKLE_STOPS;

	enum pickle_end end = pickle_run(pickle, at, &to);

	pickle_close(pickle);
	return end == PICKLE_STOPPED ? to - at : PICKLE_STOPS;
}

/* The array's bytes with their padding. */
static uint64_t skip_bytes(struct pickle *pickle, const struct wrapped *array, uint64_t at)
{
	struct reader r = reader_of(span_from(pickle_bytes(pickle), at));

	if (array->padded)
		reader_skip(&r, reader_u8(&r));
	reader_skip(&r, array->bytes);
	if (!r.bad)
		return reader_offset(&r);
	job_malformed(pickle_job(pickle), "the bytes of an array are cut short", at);
	return PICKLE_STOPS;
}

static uint64_t read_array(struct pickle *pickle, struct pickle_value object, uint64_t at,
			   struct arrays *all)
{
	struct job *job = pickle_job(pickle);
	struct wrapped array = { 0 };

	if (!read_wrapper(pickle, object, &array)) {
		/* It may be objects to the loader: their calls are looked for, then it stops. */
		job_anomaly(job, "joblib-odd-array", pickle_global(pickle, object), at);
		(void)read_objects(pickle, at);
		return PICKLE_STOPS;
	}
	if (array.fails) {
		job_malformed(job, "the dimensions of an array are impossible", at);
		return PICKLE_STOPS;
	}
	arrays_add(job, all,
		   &(const struct array){ .type = array.code,
					  .shape = shape_end(&array.shape),
					  .elements = array.elements,
					  .bytes = array.bytes,
					  .offset = at });
	return array.dtype.objects ? read_objects(pickle, at) : skip_bytes(pickle, &array, at);
}

/* joblib before 0.10: the array is in a file beside this one, loaded with pickles allowed. */
static void read_companion(struct pickle *pickle, struct pickle_value object, uint64_t at)
{
	struct job *job = pickle_job(pickle);
	struct pickle_value value;

	if (!attribute(pickle, object, "filename", 0, &value) ||
	    pickle_kind(pickle, value) != PICKLE_TEXT) {
		job_anomaly(job, "joblib-odd-array", pickle_global(pickle, object), at);
		return;
	}

	struct span name = pickle_text(pickle, value);

	JOB_FACT(job, FACT_METADATA, at, ATTR_WORD("key", "joblib.companion"),
		 ATTR_TEXT("value", name));
	if (name.n == 0 || span_has(name, "/") || span_has(name, "\\") || span_is(name, ".."))
		job_anomaly(job, "joblib-companion-path", name, at);
}

bool joblib_built(struct pickle *pickle, struct pickle_value object, uint64_t at, uint64_t *raw,
		  void *arrays)
{
	struct span path = pickle_global(pickle, object);
	bool odd = false;

	if (is_class(path, "NumpyArrayWrapper", &odd)) {
		*raw = read_array(pickle, object, at, arrays);
	} else if (is_class(path, "NDArrayWrapper", &odd) ||
		   is_class(path, "ZNDArrayWrapper", &odd)) {
		read_companion(pickle, object, at);
		*raw = 0;
	} else {
		return false;
	}
	if (odd)
		job_anomaly(pickle_job(pickle), "joblib-odd-array", path, at);
	return true;
}
