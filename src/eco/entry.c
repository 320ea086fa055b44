/* A fact about a component under way. */
#include "eco/entry.h"

struct entry entry_of(const char *kind, struct span name, const char *method)
{
	struct entry entry = { .kind = FACT_COMPONENT };

	entry_word(&entry, "kind", kind);
	entry_text(&entry, "name", name);
	entry_word(&entry, "method", method);
	return entry;
}

struct entry entry_package(const char *ecosystem, struct span name, const char *method)
{
	struct entry entry = entry_of("package", name, method);

	entry_word(&entry, "ecosystem", ecosystem);
	return entry;
}

struct entry entry_scoped(const char *ecosystem, struct span name, const char *method)
{
	const uint8_t *slash = name.n ? memrchr(name.p, '/', name.n) : NULL;
	uint64_t n = slash ? (uint64_t)(slash - name.p) : 0;
	struct entry entry =
		entry_package(ecosystem, slash ? span_from(name, n + 1) : name, method);

	entry_text(&entry, "namespace", span_part(name, 0, n));
	return entry;
}

void entry_text(struct entry *entry, const char *key, struct span text)
{
	if (text.n && entry->n < FACT_ATTRS_MAX)
		entry->attrs[entry->n++] = (struct attr){ .key = span_str(key), .text = text };
}

void entry_word(struct entry *entry, const char *key, const char *word)
{
	entry_text(entry, key, span_str(word));
}

void entry_number(struct entry *entry, const char *key, uint64_t number)
{
	if (entry->n < FACT_ATTRS_MAX)
		entry->attrs[entry->n++] =
			(struct attr){ .key = span_str(key), .number = number, .is_number = true };
}

void entry_attr(struct entry *entry, const struct attr *attr)
{
	if (entry->n < FACT_ATTRS_MAX)
		entry->attrs[entry->n++] = *attr;
}

void entry_value(struct entry *entry, const char *key, const struct value *v, struct arena *arena)
{
	if (value_is_kind(v, VALUE_STRING))
		entry_text(entry, key, value_text(v, arena));
	else if (value_is_kind(v, VALUE_NUMBER))
		entry_text(entry, key, value_raw(v));
}

void entry_values(struct entry *entry, const char *key, const struct value *v, struct arena *arena)
{
	if (!value_is_kind(v, VALUE_LIST)) {
		entry_value(entry, key, v, arena);
		return;
	}
	value_each (item, v)
		entry_value(entry, key, item, arena);
}

void entry_emit(const struct entry *entry, struct job *job, uint64_t offset)
{
	job_fact(job, &(const struct fact){ .kind = entry->kind,
					    .offset = offset,
					    .count = 1,
					    .attrs = entry->attrs,
					    .n_attrs = entry->n });
}

void entry_need(struct job *job, struct span from, struct span to, struct span range,
		const char *scope, uint64_t offset)
{
	struct entry entry = { .kind = FACT_DEPENDENCY };

	entry_text(&entry, "from", from);
	entry_text(&entry, "to", to);
	entry_text(&entry, "range", range);
	entry_word(&entry, "scope", scope);
	entry_emit(&entry, job, offset);
}
