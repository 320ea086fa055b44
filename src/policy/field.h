/*
 * What the expressions of a policy can ask for: one table of fields, each with its type, the
 * subjects that have it and a way to its value. A value may be unknown.
 */
#pragma once

#include "base/arena.h"
#include "core/report.h"

enum subject_kind {
	SUBJECT_FINDING,
	SUBJECT_COMPONENT,
	SUBJECT_ARTIFACT,
	SUBJECT_KIND_COUNT,
};

/* A finding has an artifact, and perhaps a component; the others have only themselves. */
struct subject {
	enum subject_kind kind;
	const struct report *report;
	struct finding *finding;
	struct component *component;
	struct artifact *artifact;
};

const char *subject_word(enum subject_kind kind);

enum field_type {
	FIELD_FLAG,
	FIELD_COUNT,
	FIELD_TIME, /* seconds; written with a unit: 30d */
	FIELD_SIZE, /* bytes; 10G */
	FIELD_TEXT,
	FIELD_PATHS, /* a list of paths */
	FIELD_LIST,  /* a list of texts */
	FIELD_WORD,  /* one of a few, in their order */
	FIELD_VERSION,
	FIELD_LICENCE, /* SPDX expressions, all of which hold */
};

struct datum {
	bool known;
	uint64_t number;	  /* flag, count, time, size; of a word its index */
	const struct span *texts; /* text and version: one; lists and licences: n */
	size_t n;
};

struct policy_field {
	const char *name;
	unsigned subjects; /* 1u << SUBJECT_FINDING | ... */
	enum field_type type;
	const char *const *words; /* of FIELD_WORD, ended by NULL */
	struct datum (*get)(const struct subject *subject, struct span key, struct arena *scratch);
	const char *help; /* half a sentence */
};

/* All fields in the order of the manual, ended by a row without a name. `property` is among them
 * and takes a key. */
extern const struct policy_field policy_fields[];

/* The field of that name that the kind of subject has; NULL, and in `nearest` what may have been
 * meant or NULL. */
const struct policy_field *field_named(struct span name, enum subject_kind kind,
				       const char **nearest);
