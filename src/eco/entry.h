/*
 * A fact about a component under way: attributes are gathered one after the other, those that say
 * nothing are left out, and all go off as one fact.
 */
#pragma once

#include "base/value.h"
#include "format/job.h"

struct entry {
	enum fact_kind kind;
	struct attr attrs[FACT_ATTRS_MAX];
	size_t n;
};

/* A package as `method` shows it: installed, lock, manifest ... (scan/inventory.h). */
struct entry entry_package(const char *ecosystem, struct span name, const char *method);

/* A component of another kind: model, dataset, service ... */
struct entry entry_of(const char *kind, struct span name, const char *method);

/* Whole name as the ecosystem writes it; what stands before the last '/' is its namespace. */
struct entry entry_scoped(const char *ecosystem, struct span name, const char *method);

/* Spans are borrowed until entry_emit(). Past FACT_ATTRS_MAX attributes are dropped. */
void entry_text(struct entry *entry, const char *key, struct span text);
void entry_word(struct entry *entry, const char *key, const char *word);
void entry_number(struct entry *entry, const char *key, uint64_t number);

/* One that was gathered elsewhere. */
void entry_attr(struct entry *entry, const struct attr *attr);

/* The text of a string, or of a number as it is written; nothing for other values and NULL. */
void entry_value(struct entry *entry, const char *key, const struct value *v, struct arena *arena);

/* The same for each item of a list; what is no list counts as one of a single item. */
void entry_values(struct entry *entry, const char *key, const struct value *v, struct arena *arena);

void entry_emit(const struct entry *entry, struct job *job, uint64_t offset);

/* That `from` needs `to`, both ids of this artifact (or `to` a name). Empty texts say nothing. */
void entry_need(struct job *job, struct span from, struct span to, struct span range,
		const char *scope, uint64_t offset);
