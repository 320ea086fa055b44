/* Exports through workers into a writer. */
#include "scan/advisory_import.h"

#include "base/buf.h"
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
	struct db_writer *writer;
	uint32_t *sources;  /* the number of each export */
	struct buf pending; /* the pieces of an advisory so far */
	enum err e;
};

static void pass_over(struct importing *importing, size_t i, struct span name, struct span why)
{
	db_writer_bad(importing->writer, importing->sources[i]);
	if (importing->how->bad)
		importing->how->bad(importing->how->context, importing->exports[i].ecosystem, name,
				    why);
}

static void take_pieces(struct importing *importing, const struct fact *fact)
{
	for (size_t i = 0; i < fact->n_attrs; i++)
		if (span_is(fact->attrs[i].key, "packed"))
			buf_span(&importing->pending, fact->attrs[i].text);
}

static void on_fact(void *context, size_t i, const struct fact *fact)
{
	struct importing *importing = context;

	if (fact->kind != FACT_ADVISORY)
		return;
	if (fact_attr(fact, "bad")) {
		pass_over(importing, i, fact_text(fact, "bad"), fact_text(fact, "why"));
		return;
	}
	take_pieces(importing, fact);
	if (fact_is(fact, "more", "yes"))
		return;
	if (importing->pending.over ||
	    !db_writer_add(importing->writer, importing->sources[i], buf_view(&importing->pending)))
		pass_over(importing, i, span_str("a record"), span_str("it is not well formed"));
	buf_clear(&importing->pending);
}

static void on_end(void *context, size_t i, const char *why)
{
	struct importing *importing = context;
	struct buf shown;

	buf_clear(&importing->pending);
	if (!why || importing->e != OK)
		return;
	buf_init(&shown, 1024);
	escape_text(&shown, span_str(importing->exports[i].ecosystem));
	importing->e = err_set(ERR_FORMAT, "the export of %s: %s", buf_text(&shown), why);
	buf_free(&shown);
}

static enum err run(struct importing *importing, size_t n)
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

		importing->sources[i] = db_writer_source(
			importing->writer, span_str(one->ecosystem), one->digest, one->is_signed);
		files[i] = (struct read_file){ one->fd, one->size, one->ecosystem };
	}
	e = read_as(&read, files, n);
	mem_free(files);
	return e;
}

enum err advisory_import(const struct advisory_import *how, const struct advisory_export *exports,
			 size_t n, struct db_writer *writer)
{
	struct importing importing = { .how = how, .exports = exports, .writer = writer };
	enum err e;

	importing.sources = mem_alloc((n + 1) * sizeof(*importing.sources));
	buf_init(&importing.pending, ADVISORY_MAX);
	e = run(&importing, n);
	mem_free(importing.sources);
	buf_free(&importing.pending);
	return e == OK ? importing.e : e;
}
