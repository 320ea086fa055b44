/* `assay db`: the database of advisories. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "advisory/db.h"
#include "advisory/db_change.h"
#include "advisory/db_install.h"
#include "advisory/snapshot.h"
#include "base/escape.h"
#include "cmd/cmd.h"
#include "cmd/scan_flags.h"
#include "scan/advisory_source.h"
#include "sys/clock.h"

enum { SECONDS_PER_DAY = 86400, SHOWN_MAX = 1024, BAD_SHOWN_MAX = 10 };

struct options {
	const char *from, *db, *key;
	struct opt_list ecosystems;
	bool accept, allow_private, quiet;
	uint32_t jobs;
	unsigned sandbox; /* index into "full|none" */
};

static const struct opt options[] = {
	{ "from", 0, OPT_TEXT(struct options, from), "URL|DIR",
	  "Where update takes advisories from: ECOSYSTEM/all.zip, as OSV exports them" },
	{ "ecosystem", 0, OPT_LIST(struct options, ecosystems), "NAME",
	  "Take only this ecosystem (PyPI, npm, Debian); may be given several times" },
	{ "key", 0, OPT_TEXT(struct options, key), "FILE",
	  "Take only what is signed: SHA256SUMS.sig by this Ed25519 public key (PEM)" },
	{ "accept", 0, OPT_FLAG(struct options, accept), NULL,
	  "Install an update that is older, or that loses more than 2 % of the records" },
	{ "allow-private", 0, OPT_FLAG(struct options, allow_private), NULL,
	  "Let the server have a private address; loopback may be named without" },
	{ "db", 0, OPT_TEXT(struct options, db), "FILE",
	  "The database, instead of ASSAY_DB or the user's own" },
	{ "quiet", 'q', OPT_FLAG(struct options, quiet), NULL, "Say nothing when all is well" },
	{ "jobs", 'j', OPT_NUMBER(struct options, jobs, 0, 256), "N",
	  "Use N workers; 0, the default, is one a core" },
	{ "sandbox", 0, OPT_CHOICE(struct options, sandbox), "full|none",
	  "How workers are locked down; none parses hostile files unprotected" },
	{ 0 },
};

struct db_call {
	const struct call *call;
	const struct options *options;
	const char *path;
};

/* status */

static void print_date(struct sink *out, int64_t seconds)
{
	char text[CLOCK_TEXT];

	clock_text(seconds, text);
	sink_span(out, span_of(text, sizeof("2026-11-24") - 1));
}

static unsigned long long days_since(int64_t then)
{
	int64_t now = clock_now();

	return now > then ? (unsigned long long)((now - then) / SECONDS_PER_DAY) : 0;
}

static void print_sources(struct sink *out, const struct db *db)
{
	struct db_source source;

	for (uint64_t i = 0; db_source(db, i, &source); i++) {
		sink_str(out, "  ");
		escape_print(out, source.name, SHOWN_MAX);
		sink_printf(out, ": %llu records to ", (unsigned long long)source.n_records);
		print_date(out, source.newest);
		if (source.n_withdrawn)
			sink_printf(out, ", %llu withdrawn",
				    (unsigned long long)source.n_withdrawn);
		if (source.n_bad)
			sink_printf(out, ", %llu passed over", (unsigned long long)source.n_bad);
		sink_str(out, source.is_signed ? ", signed\n" : "\n");
	}
}

static void print_status(struct sink *out, const struct db *db)
{
	const struct db_info *info = db_info(db);

	sink_str(out, "database   ");
	escape_print(out, span_str(info->name), SHOWN_MAX);
	sink_printf(out, "\ndigest     sha256:%s\nbuilt      ", info->digest);
	print_date(out, info->built);
	sink_printf(out, " (%llu days ago)\nnewest     ", days_since(info->built));
	print_date(out, info->newest);
	sink_printf(out,
		    " (%llu days ago)\nrecords    %llu, of them %llu malware, %llu withdrawn\n"
		    "packages   %llu\nsize       %llu bytes\nsources    %llu\n",
		    days_since(info->newest), (unsigned long long)info->n_records,
		    (unsigned long long)info->n_malware, (unsigned long long)info->n_withdrawn,
		    (unsigned long long)info->n_packages, (unsigned long long)info->size,
		    (unsigned long long)info->n_sources);
	print_sources(out, db);
}

/* The database; where none was named and none is installed, what the program brings along. */
static enum err open_known(const struct db_call *how, struct db **db)
{
	const char *variable = getenv("ASSAY_DB");
	bool named = how->options->db || (variable && *variable);

	return !named && access(how->path, F_OK) != 0 ? snapshot_open(db) : db_open(db, how->path);
}

static int status(const struct db_call *how)
{
	struct db *db;
	int code = EXIT_NOTHING;

	if (open_known(how, &db) != OK)
		return command_complain("db");
	print_status(&how->call->out->sink, db);
	if (!db_intact(db)) {
		(void)err_set(ERR_FORMAT, "%s: the digest is not that of the file: it is damaged",
			      how->path);
		(void)command_complain("db");
		code = EXIT_FAILED;
	}
	db_close(db);
	return code;
}

/* update */

struct told {
	unsigned n; /* records said to be passed over */
};

