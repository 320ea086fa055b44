/* Writing and reading fields. */
#include "base/fields.h"

#include <assert.h>

enum { LEB_BITS = 7, LEB_MORE = 0x80, LEB_MAX = 10 };

static size_t leb_write(uint8_t *out, uint64_t number)
{
	size_t n = 0;

	for (; number >= LEB_MORE; number >>= LEB_BITS)
		out[n++] = (uint8_t)(number | LEB_MORE);
	out[n++] = (uint8_t)number;
	return n;
}

void fields_raw_bytes(struct fields *f, struct span bytes)
{
	if (f->over || bytes.n > f->room - f->n) {
		f->over = true;
		return;
	}
	if (bytes.n)
		memcpy(f->p + f->n, bytes.p, bytes.n);
	f->n += bytes.n;
}

void fields_raw_number(struct fields *f, uint64_t number)
{
	uint8_t leb[LEB_MAX];

	fields_raw_bytes(f, span_of(leb, leb_write(leb, number)));
}

void fields_raw(struct fields *f, struct span bytes)
{
	fields_raw_number(f, bytes.n);
	fields_raw_bytes(f, bytes);
}

void fields_put(struct fields *f, char tag, struct span bytes)
{
	fields_raw_bytes(f, span_of(&tag, 1));
	fields_raw(f, bytes);
}

void fields_number(struct fields *f, char tag, uint64_t number)
{
	uint8_t leb[LEB_MAX];

	fields_put(f, tag, span_of(leb, leb_write(leb, number)));
}

/* One byte is kept for the length; most need no more. */
size_t fields_begin(struct fields *f, char tag)
{
	fields_put(f, tag, (struct span){ 0 });
	return f->n;
}

void fields_end(struct fields *f, size_t begin)
{
	uint8_t leb[LEB_MAX];

	if (f->over)
		return;
	assert(begin > 0 && begin <= f->n && f->n - begin <= UINT32_MAX);

	size_t size = f->n - begin, n = leb_write(leb, size);

	fields_raw_bytes(f, span_of(leb, n - 1)); /* makes the room */
	if (f->over)
		return;
	memmove(f->p + begin + n - 1, f->p + begin, size);
	memcpy(f->p + begin - 1, leb, n);
}

/* Reading. */

uint64_t reader_leb(struct reader *r)
{
	uint64_t number = 0;

	for (unsigned i = 0; i < LEB_MAX; i++) {
		uint8_t byte = reader_u8(r);

		if (r->bad || (i == LEB_MAX - 1 && byte > 1))
			break;
		number |= (uint64_t)(byte & (LEB_MORE - 1)) << (LEB_BITS * i);
		if (!(byte & LEB_MORE))
			return number;
	}
	r->bad = true;
	return 0;
}

struct span reader_leb_span(struct reader *r)
{
	uint64_t n = reader_leb(r);

	if (n > UINT32_MAX)
		r->bad = true;
	return reader_take(r, n);
}

bool fields_next(struct reader *r, struct field *field)
{
	*field = (struct field){ 0 };
	if (r->bad || reader_left(r) == 0)
		return false;
	field->tag = (char)reader_u8(r);
	field->bytes = reader_leb_span(r);
	return !r->bad;
}

struct span fields_find(struct span fields, char tag)
{
	struct reader r = reader_of(fields);
	struct field field;

	while (fields_next(&r, &field))
		if (field.tag == tag)
			return field.bytes;
	return (struct span){ 0 };
}

uint64_t fields_as_number(struct span bytes)
{
	struct reader r = reader_of(bytes);
	uint64_t number = reader_leb(&r);

	return r.bad || reader_left(&r) > 0 ? 0 : number;
}
