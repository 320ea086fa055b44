/*
 * NumPy's .npy, versions 1 to 3 (numpy/lib/format.py, NEP 1): a header that is a Python literal,
 * then the bytes of the array, or a pickle when its elements are objects. numpy.save() may write
 * several arrays one after the other into a file. A .npz is a zip whose members are these.
 */
#include "base/reader.h"
#include "format/arrays.h"
#include "format/dtype.h"
#include "format/format.h"
#include "format/pickle.h"

enum {
	MAGIC_SIZE = 6,
	HEADER_MAX = 4 << 20, /* 65,535 in version 1; later ones are for records of many fields */
	DIMS_MAX = 64,	      /* NumPy 2; 32 before */
};

static const struct span magic = SPAN("\x93NUMPY");

struct header {
	struct dtype dtype;
	struct span shape, descr; /* as written, inside the file */
	uint64_t count;		  /* elements */
	uint64_t bytes;
};

/* numpy.load() takes a file of this name for an array, a zip or a pickle, in this order. */
static bool is_another(struct span head)
{
	return span_starts(head, "PK") || span_starts(head, "\x80");
}

static unsigned bid(const struct probe *probe)
{
	static const char *const endings[] = { ".npy", NULL };

	if (span_eq(span_part(probe->head, 0, MAGIC_SIZE), magic))
		return BID_MAGIC;
	return probe_named(probe, endings) && !is_another(probe->head) ? BID_READ : BID_NONE;
}

static bool only_known_keys(const struct literal *dict)
{
	for (const struct literal *key = dict->first; key; key = key->next->next)
		if (key->kind != LITERAL_TEXT ||
		    !(span_is(key->text, "descr") || span_is(key->text, "fortran_order") ||
		      span_is(key->text, "shape")))
			return false;
	return true;
}

/* The number of elements: a zero makes every other dimension harmless. */
static const char *count_elements(const struct literal *shape, uint64_t *count)
{
	bool over = false, empty = false;

	*count = 1;
	if (shape->kind != LITERAL_TUPLE || shape->n > DIMS_MAX)
		return "the shape of the array is not a tuple of dimensions";
	for (const struct literal *dim = shape->first; dim; dim = dim->next) {
		if (dim->kind != LITERAL_INT && dim->kind != LITERAL_BOOL)
			return "a dimension of the array is not an integer of 64 bits";
		if (dim->number < 0)
			return "a dimension of the array is negative";
		empty |= dim->number == 0;
		over |= !dtype_times(count, (uint64_t)dim->number);
	}
	if (empty)
		*count = 0;
	return over && !empty ? "the dimensions of the array overflow" : NULL;
}

/* Why the header does not describe an array, or NULL. */
static const char *describe(const struct literal *dict, struct header *array)
{
	if (!dict || dict->kind != LITERAL_DICT)
		return "the header of the array is not a Python literal that NumPy writes";

	const struct literal *descr = literal_member(dict, "descr");
	const struct literal *order = literal_member(dict, "fortran_order");
	const struct literal *shape = literal_member(dict, "shape");

	if (!descr || !order || !shape || !only_known_keys(dict))
		return "the header of the array has not the keys of one";
	array->shape = shape->source;
	array->descr = descr->source;
	if (descr->kind == LITERAL_TEXT)
		array->descr = span_part(descr->source, 1, descr->source.n - 2);
	if (order->kind != LITERAL_BOOL)
		return "the order of the array is not a truth value";
	if (!dtype_descr(descr, &array->dtype))
		return "the element type of the array is not one that NumPy writes";

	const char *why = count_elements(shape, &array->count);

	if (why)
		return why;
	array->bytes = array->count;
	if (!dtype_times(&array->bytes, array->dtype.size))
		return "the dimensions of the array overflow";
	return NULL;
}

