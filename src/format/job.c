/* One top-level file on its way through the format modules. */
#include <assert.h>

#include "base/mem.h"
#include "format/format.h"
#include "format/job_state.h"

enum {
	HEAD_MAX = 4 << 10,
	TAIL_MAX = 68 << 10, /* a zip's end record and the longest comment */
	DIGEST_STEP = 16 << 20,
};

/* Decoders take large state from windows too. It is taken after the window of the output and
 * dropped before it, one piece at a time. */

static void *take_state(void *context, size_t n)
{
	return job_window(context, n);
}

static void drop_state(void *context, void *p, size_t n)
{
	job_window_drop(context, p, n);
}

struct job *job_new(const struct job_options *options, const struct job_sink *sink,
		    void (*over)(void *context), void *over_context)
{
	struct job *job = mem_alloc(sizeof(*job));

	job->options = *options;
	job->sink = *sink;
	job->sha256 = digest_new();
	job->near = mem_alloc(JOB_NEAR);
	if (!options->model && !model_built_in(&job->model))
		job->options.model = &job->model;
	job->memory = (struct inflate_memory){ take_state, drop_state, job };
	arena_init(&job->arena, options->limits.memory, over, over_context);
	return job;
}

void job_free(struct job *job)
{
	if (!job)
		return;
	arena_free(&job->arena);
	digest_free(job->sha256);
	mem_free(job->near);
	mem_free(job);
}

void job_set_scratch(struct job *job, int fd)
{
	job->options.scratch_fd = fd;
}

void job_set_known(struct job *job, struct span list)
{
	job->known = list;
}

struct arena *job_arena(struct job *job)
{
	return &job->arena;
}

const struct limits *job_limits(const struct job *job)
{
	return &job->options.limits;
}

bool job_inspects(const struct job *job)
{
	return job->options.inspect;
}

bool job_compares(const struct job *job)
{
	return job->options.compared;
}

struct span job_name(const struct job *job)
{
	return job->level->name;
}

struct span job_path(const struct job *job)
{
	return job->level->path;
}

const struct model *job_model(const struct job *job)
{
	return job->options.model;
}

bool job_is_member(const struct job *job)
{
	return job->level->up != NULL;
}

void job_decline(struct job *job)
{
	assert(!job->level->announced);
	job->level->declined = true;
}

void job_digest(struct job *job, struct span bytes, uint8_t *out)
{
	digest_of(job->sha256, bytes, out);
}

bool job_spend(struct job *job, uint64_t n)
{
	uint64_t limit = job->options.limits.max_ops;

	job->ops = n > limit - job->ops ? limit : job->ops + n;
	return job->ops < limit;
}

/* Artifacts. */

static struct span last_part(struct span path)
{
	const uint8_t *slash = path.n ? memrchr(path.p, '/', path.n) : NULL;

	return slash ? span_from(path, (uint64_t)(slash + 1 - path.p)) : path;
}

static struct span last_bytes(struct span bytes)
{
	return span_from(bytes, bytes.n > TAIL_MAX ? bytes.n - TAIL_MAX : 0);
}

/* Where only a signature counts the tail is not looked at: of a model with a thousand tensors that
 * would map megabytes. */
static struct probe probe_of(struct span bytes, struct span name, unsigned least)
{
	return (struct probe){
		.head = span_part(bytes, 0, HEAD_MAX),
		.tail = least >= BID_MAGIC ? span_part(bytes, 0, 0) : last_bytes(bytes),
		.size = bytes.n,
		.name = last_part(name),
		.path = name,
	};
}

/* Whether the module reads it at that bid. */
static bool takes(const struct job *job, const struct format *format, const struct probe *probe,
		  unsigned least)
{
	if (job->options.bill && format->bill_bid > least)
		least = format->bill_bid;
	if ((format->behaviours && !job->options.behaviours) ||
	    (format->releases && !job->options.compared) ||
	    (format->uses && job->options.no_uses) || (job->options.file && !format->opens))
		return false;
	return least < BID_NEVER && format_bid(format, probe) >= least;
}

static bool wanted(const struct job *job, const struct probe *probe, unsigned least)
{
	for (size_t i = 0; formats[i]; i++)
		if (takes(job, formats[i], probe, least))
			return true;
	return false;
}

static void open_level(struct job *job, struct level *level, struct span bytes, struct span name,
		       uint64_t offset)
{
	*level = (struct level){ .up = job->level, .name = last_part(name), .path = name };
	job->sink.open(job->sink.context, name, bytes.n, offset);
	job->level = level;
	job->depth++;
}

static void close_level(struct job *job)
{
	struct level *level = job->level;

	job->sink.close(job->sink.context, level->status, level->has_digest ? level->digest : NULL);
	job->level = level->up;
	job->depth--;
}

/* What a module took from the arena ends with it: an archive may have a million members. */
static void read_as(struct job *job, size_t format, struct span bytes, bool *read)
{
	struct arena_mark mark = arena_mark(&job->arena);

	job->level->format = format;
	job->level->announced = job->level->declined = false;
	formats[format]->read(job, bytes);
	arena_rewind(&job->arena, mark);
	job_sum_anomalies(job);
	if (job->level->declined)
		return;
	job_announce(job);
	*read = true;
}

/* A large artifact is forgotten piece by piece: its modules are done. */
static void take_digest(struct job *job, struct level *level, struct span bytes,
			const uint8_t *known)
{
	level->has_digest = true;
	if (known) {
		memcpy(level->digest, known, DIGEST_SIZE);
		return;
	}
	digest_reset(job->sha256);
	for (struct span rest = bytes; rest.n; rest = span_from(rest, DIGEST_STEP)) {
		struct span piece = span_part(rest, 0, DIGEST_STEP);

		digest_add(job->sha256, piece);
		if (piece.n < bytes.n)
			job_forget(job, piece);
	}
	digest_end(job->sha256, level->digest);
}

