/*
 * The tables of what filters and methods make out of texts and of lists.
 */
#pragma once

#include "format/jinja.h"

typedef const struct jinja_value *jinja_filter_make(struct jinja_pool *pool,
						    const struct jinja_value *one,
						    const struct jinja_args *args);

struct jinja_row {
	const char *name; /* NULL ends a table */
	jinja_filter_make *make;
};

extern const struct jinja_row jinja_text_filters[], jinja_text_methods[];
extern const struct jinja_row jinja_list_filters[], jinja_list_methods[];

/* Whether an argument (may be NULL) is one known text, or one known number. */
bool jinja_known_text(const struct jinja_value *v, struct span *out);
bool jinja_known_int(const struct jinja_value *v, int64_t *out);

/* What cannot be said of a filter's result: unknown, or built when it came from a text. */
const struct jinja_value *jinja_unknown_like(const struct jinja_value *one);
