/* The installed database, the one brought along, or none. */
#include "scan/advisories.h"

#include <stdlib.h>
#include <unistd.h>

#include "advisory/advise.h"
#include "advisory/db_install.h"
#include "advisory/snapshot.h"
#include "sys/clock.h"

enum { SOURCES_MAX = 64 };

/* A database that was named must be there; at the usual place there may be none. */
static enum err open_installed(const struct advisory_options *options, struct arena *arena,
			       struct db **db)
{
	const char *path, *variable = getenv("ASSAY_DB");
	bool named = options->db || (variable && *variable);

	*db = NULL;
	if (db_path(arena, options->db, &path) != OK)
		return named ? ERR_USAGE : OK; /* no home, no database */
	if (!named && access(path, F_OK) != 0)
		return OK;
	return db_open(db, path);
}

static const char *const *source_words(const struct db *db, struct arena *arena)
{
	const char **words = arena_array(arena, SOURCES_MAX + 1, sizeof(*words));
	struct db_source source;
	char date[CLOCK_TEXT];

	for (uint64_t i = 0; i < SOURCES_MAX && db_source(db, i, &source); i++) {
		clock_text(source.newest, date);
		words[i] = arena_printf(arena, "%.*s %.10s", (int)source.name.n,
					(const char *)source.name.p, date);
	}
	return words;
}

static void describe(struct report *report, const struct db *db, bool is_built_in)
{
	const struct db_info *info = db_info(db);

	report->advisories = (struct advisories){
		.digest = arena_printf(&report->arena, "sha256:%s", info->digest),
		.name = arena_text(&report->arena, span_str(info->name)),
		.built = info->built,
		.newest = info->newest,
		.n_records = info->n_records,
		.is_built_in = is_built_in,
		.is_signed = info->is_signed,
		.sources = source_words(db, &report->arena),
	};
}

enum err advisories_match(const struct advisory_options *options, struct report *report)
{
	struct db *installed, *built_in = NULL;
	enum err e;

	if (!options->use || (options->db && strcmp(options->db, "none") == 0))
		return OK;
	e = open_installed(options, &report->arena, &installed);
	if (e == OK)
		e = snapshot_open(&built_in);
	if (e == OK) {
		describe(report, installed ? installed : built_in, !installed);
		advise(report, &(const struct advise_from){ installed, built_in });
	}
	db_close(installed);
	db_close(built_in);
	return e;
}
