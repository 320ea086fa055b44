/* One table of type letters; the rest is sums and products that must not overflow. */
#include "format/dtype.h"

#include "base/reader.h"

enum suffix {
	BARE,	/* no digits: the size is fixed */
	SIZED,	/* digits give the size in bytes, one of a few */
	LENGTH, /* digits give a length in units of `size` */
	UNIT,	/* an optional size of 8 and a time unit in brackets */
	OBJECT, /* an optional size, that of a pointer where it was written */
};

static const struct code {
	char letter;
	enum suffix suffix;
	uint8_t size;	/* BARE: of an element; LENGTH: of a unit */
	uint64_t sizes; /* SIZED: 1 << each that exists */
} codes[] = {
	{ '?', BARE, 1, 0 },
	{ 'b', BARE, 1, 0 },
	{ 'B', BARE, 1, 0 },
	{ 'c', BARE, 1, 0 },
	{ 'h', BARE, 2, 0 },
	{ 'H', BARE, 2, 0 },
	{ 'e', BARE, 2, 0 },
	{ 'i', BARE, 4, 0 },
	{ 'I', BARE, 4, 0 },
	{ 'f', BARE, 4, 0 },
	{ 'l', BARE, 8, 0 },
	{ 'L', BARE, 8, 0 },
	{ 'q', BARE, 8, 0 },
	{ 'Q', BARE, 8, 0 },
	{ 'p', BARE, 8, 0 },
	{ 'P', BARE, 8, 0 },
	{ 'd', BARE, 8, 0 },
	{ 'F', BARE, 8, 0 },
	{ 'g', BARE, 16, 0 },
	{ 'D', BARE, 16, 0 },
	{ 'G', BARE, 32, 0 },
	{ 'b', SIZED, 0, 1u << 1 },
	{ 'i', SIZED, 0, 1u << 1 | 1u << 2 | 1u << 4 | 1u << 8 },
	{ 'u', SIZED, 0, 1u << 1 | 1u << 2 | 1u << 4 | 1u << 8 },
	{ 'f', SIZED, 0, 1u << 2 | 1u << 4 | 1u << 8 | 1u << 12 | 1u << 16 },
	{ 'c', SIZED, 0, 1u << 8 | 1u << 16 | 1u << 24 | UINT64_C(1) << 32 },
	{ 'S', LENGTH, 1, 0 },
	{ 'a', LENGTH, 1, 0 },
	{ 'V', LENGTH, 1, 0 },
	{ 'U', LENGTH, 4, 0 },
	{ 'M', UNIT, 8, 0 },
	{ 'm', UNIT, 8, 0 },
	{ 'O', OBJECT, 8, 0 },
};

/* Decimal digits up to NumPy's limit. */
static bool size_of_digits(struct span digits, uint64_t *out)
{
	*out = 0;
	for (size_t i = 0; i < digits.n; i++) {
		if (digits.p[i] < '0' || digits.p[i] > '9' || *out > DTYPE_SIZE_MAX)
			return false;
		*out = *out * 10 + (digits.p[i] - (unsigned)'0');
	}
	return *out <= DTYPE_SIZE_MAX;
}

static bool is_unit(struct span rest)
{
	if (rest.n && rest.p[0] == '8')
		rest = span_from(rest, 1);
	return rest.n == 0 || (rest.n > 2 && rest.p[0] == '[' && rest.p[rest.n - 1] == ']' &&
			       span_byte(rest, ']') == (ptrdiff_t)rest.n - 1);
}

static bool matches(const struct code *code, struct span rest, struct dtype *out)
{
	uint64_t number;

	*out = (struct dtype){ .size = code->size };
	switch (code->suffix) {
	case BARE:
		return rest.n == 0;
	case SIZED:
		out->size = 0;
		if (rest.n == 0 || !size_of_digits(rest, &number) || number > 32)
			return false;
		out->size = number;
		return code->sizes >> number & 1;
	case LENGTH:
		out->size = 0;
		if (!size_of_digits(rest, &number))
			return false;
		out->size = number * code->size;
		return out->size <= DTYPE_SIZE_MAX;
	case UNIT:
		return is_unit(rest);
	case OBJECT:
		out->objects = true;
		return rest.n == 0 || span_is(rest, "4") || span_is(rest, "8");
	}
	return false;
}

bool dtype_code(struct span code, struct dtype *out)
{
	if (code.n && memchr("<>=|", code.p[0], 4))
		code = span_from(code, 1);
	for (size_t i = 0; code.n && i < sizeof(codes) / sizeof(codes[0]); i++)
		if (codes[i].letter == (char)code.p[0] &&
		    matches(&codes[i], span_from(code, 1), out))
			return true;
	return false;
}

bool dtype_times(uint64_t *n, uint64_t factor)
{
	return !__builtin_mul_overflow(*n, factor, n) && *n <= INT64_MAX;
}

/* A sub-array: the element repeated by one number or a tuple of them. An element without a size
 * would get one here, which no header needs. */
static bool repeat(const struct literal *shape, struct dtype *out)
{
	const struct literal *dim = shape->kind == LITERAL_TUPLE ? shape->first : shape;

	if (out->size == 0 && !out->objects)
		return false;
	for (; dim; dim = shape->kind == LITERAL_TUPLE ? dim->next : NULL)
		if (dim->kind != LITERAL_INT || dim->number < 0 ||
		    !dtype_times(&out->size, (uint64_t)dim->number) || out->size > DTYPE_SIZE_MAX)
			return false;
	return true;
}

/* A name, or a title and a name. */
static bool is_name(const struct literal *name)
{
	if (name->kind == LITERAL_TEXT)
		return true;
	return name->kind == LITERAL_TUPLE && name->n == 2 && name->first->kind == LITERAL_TEXT &&
	       name->first->next->kind == LITERAL_TEXT;
}

static bool fields(const struct literal *list, struct dtype *out)
{
	*out = (struct dtype){ 0 };
	for (const struct literal *field = list->first; field; field = field->next) {
		struct dtype of_field;

		if (field->kind != LITERAL_TUPLE || field->n < 2 || field->n > 3 ||
		    !is_name(field->first) || !dtype_descr(field->first->next, &of_field) ||
		    (field->n == 3 && !repeat(field->first->next->next, &of_field)))
			return false;
		out->size += of_field.size;
		out->objects |= of_field.objects;
		if (out->size > DTYPE_SIZE_MAX)
			return false;
	}
	return true;
}

/* The depth of a literal is bounded, and with it this recursion. */
bool dtype_descr(const struct literal *descr, struct dtype *out)
{
	switch (descr->kind) {
	case LITERAL_TEXT:
		return dtype_code(descr->text, out);
	case LITERAL_TUPLE:
		return descr->n == 2 && dtype_descr(descr->first, out) &&
		       repeat(descr->first->next, out);
	case LITERAL_LIST:
		return fields(descr, out);
	default:
		return false;
	}
}
