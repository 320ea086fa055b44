/*
 * The database of advisories as it is read: mapped, checked at every step, never changed. A damaged
 * or hostile file gives fewer or wrong advisories and nothing worse.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "base/reader.h"
#include "core/advisory.h"

struct db;

/* Opens the file of that name. Fails with a sentence when it is not there or no database. */
MUST enum err db_open(struct db **out, const char *path);

/* The same for bytes that stay the caller's; `name` is for sentences. */
MUST enum err db_of(struct db **out, struct span bytes, const char *name);
void db_close(struct db *db);

struct db_info {
	const char *name;      /* the path, or what stands for it */
	int64_t built, newest; /* Unix seconds: the file, and the last change of a record in it */
	uint64_t n_records, n_withdrawn, n_malware, n_packages, n_sources, size;
	char digest[2 * 32 + 1]; /* as the file says; db_intact() asks whether it is so */
	bool is_signed;		 /* each of its sources was */
};

const struct db_info *db_info(const struct db *db);

/* Whether the digest is that of the file: it reads all of it. */
bool db_intact(const struct db *db);

struct db_source {
	struct span name;
	uint64_t n_records, n_bad, n_withdrawn;
	int64_t newest;
	struct span digest; /* of the export: 32 bytes, or empty */
	bool is_signed;
};

/* The i-th source; false past the last. */
bool db_source(const struct db *db, uint64_t i, struct db_source *source);

struct db_record {
	uint32_t number;
	struct span id;
	int64_t modified, published, withdrawn; /* 0: not said, not withdrawn */
	struct span fields; /* core/advisory.h; aliases and vectors are asked for there */
	uint64_t source;
};

#define DB_NONE UINT32_MAX

bool db_record(const struct db *db, uint32_t number, struct db_record *record);

/* The number of the record of that id, or DB_NONE. */
uint32_t db_find(const struct db *db, struct span id);

/* Its summary, references and indicators: fields in the arena; empty when there are none. */
struct span db_texts(const struct db *db, const struct db_record *record, struct arena *arena);

/* Whether any package of that ecosystem is in it. */
bool db_has_ecosystem(const struct db *db, struct span ecosystem);

struct db_affected {
	uint32_t record;
	struct span release; /* of the ecosystem; may be empty */
	struct span fields;  /* enum affected_tag */
};

/* What is known of a package, its name in the form that the ecosystem compares. The ecosystem is
 * the name OSV has for it, without a release. False when nothing is. */
bool db_package(const struct db *db, struct span ecosystem, struct span name, struct reader *list);

/* The next advisory of db_package()'s list; false at the end. */
bool db_affected_next(struct reader *list, struct db_affected *affected);
