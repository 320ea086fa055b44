/*
 * What a project declares it needs, in the two notations of pyproject.toml and Pipfile: lists of
 * requirements (PEP 508), and tables from a name to a specifier or a table that says more.
 */
#pragma once

#include "base/toml.h"
#include "eco/entry.h"
#include "eco/lines.h"

struct declared {
	struct job *job;
	struct arena *arena;
	struct line_index lines;
};

struct declared declared_of(struct job *job, struct span text);

/* A text of a map, empty when it is absent. */
struct span declared_text(const struct declared *declared, const struct value *map,
			  const char *key);

/* Each string of a list is a requirement. Those of a broken notation are said. */
void declared_list(const struct declared *declared, const struct value *list, const char *scope);

/* The same for each list of a table. */
void declared_lists(const struct declared *declared, const struct value *table, const char *scope);

/* name = "^1.2" | {version, git, url, path, optional, ...} | a list of those. In this notation a
 * bare version means itself. The name "python" is the interpreter. */
void declared_table(const struct declared *declared, const struct value *table, const char *scope);

/* An index that packages come from: an address without TLS, a second one (`second`), or one whose
 * certificate is not looked at are anomalies (requirements.c). */
void declared_index(const struct declared *declared, const struct value *source, bool second);
