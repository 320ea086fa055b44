/* Both files are in the order of ids: one pass over the two. */
#include "advisory/db_change.h"

#include "advisory/db_write.h"

enum { GONE_PERCENT = 2 };

/* The next record in force from `number` on; false at the end. */
static bool in_force(const struct db *db, uint64_t *number, struct db_record *record)
{
	uint64_t n = db_info(db)->n_records;

	for (; *number < n && *number < DB_NONE; ++*number)
		if (db_record(db, (uint32_t)*number, record) && record->withdrawn == 0)
			return true;
	return false;
}

struct tally {
	uint64_t n, gone;
};

static void count(struct db_change *change, struct tally *sources, const struct db_record *record,
		  bool is_gone)
{
	change->n_old++;
	change->n_gone += is_gone;
	if (record->source >= DB_SOURCES_MAX)
		return;
	sources[record->source].n++;
	sources[record->source].gone += is_gone;
}

static void pass(const struct db *old, const struct db *new, struct db_change *change,
		 struct tally *sources)
{
	uint64_t i = 0, j = 0;
	struct db_record a, b;
	bool has_a = in_force(old, &i, &a), has_b = in_force(new, &j, &b);

	while (has_a || has_b) {
		int order = !has_a ? 1 : !has_b ? -1 : span_cmp(a.id, b.id);

		if (order <= 0) {
			count(change, sources, &a, order < 0);
			i++;
			has_a = in_force(old, &i, &a);
		}
		change->n_new += order > 0;
		if (order >= 0) {
			j++;
			has_b = in_force(new, &j, &b);
		}
	}
}

static bool is_much(uint64_t part, uint64_t whole)
{
	return part * 100 > whole * GONE_PERCENT;
}

void db_compare(const struct db *old, const struct db *new, struct db_change *change)
{
	struct tally sources[DB_SOURCES_MAX] = { 0 };
	struct db_source source;

	*change = (struct db_change){ .is_older = db_info(new)->newest < db_info(old)->newest };
	pass(old, new, change, sources);
	for (uint64_t i = 0; i < DB_SOURCES_MAX && db_source(old, i, &source); i++) {
		/* part of whole against part of whole, without division */
		if (sources[i].gone * (change->worst_n ? change->worst_n : 1) <=
		    change->worst_gone * sources[i].n)
			continue;
		change->worst = source.name;
		change->worst_n = sources[i].n;
		change->worst_gone = sources[i].gone;
	}
}

bool db_change_is_held(const struct db_change *change)
{
	return change->is_older || is_much(change->n_gone, change->n_old) ||
	       is_much(change->worst_gone, change->worst_n);
}
