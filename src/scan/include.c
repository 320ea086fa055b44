/* Includes between files. */
#include "scan/include.h"

#include <string.h>
#include <unistd.h>

#include "base/escape.h"
#include "base/mem.h"
#include "eco/index.h"
#include "eco/place.h"
#include "scan/glob.h"
#include "scan/listing.h"

enum { FIRST_ROOM = 64, TEXT_MAX = 16 << 10 };

struct include {
	struct artifact *artifact;
	struct span path; /* as it is written */
	uint64_t offset;
	size_t from, to; /* files, by number; `to` may be NOWHERE */
};

#define NOWHERE SIZE_MAX

struct includes {
	struct report *report;
	struct include *all;
	size_t n, room;
};

struct includes *includes_new(struct report *report)
{
	struct includes *includes = mem_alloc(sizeof(*includes));

	includes->report = report;
	return includes;
}

void includes_free(struct includes *includes)
{
	if (!includes)
		return;
	mem_free(includes->all);
	mem_free(includes);
}

void includes_fact(struct includes *includes, struct artifact *artifact, const struct fact *fact)
{
	if (includes->n == includes->room) {
		includes->room = includes->room ? 2 * includes->room : FIRST_ROOM;
		includes->all = mem_resize(includes->all, includes->room * sizeof(*includes->all));
	}
	includes->all[includes->n++] = (struct include){
		.artifact = artifact,
		.path = arena_copy(&includes->report->arena, fact_text(fact, "path")),
		.offset = fact->offset,
		.to = NOWHERE,
	};
}

static void say(struct includes *includes, const struct include *include, const char *rule,
		const char *sentence)
{
	const struct fact at = { .offset = include->offset, .count = 1 };
	struct finding *finding =
		report_finding(includes->report, rule_find(rule), include->artifact, &at);
	struct buf text;

	buf_init(&text, TEXT_MAX);
	escape_text(&text, include->path);
	finding_show(includes->report, finding, "path", include->path);
	finding_say(includes->report, finding, "%s%s.", sentence, buf_text(&text));
	buf_free(&text);
}

/* Where it leads. */

static struct span target_of(struct includes *includes, const struct include *include)
{
	struct arena *arena = &includes->report->arena;
	struct span folder = place_folder(include->artifact->name), whole, out;

	if (span_starts(include->path, "/"))
		return include->path;
	whole = span_str(arena_printf(arena, "%.*s/%.*s", (int)folder.n, (const char *)folder.p,
				      (int)include->path.n, (const char *)include->path.p));
	if (!listing_walk(arena, whole, &out))
		return (struct span){ 0 }; /* above all that can be named */
	return span_starts(folder, "/") ? span_of(out.p - 1, out.n + 1) : out;
}

/* Only of files in folders that are targets something is known of what lies outside; a member of an
 * archive never leaves it, since nothing is unpacked. */
static bool leads_out(const struct include *include, struct span target,
		      const struct scan_options *options)
{
	struct span root, rest;

	if (include->artifact->parent ||
	    !listing_root(options, include->artifact->name, &root, &rest))
		return false;
	return target.n == 0 || !listing_root(options, target, &root, &rest);
}

/* Circles: files that nothing includes are taken away with what they include, and so on, and in the
 * same way those that include nothing. What is left goes round. */

struct graph {
	struct include *edges;
	size_t n_edges, n_files;
	size_t *in, *out; /* edges of a file that are left */
	bool *gone;	  /* edges */
};

static bool drop_loose_edges(struct graph *graph)
{
	bool any = false;

	for (size_t i = 0; i < graph->n_edges; i++) {
		const struct include *edge = &graph->edges[i];

		if (graph->gone[i] ||
		    (edge->to != NOWHERE && graph->in[edge->from] && graph->out[edge->to]))
			continue;
		graph->gone[i] = any = true;
		graph->out[edge->from]--;
		if (edge->to != NOWHERE)
			graph->in[edge->to]--;
	}
	return any;
}

