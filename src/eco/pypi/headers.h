/*
 * The header block of METADATA, PKG-INFO and WHEEL, as Python's email parser takes it: lines
 * "Key: value", values that go on in lines which begin with a blank, the body after an empty line.
 */
#pragma once

#include "base/span.h"

struct headers {
	struct span text; /* what is left */
	uint64_t offset;  /* of it */
};

struct header {
	struct span key, value; /* value: without blanks around, folded lines as they stand */
	uint64_t offset;
};

static inline struct headers headers_of(struct span text)
{
	return (struct headers){ .text = text };
}

/* The next one; false when the block has ended. */
bool headers_next(struct headers *headers, struct header *header);

/* Whether the text is such a file of a Python distribution. */
bool headers_is_metadata(struct span text);
