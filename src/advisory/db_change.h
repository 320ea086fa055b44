/* What an update would change: whether a new database may take the place of an old one unasked. */
#pragma once

#include "advisory/db.h"

struct db_change {
	uint64_t n_old;	   /* records in force before */
	uint64_t n_gone;   /* of them, withdrawn or missing now */
	uint64_t n_new;	   /* in force now and not before */
	bool is_older;	   /* nothing in the new one is as late as the latest in the old one */
	struct span worst; /* the source that loses the largest share; borrowed */
	uint64_t worst_n, worst_gone;
};

/* Compares the records of both. */
void db_compare(const struct db *old, const struct db *new, struct db_change *change);

/* Whether it is held until the user accepts it: it is older, or more than 2 % of all records in
 * force, or of one source's, would go. */
bool db_change_is_held(const struct db_change *change);
