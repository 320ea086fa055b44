/* From events to a report. */
#include "scan/collect.h"

#include <assert.h>

#include "base/buf.h"
#include "base/escape.h"
#include "base/mem.h"
#include "format/format.h"
#include "scan/absent.h"
#include "scan/distro.h"
#include "scan/image.h"
#include "scan/include.h"
#include "scan/inventory.h"
#include "scan/model.h"
#include "scan/traces.h"

enum { DEPTH_MAX = 256, PATH_MAX_SIZE = 64 << 10, FACTS_ROOM = 64 };

/* An artifact that is open. It enters the report only once something is known of it: of a million
 * files that no module reads, only the number is kept. */
struct level {
	struct span name;
	uint64_t size;
	struct artifact *artifact; /* NULL: not in the report yet */
	size_t facts_room;
};

struct collect {
	struct report *report;
	struct collect_options options;
	struct inventory *inventory;
	struct distros *distros;
	struct includes *includes;
	struct images *images;
	struct models *models;
	struct traces *traces;
	struct absent *absent;
	struct level levels[DEPTH_MAX];
	size_t depth;
	struct span path; /* of the file under way */
	uint64_t size;
	struct artifact *file; /* its artifact, NULL: not in the report */
	enum status worst;     /* of the artifacts in it */
	struct buf text;
};

static void tell_rules(struct report *report)
{
	size_t n = 0;

	for (size_t i = 0; checks[i]; i++)
		n += checks[i]->n_rules;
	report->rules = arena_array(&report->arena, n, sizeof(struct rule_count));
	for (size_t i = 0; checks[i]; i++)
		for (size_t j = 0; j < checks[i]->n_rules; j++)
			report->rules[report->n_rules++].rule = &checks[i]->rules[j];
}

struct collect *collect_new(struct report *report, const struct collect_options *options)
{
	struct collect *collect = mem_alloc(sizeof(*collect));

	collect->report = report;
	collect->options = *options;
	collect->inventory = inventory_new(report);
	collect->distros = distros_new();
	collect->images = images_new(report);
	collect->includes = includes_new(report);
	collect->models = models_new(report);
	collect->traces = traces_new();
	collect->absent = absent_new(report);
	buf_init(&collect->text, PATH_MAX_SIZE);
	tell_rules(report);
	return collect;
}

void collect_free(struct collect *collect)
{
	if (!collect)
		return;
	absent_free(collect->absent);
	models_free(collect->models);
	traces_free(collect->traces);
	inventory_free(collect->inventory);
	images_free(collect->images);
	includes_free(collect->includes);
	distros_free(collect->distros);
	buf_free(&collect->text);
	mem_free(collect);
}

/* Artifacts. */

static struct span shown_path(struct collect *collect, const struct artifact *artifact)
{
	buf_clear(&collect->text);
	if (artifact->parent) {
		buf_span(&collect->text, artifact->parent->path);
		buf_byte(&collect->text, '!');
	}
	escape_path(&collect->text, artifact->name);
	return arena_copy(&collect->report->arena, buf_view(&collect->text));
}

static struct artifact *add_artifact(struct collect *collect, struct artifact *parent,
				     struct span name, uint64_t size)
{
	struct artifact *artifact = report_artifact(collect->report);

	artifact->parent = parent;
	artifact->name = arena_copy(&collect->report->arena, name);
	artifact->path = shown_path(collect, artifact);
	artifact->size = size;
	return artifact;
}

/* The artifact of levels[i], entered into the report with its parents if need be. */
static struct artifact *enter(struct collect *collect, size_t i)
{
	for (size_t j = 0; j <= i; j++) {
		struct level *level = &collect->levels[j];
		struct artifact *parent = j > 0 ? collect->levels[j - 1].artifact : NULL;

		if (!level->artifact)
			level->artifact = add_artifact(collect, parent, level->name, level->size);
	}
	collect->file = collect->levels[0].artifact;
	return collect->levels[i].artifact;
}

static struct artifact *current(struct collect *collect)
{
	assert(collect->depth > 0);
	return enter(collect, collect->depth - 1);
}

static void count_checks(const struct collect *collect, const struct artifact *artifact)
{
	struct rule_count *count = collect->report->rules;

	for (size_t i = 0; checks[i]; i++) {
		bool ran = check_applies(checks[i], &collect->options.check, artifact);

		for (size_t j = 0; j < checks[i]->n_rules; j++)
			count++->ran += ran;
	}
}

/* Facts. */

static void keep_fact(struct collect *collect, struct artifact *artifact, const struct fact *fact)
{
	struct arena *arena = &collect->report->arena;
	struct level *level = &collect->levels[collect->depth - 1];

	if (artifact->n_facts == level->facts_room) {
		size_t room = level->facts_room ? 2 * level->facts_room : FACTS_ROOM;
		struct fact **facts = arena_array(arena, room, sizeof(struct fact *));

		if (artifact->n_facts)
			memcpy(facts, artifact->facts, artifact->n_facts * sizeof(struct fact *));
		artifact->facts = facts;
		level->facts_room = room;
	}
	artifact->facts[artifact->n_facts++] = fact_copy(arena, fact);
}

static void judge(struct collect *collect, struct artifact *artifact, const struct fact *fact)
{
	const struct judge judge = { .report = collect->report,
				     .artifact = artifact,
				     .options = &collect->options.check };

	check_fact(&judge, fact);
}

/* Events. */