static void tell_bad(void *context, const char *ecosystem, struct span name, struct span why)
{
	struct told *told = context;
	struct buf text;

	if (told->n++ >= BAD_SHOWN_MAX)
		return;
	buf_init(&text, SHOWN_MAX);
	escape_text(&text, span_str(ecosystem));
	buf_str(&text, ": ");
	escape_text(&text, span_part(name, 0, SHOWN_MAX / 8));
	buf_str(&text, ": ");
	escape_text(&text, span_part(why, 0, SHOWN_MAX / 8));
	(void)fprintf(stderr, "assay db: passed over %s\n", buf_text(&text));
	buf_free(&text);
}

static void tell_change(const struct db_change *change)
{
	(void)fprintf(stderr,
		      "assay db: held: of %llu records in force %llu would go, %llu come%s; "
		      "--accept installs it all the same\n",
		      (unsigned long long)change->n_old, (unsigned long long)change->n_gone,
		      (unsigned long long)change->n_new,
		      change->is_older ? "; it is older than the installed one" : "");
}

/* Whether the new file may take the place of the installed one; `code` says why not. */
static bool may_replace(const struct db_call *how, const struct db_install *install, int *code)
{
	struct db_change change = { 0 };
	struct db *old, *fresh;

	if (db_open(&fresh, install->fresh) != OK) {
		*code = command_complain("db");
		return false;
	}
	if (db_open(&old, how->path) == OK) {
		db_compare(old, fresh, &change);
		db_close(old);
	}
	db_close(fresh);
	if (!db_change_is_held(&change) || how->options->accept)
		return true;
	tell_change(&change);
	*code = EXIT_FAILED;
	return false;
}

static enum err build(const struct db_call *how, const struct advisory_exports *exports,
		      const struct db_install *install)
{
	struct scan_options shared =
		scan_flags_apply(&(const struct scan_flags){ .jobs = how->options->jobs,
							     .sandbox = how->options->sandbox },
				 (struct opt_list){ 0 });
	struct told told = { 0 };
	const struct advisory_import import = {
		.workers = shared.workers,
		.sandbox = shared.sandbox,
		.bad = tell_bad,
		.context = &told,
	};
	struct db_writer *writer = db_writer_new();
	enum err e = advisory_import(&import, exports->all, exports->n, writer);

	if (e == OK)
		e = db_writer_finish(writer, install->fd, install->fresh, clock_now());
	db_writer_free(writer);
	if (told.n > BAD_SHOWN_MAX)
		(void)fprintf(stderr, "assay db: passed over %u records in all\n", told.n);
	return e;
}

static int install_from(const struct db_call *how, const struct advisory_exports *exports)
{
	struct db_install install;
	int code = EXIT_NOTHING;
	enum err e = db_install_begin(&install, how->call->arena, how->path);

	if (e == OK)
		e = build(how, exports, &install);
	if (e == OK && may_replace(how, &install, &code))
		e = db_install_commit(&install);
	db_install_end(&install);
	return e == OK ? code : command_complain("db");
}

static int update(const struct db_call *how)
{
	const struct options *chosen = how->options;
	const struct advisory_source source = { .from = chosen->from,
						.key = chosen->key,
						.allow_private = chosen->allow_private,
						.ecosystems = chosen->ecosystems.n
								      ? chosen->ecosystems.words
								      : NULL };
	struct advisory_exports *exports = arena_alloc(how->call->arena, sizeof(*exports));
	int code;

	if (!chosen->from) {
		(void)err_set(ERR_USAGE, "update takes advisories from somewhere: --from URL|DIR");
		return command_complain("db");
	}
	if (advisory_source_open(&source, how->call->arena, exports) != OK) {
		code = command_complain("db");
		return exports->is_refused ? EXIT_FAILED : code;
	}
	code = install_from(how, exports);
	return code == EXIT_NOTHING && !chosen->quiet ? status(how) : code;
}

static int rollback(const struct db_call *how)
{
	if (db_rollback(how->call->arena, how->path) != OK)
		return command_complain("db");
	return how->options->quiet ? EXIT_NOTHING : status(how);
}

static int path(const struct db_call *how)
{
	sink_printf(&how->call->out->sink, "%s\n", how->path);
	return EXIT_NOTHING;
}

static const struct {
	const char *word;
	int (*run)(const struct db_call *how);
} verbs[] = {
	{ "status", status }, { "update", update }, { "rollback", rollback }, { "path", path }
};

static int run(const struct call *call)
{
	struct db_call how = { .call = call, .options = call->options };
	const char *word = call->operands.words[0];

	if (db_path(call->arena, how.options->db, &how.path) != OK)
		return command_complain("db");
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (strcmp(verbs[i].word, word) == 0)
			return verbs[i].run(&how);
	(void)err_set(ERR_USAGE, "it is one of status, update, rollback and path");
	return command_complain("db");
}

const struct command command_db = {
	.name = "db",
	.summary = "what is known of vulnerable and malicious packages",
	.usage = "status|update|rollback|path",
	.about =
		"Looks after the database of advisories that scans match packages against. update "
		"builds it anew from exports of OSV and puts it in the place of the old one, which "
		"is kept: rollback goes back to it. status says what is known and how old it is, "
		"path where it is. Only update with an address uses the network.",
	.operand_kind = OPERANDS_WORDS,
	.words = "status|update|rollback|path",
	.least = 1,
	.most = 1,
	.options = options,
	.size = sizeof(struct options),
	.run = run,
};
