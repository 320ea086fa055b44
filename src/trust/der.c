/* Reading and writing DER. */
#include "trust/der.h"

#include <stdio.h>

#include "base/ascii.h"
#include "base/time.h"

enum {
	DEPTH_MAX = 32,
	TAG_HIGH =
		0x1f, /* the number of the tag is in the bytes that follow: nothing here has it */
	CONSTRUCTED = 0x20,
	CLASS = 0xc0,
	LENGTH_LONG = 0x80,
	LENGTH_BYTES_MAX = 4,
};

static uint64_t read_length(struct reader *r)
{
	unsigned first = reader_u8(r), n = first & ~(unsigned)LENGTH_LONG;
	uint64_t length;

	if (first < LENGTH_LONG)
		return first;
	if (n == 0 || n > LENGTH_BYTES_MAX) {
		r->bad = true;
		return 0;
	}
	length = reader_be(r, n);
	if (length < LENGTH_LONG || length >> (8 * (n - 1)) == 0)
		r->bad = true; /* it would fit in fewer bytes (section 10.1) */
	return length;
}

struct der der_read(struct reader *r)
{
	const uint8_t *start = r->p;
	uint8_t tag = reader_u8(r);
	struct der value = { .tag = tag };

	if ((tag & TAG_HIGH) == TAG_HIGH)
		r->bad = true;
	value.body = reader_take(r, read_length(r));
	if (r->bad)
		return (struct der){ 0 };
	value.whole = span_of(start, (size_t)(r->p - start));
	return value;
}

struct span der_take(struct reader *r, uint8_t tag)
{
	struct der value = der_read(r);

	if (value.tag == tag)
		return value.body;
	r->bad = true;
	return (struct span){ 0 };
}

struct span der_take_maybe(struct reader *r, uint8_t tag)
{
	if (r->bad || r->p == r->end || *r->p != tag)
		return (struct span){ 0 };
	return der_take(r, tag);
}

/* Simple types. */

static bool integer_strict(struct span s)
{
	if (s.n < 2)
		return s.n == 1;
	return !(s.p[0] == 0 && s.p[1] < 0x80) && !(s.p[0] == 0xff && s.p[1] >= 0x80);
}

static bool bits_strict(struct span s)
{
	unsigned unused;

	if (!s.n)
		return false;
	unused = s.p[0];
	if (unused > 7 || (s.n == 1 && unused))
		return false;
	return s.n == 1 || (s.p[s.n - 1] & ((1U << unused) - 1)) == 0;
}

/* Each number in as few bytes as it takes (section 8.19.2). */
static bool oid_strict(struct span s)
{
	bool first = true;

	if (!s.n || s.p[s.n - 1] >= 0x80)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (first && s.p[i] == 0x80)
			return false;
		first = s.p[i] < 0x80;
	}
	return true;
}

static bool simple_strict(const struct der *value)
{
	struct span body = value->body;

	switch (value->tag) {
	case 0x00: /* the end of a length without one, which DER has not */
	case DER_SEQUENCE & ~CONSTRUCTED:
	case DER_SET & ~CONSTRUCTED:
		return false;
	case DER_BOOLEAN:
		return body.n == 1 && (body.p[0] == 0 || body.p[0] == 0xff);
	case DER_INTEGER:
		return integer_strict(body);
	case DER_BIT_STRING:
		return bits_strict(body);
	case DER_NULL:
		return body.n == 0;
	case DER_OID:
		return oid_strict(body);
	default:
		return true;
	}
}

static bool values_strict(struct span bytes, unsigned depth);

static bool value_strict(const struct der *value, unsigned depth)
{
	if (!(value->tag & CONSTRUCTED))
		return simple_strict(value);
	/* Of the universal types only these two are made of others (section 10.2). */
	if (!(value->tag & CLASS) && value->tag != DER_SEQUENCE && value->tag != DER_SET)
		return false;
	return depth < DEPTH_MAX && values_strict(value->body, depth + 1);
}

static bool values_strict(struct span bytes, unsigned depth)
{
	struct reader r = reader_of(bytes);

	while (!r.bad && reader_left(&r)) {
		struct der value = der_read(&r);

		if (r.bad || !value_strict(&value, depth))
			return false;
	}
	return !r.bad;
}

bool der_strict(struct span bytes)
{
	struct reader r = reader_of(bytes);

	(void)der_read(&r); /* it says in r.bad whether there is one */
	return !r.bad && !reader_left(&r) && values_strict(bytes, 0);
}

/* Writing. */

static size_t write_length(uint8_t *out, size_t length)
{
	size_t n = 0;

	if (length < LENGTH_LONG) {
		out[0] = (uint8_t)length;
		return 1;
	}
	while (n < sizeof(length) && length >> (8 * n))
		n++;
	out[0] = (uint8_t)(LENGTH_LONG | n);
	for (size_t i = 0; i < n; i++)
		out[1 + i] = (uint8_t)(length >> (8 * (n - 1 - i)));
	return 1 + n;
}

struct span der_write(uint8_t tag, const struct span *parts, size_t n, struct arena *arena)
{
	uint8_t head[2 + sizeof(size_t)] = { tag };
	struct span both[2] = { { 0 }, arena_join(arena, parts, n) };

	both[0] = span_of(head, 1 + write_length(head + 1, both[1].n));
	return arena_join(arena, both, 2);
}

/* Times. */

bool der_time(const struct der *value, int64_t *seconds)
{
	bool is_long = value->tag == DER_GENERALIZED_TIME;
	size_t n = is_long ? sizeof("YYYYMMDDHHMMSSZ") - 1 : sizeof("YYMMDDHHMMSSZ") - 1;
	const char *p = (const char *)value->body.p;
	char text[sizeof("2026-11-24T08:00:00Z")];

	if ((!is_long && value->tag != DER_UTC_TIME) || value->body.n != n || p[n - 1] != 'Z')
		return false;
	for (size_t i = 0; i < n - 1; i++)
		if (!ascii_is_digit(p[i]))
			return false;
	if (is_long)
		(void)snprintf(text, sizeof(text), "%.4s", p);
	else /* two digits stand for 1950 to 2049 */
		(void)snprintf(text, sizeof(text), "%s%.2s", p[0] < '5' ? "20" : "19", p);
	p += is_long ? 4 : 2;
	(void)snprintf(text + 4, sizeof(text) - 4, "-%.2s-%.2sT%.2s:%.2s:%.2sZ", p, p + 2, p + 4,
		       p + 6, p + 8);
	return time_parse(span_str(text), seconds);
}
