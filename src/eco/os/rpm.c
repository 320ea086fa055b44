/*
 * What rpm has installed: rpmdb.sqlite, Packages.db or Packages. The epoch is a qualifier, as
 * package URLs have it; `source` and `source_version` are of the source package, by which
 * distributions speak of flaws, and `modularity` says of which stream of a module it is.
 */
#include "eco/entry.h"
#include "eco/index.h"
#include "eco/os/rpm_header.h"
#include "eco/os/rpm_store.h"
#include "eco/place.h"
#include "format/format.h"

enum { PACKAGES_MAX = 100000, PROVIDES_MAX = 500000, REQUIRES_MAX = 100000 };

static const char *const folders[] = { "var/lib/rpm", "usr/lib/sysimage/rpm", "usr/share/rpm",
				       "var/lib/rpm/rpmdb", NULL };
static const char *const names[] = { "rpmdb.sqlite", "Packages.db", "Packages", NULL };

static unsigned bid(const struct probe *probe)
{
	struct span folder = place_folder(probe->path);
	bool placed = false, named = false;

	for (size_t i = 0; folders[i]; i++)
		placed |= place_is(folder, folders[i]);
	for (size_t i = 0; names[i]; i++)
		named |= span_is(probe->name, names[i]);
	return named && (placed || span_is(probe->name, names[0])) ? BID_LIKELY : BID_NONE;
}

struct database {
	struct job *job;
	struct rpm_store store;
	size_t n_packages, n_provides;
	struct span *ids;      /* of packages, in their order */
	struct index provides; /* names to numbers of packages */
	size_t *asked;	       /* by which package each was last asked for */
	size_t at;	       /* the package under way */
};

/* Keys of vendors that rpm keeps among the packages. */
static bool is_package(const struct database *db, struct span bytes, struct rpm_header *header)
{
	if (!rpm_header_open(header, bytes)) {
		rpm_store_say(&db->store, "a header of rpm whose sizes do not fit", OFFSET_NONE);
		return false;
	}
	return rpm_text(header, RPM_NAME).n && !span_is(rpm_text(header, RPM_NAME), "gpg-pubkey");
}

static void count(void *context, struct span bytes)
{
	struct database *db = context;
	struct rpm_header header;

	if (db->n_packages == PACKAGES_MAX || !rpm_header_open(&header, bytes))
		return;
	db->n_packages++;

	uint64_t n = rpm_list(&header, RPM_PROVIDES).left + 1;

	db->n_provides +=
		n < PROVIDES_MAX - db->n_provides ? (size_t)n : PROVIDES_MAX - db->n_provides;
}

/* "bash-5.1.8-6.el9.src.rpm": name, version and release. */
static void add_source(struct entry *entry, struct span source, struct span version)
{
	const uint8_t *dash;
	struct span whole;

	if (!span_ends(source, ".src.rpm") && !span_ends(source, ".nosrc.rpm"))
		return;
	source.n -= span_ends(source, ".nosrc.rpm") ? 10 : 8;
	whole = source;
	for (int i = 0; i < 2; i++) {
		dash = source.n ? memrchr(source.p, '-', source.n) : NULL;
		if (!dash)
			return;
		source.n = (size_t)(dash - source.p);
	}
	entry_text(entry, "source", source);
	if (!span_eq(span_from(whole, source.n + 1), version))
		entry_text(entry, "source_version", span_from(whole, source.n + 1));
}

static struct span qualifiers_of(struct arena *arena, const struct rpm_header *header)
{
	struct span architecture = rpm_text(header, RPM_ARCH);
	const char *arch = architecture.n ? arena_printf(arena, "arch=%.*s", (int)architecture.n,
							 (const char *)architecture.p)
					  : "";
	uint32_t epoch;

	if (!rpm_number(header, RPM_EPOCH, &epoch))
		return span_str(arch);
	return span_str(
		arena_printf(arena, "%s%sepoch=%u", arch, architecture.n ? "&" : "", epoch));
}

static void tell(void *context, struct span bytes)
{
	struct database *db = context;
	struct arena *arena = job_arena(db->job);
	struct rpm_header header;
	struct rpm_list provides;

	if (!is_package(db, bytes, &header) || db->at == db->n_packages)
		return;

	struct span name = rpm_text(&header, RPM_NAME), v = rpm_text(&header, RPM_VERSION),
		    r = rpm_text(&header, RPM_RELEASE), qualifiers = qualifiers_of(arena, &header);
	struct span version =
		span_str(arena_printf(arena, "%.*s%s%.*s", (int)v.n, (const char *)v.p,
				      r.n ? "-" : "", (int)r.n, (const char *)r.p));
	struct entry entry = entry_package("rpm", name, "installed");

	db->ids[db->at] = span_str(arena_printf(arena, "%zu", db->at));
	entry_text(&entry, "version", version);
	entry_text(&entry, "qualifiers", qualifiers);
	add_source(&entry, rpm_text(&header, RPM_SOURCE), version);
	entry_text(&entry, "modularity", rpm_text(&header, RPM_MODULARITY));
	entry_text(&entry, "licence", rpm_text(&header, RPM_LICENSE));
	entry_text(&entry, "supplier", rpm_text(&header, RPM_VENDOR));
	entry_text(&entry, "homepage", rpm_text(&header, RPM_URL));
	entry_text(&entry, "description", rpm_text(&header, RPM_SUMMARY));
	entry_text(&entry, "id", db->ids[db->at]);
	entry_emit(&entry, db->job, OFFSET_NONE);
	index_add(&db->provides, arena_copy(arena, name), db->at);
	provides = rpm_list(&header, RPM_PROVIDES);
	for (struct span text;
	     rpm_list_next(&provides, &text) && db->provides.n < db->provides.room;)
		if (!span_eq(text, name))
			index_add(&db->provides, arena_copy(arena, text), db->at);
	db->at++;
}

static void tell_needs(void *context, struct span bytes)
{
	struct database *db = context;
	struct rpm_header header;

	if (!is_package(db, bytes, &header) || db->at == db->n_packages)
		return;

	struct rpm_list list = rpm_list(&header, RPM_REQUIRES);
	struct span text;

	for (int i = 0; i < REQUIRES_MAX && rpm_list_next(&list, &text); i++) {
		size_t to = index_find(&db->provides, text);

		if (to == INDEX_NONE || to == db->at || db->asked[to] == db->at + 1)
			continue;
		db->asked[to] = db->at + 1;
		entry_need(db->job, db->ids[db->at], db->ids[to], (struct span){ 0 }, "required",
			   OFFSET_NONE);
	}
	db->at++;
}

static bool each(struct database *db, void (*use)(void *context, struct span header), bool quiet)
{
	db->at = 0;
	db->store.use = use;
	db->store.quiet = quiet;
	return rpm_store_each(&db->store);
}

static void read(struct job *job, struct span bytes)
{
	struct database db = { .job = job, .store = { .job = job, .file = bytes } };

	db.store.context = &db;
	if (!each(&db, count, true)) {
		job_incomplete(job, "a database of rpm of a kind that has no reader", 0);
		return;
	}
	db.ids = arena_array(job_arena(job), db.n_packages, sizeof(*db.ids));
	db.asked = arena_array(job_arena(job), db.n_packages, sizeof(*db.asked));
	index_init(&db.provides, job_arena(job), db.n_provides);
	(void)each(&db, tell, false); /* it is one of the three */
	db.n_packages = db.at;
	(void)each(&db, tell_needs, true);
}

const struct format format_os_rpm = {
	.name = "os_rpm",
	.bid = bid,
	.read = read,
};
