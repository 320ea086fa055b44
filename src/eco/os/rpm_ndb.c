/* rpm's own database, Packages.db: pages of slots, each of which names a blob (rpm's
 * lib/backend/ndb/rpmpkg.c). All numbers are little-endian. */
#include "base/reader.h"
#include "eco/os/rpm_store.h"

enum { PAGE = 4096, SLOT = 16, HEADER_SLOTS = 2, BLOCK = 16, BLOB_HEAD = 16 };

static void use_blob(const struct rpm_store *store, uint64_t at, uint32_t package)
{
	struct reader r;

	if (!reader_at(store->file, at, BLOB_HEAD, &r)) {
		rpm_store_say(store, "a package lies outside of the database", at);
		return;
	}

	struct span sign = reader_take(&r, 4);
	uint32_t number = reader_u32le(&r);

	reader_skip(&r, 4); /* generation */

	uint32_t n = reader_u32le(&r);

	if (!span_is(sign, "BlbS") || number != package ||
	    !reader_at(store->file, at + BLOB_HEAD, n, &r))
		rpm_store_say(store, "a package of the database is broken", at);
	else
		store->use(store->context, reader_rest(&r));
}

bool rpm_ndb_each(const struct rpm_store *store)
{
	struct reader r = reader_of(store->file);

	if (!span_is(reader_take(&r, 4), "RpmP"))
		return false;
	reader_skip(&r, 8); /* version, generation */

	uint64_t n = (uint64_t)reader_u32le(&r) * PAGE / SLOT, most = store->file.n / SLOT;

	for (uint64_t i = HEADER_SLOTS; i < n && i < most; i++) {
		(void)reader_at(store->file, i * SLOT, SLOT, &r); /* i < most */

		struct span sign = reader_take(&r, 4);
		uint32_t package = reader_u32le(&r), block = reader_u32le(&r);

		if (span_is(sign, "Slot") && block)
			use_blob(store, (uint64_t)block * BLOCK, package);
	}
	return true;
}
