/*
 * The lines of a requirements file as pip makes them (its "Requirements File Format"): joined at a
 * backslash, without comments, parted into a requirement and options.
 */
#pragma once

#include "base/arena.h"
#include "base/reader.h"

struct pip_lines {
	struct reader r;
	struct arena *arena;
	uint64_t line;	/* of the next one, from 1 */
	bool is_hiding; /* a line ended so far in a way that editors do not show as one */
};

struct pip_line {
	struct span requirement; /* may be empty */
	struct span options;	 /* from the first word that begins with '-'; may be empty */
	uint64_t line, offset;
};

static inline struct pip_lines pip_lines_of(struct span text, struct arena *arena)
{
	return (struct pip_lines){ .r = reader_of(text), .arena = arena, .line = 1 };
}

/* The next line as Python's str.splitlines() parts text, without its end. */
struct span pip_take_line(struct reader *r);

/* The next line that says something; false at the end. Texts are borrowed or in the arena. */
bool pip_lines_next(struct pip_lines *lines, struct pip_line *out);

/* What follows "-e" or "--editable" in a line that tools write into lists of requirements; else the
 * line itself. */
struct span pip_editable(struct span line);

struct pip_option {
	const char *name; /* its long form without dashes, NULL: pip has none like that here */
	struct span value;
};

/* The first option of the text, which is cut off it; false when there is none. A long one may be
 * short of letters as long as it is clear. */
bool pip_option_take(struct span *options, struct pip_option *out, struct arena *arena);
