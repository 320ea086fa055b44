/*
 * DER (X.690 section 10), read to the letter: one encoding a value. What a lenient reader would
 * take for the same (lengths with zeros in front or without an end, integers with sign bytes to
 * spare, truths of 0x01, strings in pieces) is refused, since a signature rests on the bytes.
 */
#pragma once

#include "base/arena.h"
#include "base/reader.h"

enum der_tag {
	DER_BOOLEAN = 0x01,
	DER_INTEGER = 0x02,
	DER_BIT_STRING = 0x03,
	DER_OCTET_STRING = 0x04,
	DER_NULL = 0x05,
	DER_OID = 0x06,
	DER_UTF8_STRING = 0x0c,
	DER_UTC_TIME = 0x17,
	DER_GENERALIZED_TIME = 0x18,
	DER_SEQUENCE = 0x30,
	DER_SET = 0x31,
	DER_CONTEXT = 0x80,		/* and the number, for what stands for a simple type */
	DER_CONTEXT_CONSTRUCTED = 0xa0, /* and the number */
};

struct der {
	uint8_t tag;
	struct span body, whole; /* whole: tag and length before it */
};

/* The next value. Fails the reader at its end and at what is not in that form. */
struct der der_read(struct reader *r);

/* The next value, which has to have that tag: its body. */
struct span der_take(struct reader *r, uint8_t tag);

/* The same when it is there at all; else nothing is read and the body is empty. */
struct span der_take_maybe(struct reader *r, uint8_t tag);

/* Whether that is one value in DER, with all that it holds, and nothing behind it. */
bool der_strict(struct span bytes);

/* A value of that tag over parts behind each other, at most SIZE_MAX / 2 bytes in all. */
MUST struct span der_write(uint8_t tag, const struct span *parts, size_t n, struct arena *arena);

/* POSIX seconds of a UTCTime or GeneralizedTime as RFC 5280 section 4.1.2.5 has them: to the second
 * and in UTC. False for any other. */
MUST bool der_time(const struct der *value, int64_t *seconds);