/* Whether any module read it: one that bid may still have declined. `digest`: if it was taken. */
static bool read_artifact(struct job *job, struct span bytes, struct span name, uint64_t offset,
			  unsigned least, const uint8_t *digest)
{
	struct probe probe = probe_of(bytes, name, least);
	struct level level;
	bool read = false;

	open_level(job, &level, bytes, name, offset);
	for (size_t i = 0; formats[i]; i++)
		if (!formats[i]->last && takes(job, formats[i], &probe, least))
			read_as(job, i, bytes, &read);
	for (size_t i = 0; formats[i] && !read; i++)
		if (formats[i]->last && takes(job, formats[i], &probe, least))
			read_as(job, i, bytes, &read);
	if (!read && level.status == STATUS_COMPLETE)
		level.status = STATUS_SKIPPED;
	if (job->options.digests || job->options.members)
		take_digest(job, &level, bytes, digest);
	close_level(job);
	return read;
}

/* What nobody reads, where every member is to be told. */
static void tell_unread(struct job *job, struct span bytes, struct span name, uint64_t offset,
			const uint8_t *digest)
{
	struct level level;

	open_level(job, &level, bytes, name, offset);
	level.status = STATUS_SKIPPED;
	take_digest(job, &level, bytes, digest);
	close_level(job);
}

/* The digest comes before all that modules make of the bytes where what is known goes by it; else
 * NULL. */
static const uint8_t *early_digest(struct job *job, struct span bytes, uint8_t room[DIGEST_SIZE])
{
	if (!job->options.known)
		return NULL;
	job_digest(job, bytes, room);
	return room;
}

/* What is known is told without a look at its bytes. */
static bool told_as_known(struct job *job, struct span bytes, struct span name, uint64_t offset,
			  const uint8_t *digest)
{
	if (!digest || !job->options.known(job->known, name, job->depth, digest))
		return false;
	job->sink.open(job->sink.context, name, bytes.n, offset);
	job->sink.close(job->sink.context, STATUS_SKIPPED, digest);
	return true;
}

static void tell_file(struct job *job, struct span bytes, struct span path)
{
	if (job->options.file)
		job->options.file(job->options.file_context, path, bytes);
}

bool job_nested_least(struct job *job, struct span bytes, struct span name, uint64_t offset,
		      unsigned least)
{
	struct probe probe = probe_of(bytes, name, least);
	uint8_t room[DIGEST_SIZE];
	const uint8_t *digest;

	tell_file(job, bytes, name);
	digest = early_digest(job, bytes, room);
	if (told_as_known(job, bytes, name, offset, digest))
		return false;
	if (!wanted(job, &probe, least)) {
		if (job->options.members)
			tell_unread(job, bytes, name, offset, digest);
		return false;
	}
	if (job->depth > job->options.limits.max_depth) {
		job_incomplete(job, "artifacts are nested deeper than the limit", offset);
		return false;
	}
	return read_artifact(job, bytes, name, offset, least, digest);
}

bool job_nested(struct job *job, struct span bytes, struct span name, uint64_t offset)
{
	return job_nested_least(job, bytes, name, offset, BID_READ);
}

static void begin(struct job *job, struct span bytes)
{
	arena_reset(&job->arena);
	job->ops = job->output = job->facts = 0;
	job->size = bytes.n;
	job->mapped = (struct span){ 0 };
}

static void run_as(struct job *job, size_t format, struct span bytes, struct span name)
{
	struct level level;
	bool read = false;

	open_level(job, &level, bytes, name, 0);
	read_as(job, format, bytes, &read);
	close_level(job);
}

void job_run_as(struct job *job, size_t format, struct span bytes, struct span name)
{
	begin(job, bytes);
	run_as(job, format, bytes, name);
}

static size_t index_of(const struct format *format)
{
	size_t i = 0;

	while (formats[i] != format)
		i++;
	return i;
}

static void run(struct job *job, struct span bytes, struct span name)
{
	struct probe probe = probe_of(bytes, name, BID_READ);
	uint8_t room[DIGEST_SIZE];
	const uint8_t *digest;

	if (job->options.only) {
		run_as(job, index_of(job->options.only), bytes, name);
		return;
	}
	tell_file(job, bytes, name);
	digest = early_digest(job, bytes, room);
	if (told_as_known(job, bytes, name, 0, digest))
		return;
	if (wanted(job, &probe, BID_READ)) {
		(void)read_artifact(job, bytes, name, 0, BID_READ, digest); /* its status says it */
		return;
	}
	if (job->options.members) {
		tell_unread(job, bytes, name, 0, digest);
		return;
	}
	job->sink.open(job->sink.context, name, bytes.n, 0);
	job->sink.close(job->sink.context, STATUS_SKIPPED, NULL);
}

void job_run(struct job *job, struct span bytes, struct span name)
{
	begin(job, bytes);
	run(job, bytes, name);
}

void job_run_mapped(struct job *job, struct span bytes, struct span name)
{
	begin(job, bytes);
	job->mapped = bytes;
	run(job, bytes, name);
}

void job_abandon(struct job *job, const char *why)
{
	const struct attr attr = ATTR_WORD("why", why);
	const struct fact fact = { .kind = FACT_INCOMPLETE,
				   .offset = OFFSET_NONE,
				   .count = 1,
				   .attrs = &attr,
				   .n_attrs = 1 };

	while (job->level) {
		job_emit(job, &fact);
		close_level(job);
	}
}
