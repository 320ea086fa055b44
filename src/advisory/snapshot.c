/* The database that the build made of data/advisories. */
#include "advisory/snapshot.h"

extern const uint8_t advisory_snapshot[], advisory_snapshot_end[];

enum err snapshot_open(struct db **out)
{
	size_t n = (size_t)(advisory_snapshot_end - advisory_snapshot);

	return db_of(out, span_of(advisory_snapshot, n), "built in");
}
