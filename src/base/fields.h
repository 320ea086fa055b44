/*
 * Fields: a flat or nested run of (tag, length, bytes), for compact records that are written once
 * and read often. A tag is one byte, a length an unsigned LEB128 number of at most 32 bits. A
 * reader passes over tags that it does not know.
 *
 * The writer fills room of the caller's and never more: what does not fit sets `over`, and then the
 * whole is worth nothing.
 */
#pragma once

#include "base/reader.h"

struct fields {
	uint8_t *p;
	size_t n, room;
	bool over;
};

static inline struct fields fields_into(void *room, size_t size)
{
	return (struct fields){ .p = room, .room = size };
}

static inline struct span fields_view(const struct fields *f)
{
	return span_of(f->p, f->n);
}

void fields_put(struct fields *f, char tag, struct span bytes);
void fields_number(struct fields *f, char tag, uint64_t number);

/* A field whose bytes are what is put until the end; gives what fields_end() wants. */
size_t fields_begin(struct fields *f, char tag);
void fields_end(struct fields *f, size_t begin);

/* Bare, without a tag: a number in LEB128; bytes behind their length; bytes. */
void fields_raw_number(struct fields *f, uint64_t number);
void fields_raw(struct fields *f, struct span bytes);
void fields_raw_bytes(struct fields *f, struct span bytes);

struct field {
	char tag;
	struct span bytes;
};

/* The next field; false at the end and when the rest is not well formed, which sets r->bad. */
bool fields_next(struct reader *r, struct field *field);

/* The bytes of the first field of that tag; empty when there is none. */
struct span fields_find(struct span fields, char tag);

/* The number that is all of the bytes; 0 when it is none. */
uint64_t fields_as_number(struct span bytes);

/* A bare number, at most 64 bits; bare bytes behind their length. */
uint64_t reader_leb(struct reader *r);
struct span reader_leb_span(struct reader *r);
