/* The databases of rpm. */
#include "eco/os/rpm_store.h"

#include "eco/sqlite.h"

void rpm_store_say(const struct rpm_store *store, const char *what, uint64_t offset)
{
	if (!store->quiet)
		job_malformed(store->job, what, offset);
}

/* Packages (hnum INTEGER PRIMARY KEY, blob BLOB) */
static void use_row(void *context, struct span record)
{
	const struct rpm_store *const *store = context;

	(*store)->use((*store)->context, sqlite_bytes(record, 1));
}

bool rpm_store_each(const struct rpm_store *store)
{
	struct sqlite db;

	if (!sqlite_open(&db, store->job, store->file))
		return rpm_ndb_each(store) || rpm_bdb_each(store);
	db.quiet = store->quiet;
	if (!sqlite_rows(&db, "Packages", use_row, &store))
		rpm_store_say(store, "the database has no table Packages", 0);
	return true;
}
