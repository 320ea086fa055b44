/*
 * What the files of statements share: names, targets of assignments, and what is put out.
 */
#pragma once

#include "format/jinja.h"

enum { JINJA_TARGETS_MAX = 16 };

struct jinja_target {
	struct span name, attribute; /* attribute.p is NULL when there is none */
};

struct jinja_targets {
	struct jinja_target list[JINJA_TARGETS_MAX];
	size_t n;
	bool tuple;
};

/* Targets of for, set and with: names, or namespace.attribute, maybe several. */
void jinja_read_targets(struct jinja *j, struct jinja_targets *targets);
void jinja_assign_all(struct jinja *j, const struct jinja_targets *targets,
		      const struct jinja_value *value);

/* jinja_statement.c */
void jinja_end_tag(struct jinja *j);
struct span jinja_read_name(struct jinja *j);
void jinja_put_out(struct jinja *j, const struct jinja_value *v);

/* What the statements up to one of the ends put out. */
const struct jinja_value *jinja_capture(struct jinja *j, const char *const *ends);

/* jinja_loop.c, jinja_macro.c, jinja_assign.c: statements from behind their word to their end. */
void jinja_run_for(struct jinja *j);
void jinja_run_macro_block(struct jinja *j);
void jinja_run_call(struct jinja *j);
void jinja_run_set(struct jinja *j);
