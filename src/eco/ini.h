/*
 * Configuration files as Python's configparser reads them: sections, "key = value" or "key: value",
 * values that go on in indented lines, whole-line comments.
 */
#pragma once

#include "base/arena.h"
#include "base/reader.h"

struct ini {
	struct reader r;
	struct span section;
};

struct ini_item {
	struct span section, key;
	struct span value; /* all its lines, with comments and indentation as they stand */
	uint64_t offset;   /* of the key */
	uint64_t at;	   /* of the value */
};

static inline struct ini ini_of(struct span text)
{
	return (struct ini){ .r = reader_of(text) };
}

/* The next item; false at the end. A line that is none of these is passed over. */
bool ini_next(struct ini *ini, struct ini_item *item);

/* The next line of a value that says something; false at its end. */
bool ini_line(struct span *value, struct span *line);

/* ini_expand.c: the value of an item of the text, with %(NAME)s as what that is in its section.
 * False when there is none, or no end of it. */
bool ini_expand(struct span text, const struct ini_item *item, struct arena *arena,
		struct span *value);
