/* Exports through workers into a writer. */
#include "scan/advisory_import.h"

#include "advisory/intake.h"
#include "base/escape.h"
#include "base/mem.h"
#include "scan/read_as.h"

/* An export of half a million records is an honest one. */
static const struct limits import_limits = {
	.max_output = UINT64_C(64) << 30,
	.max_ratio = 1000,
	.max_members = 4000000,
	.max_ops = UINT64_C(1) << 40,
	.max_facts = 8000000,
	.max_depth = 1,
	.seconds = 1200,
	.memory = UINT64_C(64) << 20,
};

extern const struct format format_osv_export;

struct importing {
	const struct advisory_import *how;
	const struct advisory_export *exports;
	struct intake intake;
	uint32_t first; /* number of the first source; the others follow */
	enum err e;
};

static void on_bad(void *context, uint32_t source, struct span name, struct span why)
{
	const struct importing *importing = context;

	if (importing->how->bad)
		importing->how->bad(importing->how->context,
				    importing->exports[source - importing->first].ecosystem, name,
				    why);
}

static void on_fact(void *context, size_t i, const struct fact *fact)
{
	struct importing *importing = context;

	intake_fact(&importing->intake, importing->first + (uint32_t)i, fact);
}

static void on_end(void *context, size_t i, const char *why)
{
	struct importing *importing = context;
	struct buf shown;

	intake_end(&importing->intake);
	if (!why || importing->e != OK)
		return;
	buf_init(&shown, 1024);
	escape_text(&shown, span_str(importing->exports[i].ecosystem));
	importing->e = err_set(ERR_FORMAT, "the export of %s: %s", buf_text(&shown), why);
	buf_free(&shown);
}

static enum err run(struct importing *importing, struct db_writer *writer, size_t n)
{
	const struct read_as read = {
		.format = &format_osv_export,
		.limits = import_limits,
		.workers = importing->how->workers,
		.sandbox = importing->how->sandbox,
		.fact = on_fact,
		.end = on_end,
		.context = importing,
	};
	struct read_file *files = mem_alloc((n + 1) * sizeof(*files));
	enum err e;

	for (size_t i = 0; i < n; i++) {
		const struct advisory_export *one = &importing->exports[i];

		uint32_t number = db_writer_source(writer, span_str(one->ecosystem), one->digest,
						   one->is_signed);

		importing->first = i == 0 ? number : importing->first;
		files[i] = (struct read_file){ one->fd, one->size, "all.zip" };
	}
	e = read_as(&read, files, n);
	mem_free(files);
	return e;
}

enum err advisory_import(const struct advisory_import *how, const struct advisory_export *exports,
			 size_t n, struct db_writer *writer)
{
	struct importing importing = { .how = how, .exports = exports };
	enum err e;

	intake_init(&importing.intake, writer);
	importing.intake.bad = on_bad;
	importing.intake.context = &importing;
	e = run(&importing, writer, n);
	intake_free(&importing.intake);
	return e == OK ? importing.e : e;
}