/* Reads the literal; false after saying what is wrong with it. */
static bool read_header(struct job *job, struct span text, uint64_t offset, struct header *array)
{
	uint64_t room = literal_room(text.n), at = 0;

	if (text.n > HEADER_MAX) {
		job_incomplete(job, "the header of the array is larger than any that is written",
			       offset);
		return false;
	}

	uint8_t *window = job_window(job, room);

	if (!window) {
		job_incomplete(job, "no room for the header of the array", offset);
		return false;
	}

	const char *why = describe(literal_read(text, window, &at), array);

	job_window_drop(job, window, room);
	if (why)
		job_malformed(job, why, offset);
	return !why;
}

/* The text of the header, with `r` left behind it; false after saying why there is none. */
static bool header_text(struct job *job, struct reader *r, uint64_t offset, struct span *text)
{
	struct span start = reader_take(r, MAGIC_SIZE);
	uint8_t major = reader_u8(r), minor = reader_u8(r);

	if (!r->bad && !span_eq(start, magic)) {
		job_malformed(job, "the file does not begin like an array", offset);
		return false;
	}
	if (!r->bad && (major < 1 || major > 3 || minor != 0)) {
		job_malformed(job, "there is no such version of the array format", offset);
		return false;
	}

	uint64_t size = reader_le(r, major == 1 ? 2 : 4);

	*text = reader_take(r, size);
	if (r->bad)
		job_malformed(job, "the header of the array is cut short", offset);
	return !r->bad;
}

/* What numpy.load() does not read after an array, other loaders might. */
static void read_trailing(struct job *job, struct span rest, uint64_t offset)
{
	job_anomaly(job, "npy-trailing-data", (struct span){ 0 }, offset);
	(void)job_nested(job, rest, span_str("trailing data"), offset);
}

/* The pickle at `offset`; returns where it ends. A broken one is searched to the end of the file.
 */
static uint64_t read_objects(struct job *job, struct span bytes, uint64_t offset)
{
	struct pickle *pickle = pickle_open(job, bytes, &(const struct pickle_options){ 0 });
	uint64_t to = bytes.n;
	enum pickle_end end;

	if (!pickle)
		return bytes.n;
	end = pickle_run(pickle, offset, &to);
	pickle_close(pickle);
	if (end == PICKLE_STOPPED)
		return to;
	if (end == PICKLE_BROKEN)
		pickle_read(job, bytes, to);
	return bytes.n;
}

/* One array at `offset`; returns where the next may begin, or the end of the file. */
static uint64_t read_array(struct job *job, struct span bytes, uint64_t offset, struct arrays *all)
{
	struct reader r = reader_of(span_from(bytes, offset));
	struct span text = { 0 };
	struct header array = { 0 };

	if (!header_text(job, &r, offset, &text))
		return bytes.n;

	uint64_t data = offset + reader_offset(&r);
	bool known = read_header(job, text, offset, &array);

	if (known)
		arrays_add(job, all,
			   &(const struct array){ .name = job_name(job),
						  .type = array.descr,
						  .shape = array.shape,
						  .elements = array.count,
						  .bytes = array.bytes,
						  .offset = offset });
	if (!known) {
		/* It is unclear what follows: it is looked at for what it may be. */
		(void)job_nested(job, span_from(bytes, data), span_str("objects"), data);
		return bytes.n;
	}
	if (array.dtype.objects)
		return read_objects(job, bytes, data);
	if (array.bytes > reader_left(&r)) {
		job_malformed(job, "the bytes of the array are cut short", data);
		return bytes.n;
	}
	return data + array.bytes;
}

static void read(struct job *job, struct span bytes)
{
	struct arrays all = { 0 };
	uint64_t offset = 0;

	do {
		offset = read_array(job, bytes, offset, &all);
	} while (span_eq(span_part(bytes, offset, MAGIC_SIZE), magic));
	arrays_sum(job, &all);
	if (offset < bytes.n)
		read_trailing(job, span_from(bytes, offset), offset);
}

const struct format format_npy = {
	.name = "npy",
	.bid = bid,
	.read = read,
};
