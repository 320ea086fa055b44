/*
 * Paragraphs of fields as Debian's control files have them (deb822(5)): "Name: value" lines, values
 * that go on in lines which begin with a blank, an empty line between paragraphs.
 */
#pragma once

#include "base/span.h"

struct control {
	struct span text;
	uint64_t at;
};

/* The next paragraph, without the empty lines around it; false at the end. */
bool control_next(struct control *control, struct span *paragraph);

struct control_field {
	struct span name, value; /* the value with its further lines, trimmed */
};

/* Takes the next field off the paragraph; false at its end. A line that is no field is one without
 * a name. */
bool control_field(struct span *paragraph, struct control_field *field);

/* Whether a field has that name (ASCII case ignored). */
bool control_field_is(const struct control_field *field, const char *name);