enum { ROUNDS_MAX = 1000 };

static void find_circles(struct includes *includes, size_t n_files)
{
	struct arena *arena = &includes->report->arena;
	struct graph graph = { .edges = includes->all,
			       .n_edges = includes->n,
			       .n_files = n_files,
			       .in = arena_array(arena, n_files, sizeof(size_t)),
			       .out = arena_array(arena, n_files, sizeof(size_t)),
			       .gone = arena_array(arena, includes->n, sizeof(bool)) };

	for (size_t i = 0; i < includes->n; i++) {
		graph.out[includes->all[i].from]++;
		if (includes->all[i].to != NOWHERE)
			graph.in[includes->all[i].to]++;
	}
	for (int round = 0; round < ROUNDS_MAX && drop_loose_edges(&graph); round++)
		;
	for (size_t i = 0; i < includes->n; i++)
		if (!graph.gone[i])
			say(includes, &includes->all[i], "requirements-include-cycle",
			    "Files include each other in a circle, by ");
}

/* The files that include something, by their names. */
static size_t number_files(struct includes *includes, struct index *files)
{
	size_t n = 0;

	index_init(files, &includes->report->arena, includes->n);
	for (size_t i = 0; i < includes->n; i++) {
		const struct artifact *before = i ? includes->all[i - 1].artifact : NULL;

		if (includes->all[i].artifact != before)
			index_add(files, includes->all[i].artifact->name, n++);
		includes->all[i].from = n - 1;
	}
	return n;
}

/* Files that were read as what is included, by their names. */
static void index_read(struct includes *includes, struct index *read)
{
	index_init(read, &includes->report->arena, includes->report->n_artifacts);
	for (const struct artifact *a = includes->report->artifacts; a; a = a->next)
		for (size_t i = 0; i < a->n_formats && !a->parent; i++)
			if (strcmp(a->formats[i], "python-requirements") == 0)
				index_add(read, a->name, 0);
}

/* It is there, and nothing in it was taken for requirements: what it asks for is not known. */
static bool is_unread(const struct include *include, struct span target, struct index *read,
		      const struct scan_options *options, struct arena *arena)
{
	if (include->artifact->parent || target.n == 0 || index_find(read, target) != INDEX_NONE ||
	    glob_any(options->exclude, target) ||
	    (options->include && !glob_any(options->include, target)))
		return false;
	return access(arena_text(arena, target), R_OK) == 0;
}

static const char *unread(struct includes *includes, struct span path)
{
	struct buf text;
	const char *why;

	buf_init(&text, TEXT_MAX);
	buf_str(&text, "it includes a file that does not look like requirements (");
	escape_text(&text, path);
	buf_byte(&text, ')');
	why = arena_text(&includes->report->arena, buf_view(&text));
	buf_free(&text);
	return why;
}

static void follow(struct includes *includes, struct include *include, struct index *files,
		   const struct includes_end *how, struct index *read)
{
	const struct scan_options *options = how->options;
	struct span target;

	if (span_has(include->path, "://")) {
		say(includes, include, "requirements-include-remote",
		    "Requirements are read from the network: ");
		return;
	}
	target = target_of(includes, include);
	if (leads_out(include, target, options)) {
		say(includes, include, "requirements-include-outside",
		    "Requirements are read from outside of what was scanned: ");
		return;
	}

	if (is_unread(include, target, read, options, &includes->report->arena))
		how->lower(how->context, include->artifact, unread(includes, include->path));

	size_t to = include->artifact->parent ? INDEX_NONE : index_find(files, target);

	include->to = to == INDEX_NONE ? NOWHERE : to;
}

void includes_finish(struct includes *includes, const struct includes_end *how)
{
	struct index files, read;
	size_t n = number_files(includes, &files);

	if (n)
		index_read(includes, &read);
	for (size_t i = 0; i < includes->n; i++)
		follow(includes, &includes->all[i], &files, how, &read);
	if (n)
		find_circles(includes, n);
}
