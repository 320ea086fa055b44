/* Persistent ids of PyTorch. */
#include "format/torch.h"

#include "format/job.h"

/* StorageType in torch/serialization.py; the first row is for all others. */
const struct torch_class torch_classes[] = {
	{ "", "unknown", 0 },
	{ "FloatStorage", "float32", 4 },
	{ "HalfStorage", "float16", 2 },
	{ "BFloat16Storage", "bfloat16", 2 },
	{ "DoubleStorage", "float64", 8 },
	{ "LongStorage", "int64", 8 },
	{ "IntStorage", "int32", 4 },
	{ "ShortStorage", "int16", 2 },
	{ "CharStorage", "int8", 1 },
	{ "ByteStorage", "uint8", 1 },
	{ "BoolStorage", "bool", 1 },
	{ "ComplexFloatStorage", "complex64", 8 },
	{ "ComplexDoubleStorage", "complex128", 16 },
	{ "QInt8Storage", "qint8", 1 },
	{ "QUInt8Storage", "quint8", 1 },
	{ "QInt32Storage", "qint32", 4 },
	{ "QUInt4x2Storage", "quint4x2", 1 },
	{ "QUInt2x4Storage", "quint2x4", 1 },
	{ "UntypedStorage", "bytes", 1 },
};

static struct span last_part(struct span path)
{
	const uint8_t *dot = path.n ? memrchr(path.p, '.', path.n) : NULL;

	return dot ? span_from(path, (uint64_t)(dot + 1 - path.p)) : path;
}

const struct torch_class *torch_class_of(struct span path)
{
	struct span name = last_part(path);

	for (size_t i = 1; i < sizeof(torch_classes) / sizeof(torch_classes[0]); i++)
		if (span_is(name, torch_classes[i].name))
			return &torch_classes[i];
	return &torch_classes[0];
}

/* Item i as text; pickles of Python 2 have bytes there. */
static struct span text(struct pickle *pickle, struct pickle_value tuple, uint64_t i)
{
	struct pickle_value item;

	return pickle_item(pickle, tuple, i, &item) ? pickle_text(pickle, item)
						    : (struct span){ 0 };
}

bool torch_storage(struct pickle *pickle, struct pickle_value id, struct torch_storage *out)
{
	struct pickle_value class, numel;
	uint64_t n = pickle_count(pickle, id);
	int64_t size;

	if (pickle_kind(pickle, id) != PICKLE_TUPLE || n < 5 || n > 6 ||
	    !span_is(text(pickle, id, 0), "storage") || !pickle_item(pickle, id, 1, &class) ||
	    pickle_kind(pickle, class) != PICKLE_GLOBAL || !pickle_item(pickle, id, 4, &numel) ||
	    !pickle_int(pickle, numel, &size) || size < 0)
		return false;
	*out = (struct torch_storage){ .key = text(pickle, id, 2),
				       .class = torch_class_of(pickle_global(pickle, class)),
				       .numel = (uint64_t)size };
	return true;
}

/* What is read from PERSID is text. */
static bool is_number(struct pickle *pickle, struct pickle_value id)
{
	struct span digits = pickle_text(pickle, id);

	for (size_t i = 0; i < digits.n; i++)
		if (digits.p[i] < '0' || digits.p[i] > '9')
			return false;
	return digits.n || pickle_kind(pickle, id) == PICKLE_INT;
}

bool torch_reference(struct pickle *pickle, struct pickle_value id)
{
	bool named = span_is(text(pickle, id, 0), "module");
	struct pickle_value class;

	if (pickle_kind(pickle, id) != PICKLE_TUPLE ||
	    pickle_count(pickle, id) != (named ? 4u : 3u) ||
	    !pickle_item(pickle, id, named, &class) || pickle_kind(pickle, class) != PICKLE_GLOBAL)
		return false;
	pickle_give(pickle, class);
	return true;
}

bool torch_persistent(struct pickle *pickle, struct pickle_value id, uint64_t at, void *context)
{
	bool in_tar = span_is(job_name(pickle_job(pickle)), "pickle");
	struct torch_storage storage;

	(void)at;
	(void)context;
	return torch_storage(pickle, id, &storage) || torch_reference(pickle, id) ||
	       (in_tar && is_number(pickle, id));
}
