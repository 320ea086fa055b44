/*
 * Rows of a table in an SQLite database, straight from its pages ("Database File Format",
 * sqlite.org, sections 1.3 to 2.6). Only tables with a rowid are walked; indexes, views and a
 * write-ahead log beside the file are not looked at.
 */
#pragma once

#include "format/job.h"

struct sqlite {
	struct job *job;
	struct span file;
	uint64_t page_size, usable, n_pages;
	uint64_t pages_left; /* to be visited: cycles end */
	bool quiet;	     /* what is broken was said */
};

/* False when it is no SQLite database. */
bool sqlite_open(struct sqlite *db, struct job *job, struct span file);

/* Calls `row` with each record of the table, in the order of rowids. The record is gone after the
 * call. False when there is no such table; what is broken is said. */
bool sqlite_rows(struct sqlite *db, const char *table,
		 void (*row)(void *context, struct span record), void *context);

/* The bytes of a column that is a text or a blob; empty for others. */
struct span sqlite_bytes(struct span record, unsigned column);

/* The value of a column that is an integer; 0 for others. */
uint64_t sqlite_number(struct span record, unsigned column);
