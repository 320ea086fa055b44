/*
 * A value of the pickle machine in eight bytes: what it is, and where the rest of it lies. Literals
 * stay where they are in the input: the value is the offset of the opcode that pushed it. What has
 * contents is an index into the machine's memory.
 */
#pragma once

#include "format/pickle.h"

enum tag {
	TAG_UNSET,
	/* Plain data that never changes. The payload of literals is the offset of their opcode. */
	TAG_NONE,
	TAG_BOOL,
	TAG_INT,
	TAG_FLOAT,
	TAG_TEXT,
	TAG_BYTES,
	TAG_BYTEARRAY,
	TAG_BUFFER,	/* out of band */
	TAG_INERT,	/* what a hook said is harmless */
	TAG_TUPLE_DATA, /* a tuple of plain data only */
	TAG_LAST_DATA = TAG_TUPLE_DATA,
	TAG_TUPLE, /* payload: first cell << TUPLE_BITS | number of items */
	TAG_LIST,  /* from here on the payload is the index of an object */
	TAG_DICT,
	TAG_SET,
	TAG_FROZENSET,
	TAG_OBJECT, /* made by a call or by __new__ */
	TAG_PERSISTENT,
	TAG_GLOBAL, /* payload: index of the global */
	TAG_MARK,   /* the mark object that Python 2's pickle.py keeps on the stack */
	TAG_UNKNOWN,
};

enum {
	TAG_SHIFT = 56,
	TUPLE_BITS = 24,
	TUPLE_LONG =
		(1 << TUPLE_BITS) - 1, /* the number stands in the cell before the first item */
};

/* Lists and dicts that begin when much is kept already are lazy: the payload is the offset of their
 * opcode, and they become objects only when there is something in them to keep. Containers drop
 * lazy ones as if they were plain data. Only a copy of the value, which the memo or DUP made, can
 * put something into one that was dropped; copies are marked and never dropped. No other payload
 * has the highest bit. */
#define VALUE_LAZY (UINT64_C(1) << (TAG_SHIFT - 1))
#define VALUE_COPY (VALUE_LAZY >> 1)

static inline struct pickle_value value_of(enum tag tag, uint64_t payload)
{
	return (struct pickle_value){ (uint64_t)tag << TAG_SHIFT | payload };
}

static inline enum tag value_tag(struct pickle_value v)
{
	return (enum tag)(v.bits >> TAG_SHIFT);
}

static inline uint64_t value_payload(struct pickle_value v)
{
	return v.bits & ((UINT64_C(1) << TAG_SHIFT) - 1);
}

static inline bool value_is_data(struct pickle_value v)
{
	return v.bits >> TAG_SHIFT <= TAG_LAST_DATA;
}

static inline bool value_is_tuple(struct pickle_value v)
{
	return value_tag(v) == TAG_TUPLE || value_tag(v) == TAG_TUPLE_DATA;
}

static inline bool value_is_lazy(struct pickle_value v)
{
	return v.bits & VALUE_LAZY;
}

/* A value that lies somewhere else, too. */
static inline struct pickle_value value_copy(struct pickle_value v)
{
	return (struct pickle_value){ v.bits | (v.bits >> 1 & VALUE_COPY) };
}

/* Whether it has, or may get, a record in the table of objects. */
static inline bool value_is_object(struct pickle_value v)
{
	return value_tag(v) >= TAG_LIST && value_tag(v) <= TAG_PERSISTENT;
}
