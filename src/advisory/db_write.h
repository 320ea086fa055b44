/*
 * Building the database: packed advisories in, one file out. Memory grows with what is kept, up to
 * a cap, and is returned by db_writer_free().
 */
#pragma once

#include "base/err.h"
#include "core/advisory.h"

struct db_writer;

struct db_writer *db_writer_new(void);
void db_writer_free(struct db_writer *writer);

enum { DB_SOURCES_MAX = 256 };

/* A source of advisories, at most DB_SOURCES_MAX; gives its number. `digest` (32 bytes) is that of
 * the export, or empty. */
uint32_t db_writer_source(struct db_writer *writer, struct span name, struct span digest,
			  bool is_signed);

/* Adds an advisory of a source. False when it is not well formed: then it was not. The order of the
 * calls for different sources does not matter. */
bool db_writer_add(struct db_writer *writer, uint32_t source, struct span packed);

/* A record of the source was passed over. */
void db_writer_bad(struct db_writer *writer, uint32_t source);

/* Records so far. */
uint64_t db_writer_count(const struct db_writer *writer);

/* Writes the file. Of records with one id the one last modified stands. Fails when there is more
 * than fits, and when the file cannot be written. `name` is for the sentence, `built` the
 * time to note, -1 for that of the newest record. Once. */
MUST enum err db_writer_finish(struct db_writer *writer, int fd, const char *name, int64_t built);
