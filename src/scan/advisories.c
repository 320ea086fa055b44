/* The installed database, the one brought along, or none. */
#include "scan/advisories.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "advisory/advise.h"
#include "advisory/db_install.h"
#include "advisory/snapshot.h"
#include "advisory/vex.h"
#include "base/mem.h"
#include "scan/read_as.h"
#include "scan/traces.h"
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

/* VEX documents. */

extern const struct format format_vex_statement;

struct reading {
	struct vex_book *book;
	const char *const *names;
	enum err e;
};

static void on_statement(void *context, size_t i, const struct fact *fact)
{
	struct reading *reading = context;

	vex_book_add(reading->book, reading->names[i], fact);
}

static void on_end(void *context, size_t i, const char *why)
{
	struct reading *reading = context;

	if (why && reading->e == OK)
		reading->e = err_set(ERR_FORMAT, "%s: %s", reading->names[i], why);
}

static enum err open_documents(const char *const *names, struct read_file *files, size_t *n)
{
	struct stat st;

	for (*n = 0; names[*n]; ++*n) {
		int fd = open(names[*n], O_RDONLY | O_CLOEXEC | O_NONBLOCK);

		if (fd < 0)
			return err_set(ERR_IO, "%s: %s", names[*n], strerror(errno));
		files[*n] = (struct read_file){ .fd = fd, .name = names[*n] };
		if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
			++*n;
			return err_set(ERR_IO, "%s: it is no file", names[*n - 1]);
		}
		files[*n].size = (uint64_t)st.st_size;
	}
	return OK;
}

static enum err read_documents(const struct advisory_options *options, struct vex_book *book)
{
	struct reading reading = { .book = book, .names = options->vex };
	const struct read_as how = { .format = &format_vex_statement,
				     .limits = limits_default,
				     .workers = 1,
				     .sandbox = options->sandbox,
				     .fact = on_statement,
				     .end = on_end,
				     .context = &reading };
	size_t n = 0;

	while (options->vex[n])
		n++;

	struct read_file *files = mem_alloc((n + 1) * sizeof(*files));
	enum err e = open_documents(options->vex, files, &n);

	if (e == OK)
		e = read_as(&how, files, n);
	else
		while (n > 0)
			(void)close(files[--n].fd); /* only read from */
	mem_free(files);
	return e == OK ? reading.e : e;
}

static enum err apply_vex(const struct advisory_options *options, struct report *report)
{
	struct vex_book *book;
	enum err e;

	if (!options->vex || !options->vex[0])
		return OK;
	book = vex_book_new(report);
	e = read_documents(options, book);
	if (e == OK)
		vex_book_apply(book);
	vex_book_free(book);
	return e;
}

enum err advisories_match(const struct advisory_options *options, const struct traces *traces,
			  struct report *report)
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
		traces_match(traces, report);
	}
	db_close(installed);
	db_close(built_in);
	return e == OK ? apply_vex(options, report) : e;
}
