/* Rows of comma-separated values (RFC 4180), with line ends of any kind. */
#pragma once

#include "base/arena.h"
#include "base/span.h"

enum { CSV_FIELDS_MAX = 16 };

struct csv {
	struct span text;
	size_t at;
	struct arena *arena;
	const char *fault; /* why the last row could not be read to its end; NULL: nothing */
};

struct csv_row {
	struct span fields[CSV_FIELDS_MAX]; /* borrowed, or made in the arena for doubled quotes */
	size_t n;			    /* may be more than CSV_FIELDS_MAX; those are dropped */
	uint64_t offset;
};

static inline struct csv csv_of(struct span text, struct arena *arena)
{
	return (struct csv){ .text = text, .arena = arena };
}

/* The next row that is not empty; false at the end. */
bool csv_next(struct csv *csv, struct csv_row *row);