static void on_open(void *context, struct span name, uint64_t size, uint64_t offset)
{
	struct collect *collect = context;

	(void)offset; /* a member's place in its archive is a fact of the archive */
	assert(collect->depth < DEPTH_MAX);
	collect->levels[collect->depth] = (struct level){
		.name = collect->depth == 0 ? collect->path : name,
		.size = size,
	};
	collect->depth++;
}

static void on_format(void *context, size_t index)
{
	struct artifact *artifact = current(context);

	if (artifact->n_formats < ARTIFACT_FORMATS_MAX)
		artifact->formats[artifact->n_formats++] = formats[index]->name;
}

static void on_fact(void *context, const struct fact *fact)
{
	struct collect *collect = context;
	struct artifact *artifact = current(collect);

	if (collect->options.keep_facts)
		keep_fact(collect, artifact, fact);
	if (!distros_take(collect->distros, artifact, fact))
		inventory_fact(collect->inventory, artifact, fact);
	images_fact(collect->images, artifact, fact);
	if (fact->kind == FACT_INCLUDE)
		includes_fact(collect->includes, artifact, fact);
	models_fact(collect->models, artifact, fact);
	traces_fact(collect->traces, artifact, fact);
	absent_fact(collect->absent, artifact, fact);
	judge(collect, artifact, fact);
}

static void on_close(void *context, enum status status, const uint8_t *digest)
{
	struct collect *collect = context;
	struct level *level = &collect->levels[collect->depth - 1];

	if (status != STATUS_SKIPPED || collect->options.keep_skipped)
		(void)current(collect);
	if (level->artifact) {
		level->artifact->status = status;
		level->artifact->has_digest = digest != NULL;
		if (digest)
			memcpy(level->artifact->digest, digest, DIGEST_SIZE);
		count_checks(collect, level->artifact);
		inventory_close(collect->inventory, level->artifact);
		models_close(collect->models, level->artifact);
	}
	if (status > collect->worst && (status != STATUS_SKIPPED || collect->depth == 1))
		collect->worst = status;
	collect->depth--;
}

struct job_sink collect_sink(struct collect *collect)
{
	return (struct job_sink){ on_open, on_format, on_fact, on_close, collect };
}

struct includes *collect_includes(struct collect *collect)
{
	return collect->includes;
}

const struct inventory *collect_inventory(const struct collect *collect)
{
	return collect->inventory;
}
/* Files. */

void collect_begin(struct collect *collect, struct span path, uint64_t size)
{
	collect->path = span_starts(path, "./") ? span_from(path, 2) : path;
	collect->size = size;
	collect->file = NULL;
	collect->worst = STATUS_COMPLETE;
	collect->depth = 0;
}

/* Something about the artifact as a whole that is no finding of its own. */
static void lower(struct collect *collect, struct artifact *artifact, enum status status,
		  const char *why)
{
	const struct attr attr = ATTR_WORD("why", why);
	const struct fact fact = { .kind = FACT_INCOMPLETE,
				   .offset = OFFSET_NONE,
				   .count = 1,
				   .attrs = &attr,
				   .n_attrs = 1 };

	if (status > artifact->status || artifact->status == STATUS_SKIPPED)
		artifact->status = status;
	judge(collect, artifact, &fact);
}

void collect_odd(struct collect *collect, const char *what)
{
	const struct attr attr = ATTR_WORD("what", what);
	const struct fact fact = { .kind = FACT_ANOMALY,
				   .offset = OFFSET_NONE,
				   .count = 1,
				   .attrs = &attr,
				   .n_attrs = 1 };

	assert(collect->depth == 0);
	if (!collect->file) {
		collect->file = add_artifact(collect, NULL, collect->path, collect->size);
		collect->file->status = STATUS_SKIPPED;
	}
	judge(collect, collect->file, &fact);
}

void collect_end(struct collect *collect, enum status status, const char *why)
{
	struct coverage *coverage = &collect->report->coverage;

	assert(collect->depth == 0);
	if (why) {
		if (!collect->file)
			collect->file = add_artifact(collect, NULL, collect->path, collect->size);
		if (status > collect->worst)
			collect->worst = status;
		lower(collect, collect->file, status, why);
	}
	if (collect->file)
		collect->file->whole = collect->worst;
	coverage->files++;
	coverage->bytes += collect->size;
	coverage->by_status[collect->worst]++;
}

/* The end of all. */

/* A file that was counted already turns out not to be whole. */
void collect_lower(void *context, struct artifact *artifact, const char *why)
{
	struct collect *collect = context;
	uint64_t *by_status = collect->report->coverage.by_status;
	struct artifact *top = artifact;

	while (top->parent)
		top = top->parent;
	lower(collect, artifact, STATUS_INCONCLUSIVE, why);
	if (top->whole >= STATUS_INCONCLUSIVE)
		return;
	by_status[top->whole]--;
	by_status[STATUS_INCONCLUSIVE]++;
	top->whole = STATUS_INCONCLUSIVE;
}

const struct traces *collect_traces(const struct collect *collect)
{
	return collect->traces;
}

void collect_finish(struct collect *collect)
{
	absent_finish(collect->absent, collect_lower, collect);
	distros_finish(collect->distros, collect->inventory);
	images_finish(collect->images);
	models_finish(collect->models, collect->inventory);
	inventory_finish(collect->inventory);
	check_finish(&(const struct judge){ .report = collect->report,
					    .options = &collect->options.check });
}
