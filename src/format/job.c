/* One top-level file on its way through the format modules. */
#include "format/job_run.h"

#include <assert.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/mem.h"
#include "format/format.h"
#include "sys/digest.h"

enum {
	HEAD_MAX = 4 << 10,
	TAIL_MAX = 68 << 10,   /* a zip's end record and the longest comment */
	NEAR_SIZE = 1 << 20,   /* windows up to this come from memory that is kept */
	FIRST_ROOM = 64 << 10, /* less is no worthwhile first try */
	ALIGN = 64,
	PAGE = 4 << 10,
	FACT_TEXT_MAX = 12 << 10, /* of one attribute */
	FACT_SIZE_MAX = 40 << 10, /* of all attributes: a fact fits one message */
	FILE_FLOOR = 4 * RATIO_FLOOR,
	ODD_KINDS = 32, /* of anomalies that are counted, an artifact and module */
	ODD_SHOWN = 16, /* of one kind as facts of their own */
	FAR_KEPT = 32,
	DIGEST_STEP = 16 << 20,
};

/* Anomalies of one kind, past those shown. */
struct odd_count {
	const char *what;
	uint64_t n, first_hidden;
};

/* An artifact being read; its parents are further up the list. */
struct level {
	struct level *up;
	struct span name, path;
	enum status status;
	size_t format;	/* the module reading it now, into formats[] */
	bool announced; /* that module has emitted something */
	bool declined;
	bool has_digest;
	uint8_t digest[DIGEST_SIZE];
	struct odd_count odd[ODD_KINDS];
	size_t n_odd;
};

struct job {
	struct job_options options;
	struct job_sink sink;
	struct arena arena;
	struct digest *sha256;
	struct level *level;
	uint32_t depth;
	uint64_t size;		     /* of the top-level file */
	uint64_t ops, output, facts; /* spent so far, of the limits */
	uint8_t *near;		     /* the first NEAR_SIZE bytes of windows */
	uint64_t near_used, far_used;
	struct span far[FAR_KEPT]; /* the far windows, oldest first, as far as there is room */
	size_t n_far;
	struct span mapped;	      /* the top-level file, when it is a mapping */
	struct inflate_memory memory; /* for decoders: windows of this job */
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
	job->near = mem_alloc(NEAR_SIZE);
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

struct span job_name(const struct job *job)
{
	return job->level->name;
}

struct span job_path(const struct job *job)
{
	return job->level->path;
}

bool job_is_member(const struct job *job)
{
	return job->level->up != NULL;
}

/* Facts. */

static void announce(struct job *job)
{
	if (job->level->announced)
		return;
	job->level->announced = true;
	job->sink.format(job->sink.context, job->level->format);
}

/* A copy of the fact whose texts fit one message. */
static struct fact cut(const struct fact *fact, struct attr attrs[FACT_ATTRS_MAX])
{
	struct fact short_fact = *fact;
	size_t left = FACT_SIZE_MAX;

	assert(fact->n_attrs <= FACT_ATTRS_MAX);
	for (size_t i = 0; i < fact->n_attrs; i++) {
		attrs[i] = fact->attrs[i];
		attrs[i].text.n = attrs[i].text.n < FACT_TEXT_MAX ? attrs[i].text.n : FACT_TEXT_MAX;
		attrs[i].text.n = attrs[i].text.n < left ? attrs[i].text.n : left;
		left -= attrs[i].text.n;
	}
	short_fact.attrs = attrs;
	return short_fact;
}

static void emit(struct job *job, const struct fact *fact)
{
	struct attr attrs[FACT_ATTRS_MAX];
	struct fact short_fact = cut(fact, attrs);

	if (fact->kind == FACT_MALFORMED || fact->kind == FACT_INCOMPLETE)
		job->level->status = STATUS_INCONCLUSIVE;
	announce(job);
	job->sink.fact(job->sink.context, &short_fact);
}

void job_fact(struct job *job, const struct fact *fact)
{
	uint64_t limit = job->options.limits.max_facts;

	if (job->facts < limit)
		emit(job, fact);
	else
		job->level->status = STATUS_INCONCLUSIVE;
	if (job->facts++ == limit)
		emit(job, &(const struct fact){
				  .kind = FACT_INCOMPLETE,
				  .offset = fact->offset,
				  .count = 1,
				  .attrs = (const struct attr[]){ ATTR_WORD(
					  "why", "there is more to report than the limit allows") },
				  .n_attrs = 1 });
}

void job_malformed(struct job *job, const char *what, uint64_t offset)
{
	JOB_FACT(job, FACT_MALFORMED, offset, ATTR_WORD("what", what));
}

void job_incomplete(struct job *job, const char *why, uint64_t offset)
{
	JOB_FACT(job, FACT_INCOMPLETE, offset, ATTR_WORD("why", why));
}

static struct odd_count *count_odd(struct level *level, const char *what)
{
	for (size_t i = 0; i < level->n_odd; i++)
		if (strcmp(level->odd[i].what, what) == 0)
			return &level->odd[i];
	if (level->n_odd == ODD_KINDS)
		return NULL;
	level->odd[level->n_odd] = (struct odd_count){ .what = what };
	return &level->odd[level->n_odd++];
}

void job_anomaly(struct job *job, const char *what, struct span detail, uint64_t offset)
{
	struct odd_count *count = count_odd(job->level, what);

	if (count && ++count->n > ODD_SHOWN) {
		if (count->n == ODD_SHOWN + 1)
			count->first_hidden = offset;
		return;
	}
	JOB_FACT(job, FACT_ANOMALY, offset, ATTR_WORD("what", what), ATTR_TEXT("detail", detail));
}

/* The anomalies that were not shown, one fact a kind. */
static void sum_odd(struct job *job)
{
	struct level *level = job->level;

	for (size_t i = 0; i < level->n_odd; i++) {
		const struct odd_count *odd = &level->odd[i];
		const struct attr attrs[] = { ATTR_WORD("what", odd->what),
					      ATTR_WORD("detail", "and more of them") };

		if (odd->n > ODD_SHOWN)
			job_fact(job, &(const struct fact){ .kind = FACT_ANOMALY,
							    .offset = odd->first_hidden,
							    .count = odd->n - ODD_SHOWN,
							    .attrs = attrs,
							    .n_attrs = 2 });
	}
	level->n_odd = 0;
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

/* Windows: a stack, its foot in memory that is kept, the rest in the scratch file. */

static uint64_t round_up(uint64_t n, uint64_t unit)
{
	return (n + unit - 1) / unit * unit;
}

static uint8_t *far_window(struct job *job, uint64_t n)
{
	int fd = job->options.scratch_fd;
	int flags = fd < 0 ? MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE : MAP_SHARED;
	uint64_t end = job->far_used + round_up(n, PAGE);

	if (fd >= 0 && ftruncate(fd, (off_t)end) != 0)
		return NULL;

	void *p =
		mmap(NULL, n, PROT_READ | PROT_WRITE, flags, fd, fd < 0 ? 0 : (off_t)job->far_used);

	if (p == MAP_FAILED)
		return NULL;
	job->far_used = end;
	if (job->n_far++ < FAR_KEPT)
		job->far[job->n_far - 1] = span_of(p, n);
	return p;
}

static bool is_near(const struct job *job, const uint8_t *window)
{
	return window >= job->near && window < job->near + NEAR_SIZE;
}

/* An empty window has an address too. */
static uint64_t at_least_one(uint64_t n)
{
	return n ? n : 1;
}

uint8_t *job_window(struct job *job, uint64_t n)
{
	uint64_t room = round_up(at_least_one(n), ALIGN);

	if (n > INT64_MAX - PAGE - job->far_used)
		return NULL;
	if (room > NEAR_SIZE - job->near_used)
		return far_window(job, at_least_one(n));

	uint8_t *p = job->near + job->near_used;

	job->near_used += room;
	return p;
}

void job_window_drop(struct job *job, uint8_t *window, uint64_t n)
{
	n = at_least_one(n);
	if (is_near(job, window)) {
		job->near_used -= round_up(n, ALIGN);
		return;
	}
	(void)munmap(window, n); /* a mapping of ours */
	job->n_far--;
	job->far_used -= round_up(n, PAGE);
	if (job->options.scratch_fd >= 0 &&
	    ftruncate(job->options.scratch_fd, (off_t)job->far_used) != 0)
		job_incomplete(job, "the scratch file could not be cut", OFFSET_NONE);
}

static bool lies_in(struct span outer, struct span inner)
{
	return inner.p >= outer.p && inner.n <= outer.n &&
	       (uint64_t)(inner.p - outer.p) <= outer.n - inner.n;
}

/* Only of mappings of files: there a page that is given up is read again when it is wanted. */
static bool is_forgettable(const struct job *job, struct span bytes)
{
	size_t kept = job->n_far < FAR_KEPT ? job->n_far : FAR_KEPT;

	if (lies_in(job->mapped, bytes))
		return true;
	for (size_t i = 0; job->options.scratch_fd >= 0 && i < kept; i++)
		if (lies_in(job->far[i], bytes))
			return true;
	return false;
}

void job_forget(struct job *job, struct span bytes)
{
	uintptr_t start = ((uintptr_t)bytes.p + PAGE - 1) / PAGE * PAGE;
	uintptr_t end = ((uintptr_t)bytes.p + bytes.n) / PAGE * PAGE;

	if (end > start && is_forgettable(job, bytes))
		(void)madvise((void *)start, end - start, MADV_DONTNEED); /* a hint */
}

/* Gives back what the newest window does not need of its room. Gives the room that is left to drop;
 * a far window keeps all, since only the pages touched cost anything. */
static uint64_t trim_window(struct job *job, const uint8_t *window, uint64_t room, uint64_t n)
{
	if (!is_near(job, window))
		return room;
	job->near_used -= round_up(at_least_one(room), ALIGN) - round_up(at_least_one(n), ALIGN);
	return n;
}

/* Decompression. */

static uint64_t at_ratio(const struct job *job, uint64_t n, uint64_t floor)
{
	uint64_t output;

	if (__builtin_mul_overflow(n, job->options.limits.max_ratio, &output))
		return UINT64_MAX;
	return output > floor ? output : floor;
}

/* What one run of `n` compressed bytes may still inflate to. The whole file has a ratio too, so
 * that many runs, or runs inside runs, are no way around that of one. */
static uint64_t output_cap(const struct job *job, uint64_t n)
{
	uint64_t total = at_ratio(job, job->size, FILE_FLOOR), run = at_ratio(job, n, RATIO_FLOOR);

	if (total > job->options.limits.max_output)
		total = job->options.limits.max_output;
	if (total < job->output)
		return 0;
	return total - job->output < run ? total - job->output : run;
}

void job_say_inflated(struct job *job, enum inflate_end end, uint64_t offset)
{
	switch (end) {
	case INFLATE_DONE:
		return;
	case INFLATE_CUT:
		job_malformed(job, "the compressed data end too early", offset);
		return;
	case INFLATE_CORRUPT:
		job_malformed(job, "the compressed data are corrupt", offset);
		return;
	case INFLATE_FULL:
		job_incomplete(job, "the data inflate past the limits of output or ratio", offset);
		return;
	case INFLATE_MEMORY:
		job_incomplete(job, "the decoder needs more memory than it may have", offset);
		return;
	}
}

/* Tries the room that is likely enough first: most runs are small, and a large window costs system
 * calls. */
static uint64_t first_room(const struct job *job, uint64_t expected, uint64_t cap)
{
	uint64_t near = NEAR_SIZE - job->near_used;
	uint64_t room = expected < cap ? expected + 1 : near < FIRST_ROOM ? NEAR_SIZE : near;

	return room < cap ? room : cap;
}

/* One piece of output on its way: where it lies and how much there may be. */
struct output {
	struct inflate_out out;
	struct job *job;
	uint64_t room, cap;
	uint64_t forgotten, forgotten_in; /* of output and input */
};

static void on_grown(void *context, struct span all, struct span in)
{
	struct output *to = context;
	uint64_t end = all.n > INFLATE_BACK ? all.n - INFLATE_BACK : 0;

	job_forget(to->job, span_from(in, to->forgotten_in));
	to->forgotten_in = in.n;
	if (end <= to->forgotten)
		return;
	job_forget(to->job, span_part(all, to->forgotten, end - to->forgotten));
	to->forgotten = end;
}

/* A first try in little room, then one in all that the caps leave. out.p stays NULL when there is
 * no window. */
static enum inflate_end inflate_to(struct job *job, enum codec codec, struct span in,
				   uint64_t *used, struct output *to)
{
	enum inflate_end end = INFLATE_FULL;

	for (;;) {
		to->forgotten = to->forgotten_in = 0;
		to->out = (struct inflate_out){ .p = job_window(job, to->room),
						.room = to->room,
						.memory = &job->memory,
						.grown = on_grown,
						.context = to };
		if (!to->out.p)
			return INFLATE_MEMORY;
		end = inflate_run(codec, in, used, &to->out);
		if (end != INFLATE_FULL || to->room == to->cap)
			return end;
		job_window_drop(job, to->out.p, to->room);
		to->room = to->cap;
	}
}

static enum inflate_end
inflate_for(struct job *job, enum codec codec, struct span in, uint64_t expected, uint64_t *used,
	    void (*say)(struct job *job, enum inflate_end end, uint64_t offset), uint64_t offset,
	    void (*use)(struct job *job, struct span out, void *context), void *context)
{
	struct output to = { .job = job, .cap = output_cap(job, in.n) };
	uint64_t consumed = 0;

	to.room = first_room(job, expected, to.cap);

	enum inflate_end end = inflate_to(job, codec, in, &consumed, &to);

	if (used)
		*used = consumed;
	job->output += to.out.n;
	if (say)
		say(job, end, offset);
	if (!to.out.p)
		return end;
	to.room = trim_window(job, to.out.p, to.room, to.out.n);
	use(job, span_of(to.out.p, to.out.n), context);
	job_window_drop(job, to.out.p, to.room);
	return end;
}

enum inflate_end job_inflate(struct job *job, enum codec codec, struct span in, uint64_t expected,
			     uint64_t offset, uint64_t *used,
			     void (*use)(struct job *job, struct span out, void *context),
			     void *context)
{
	return inflate_for(job, codec, in, expected, used, job_say_inflated, offset, use, context);
}

enum inflate_end job_try_inflate(struct job *job, enum codec codec, struct span in,
				 uint64_t expected, uint64_t *used,
				 void (*use)(struct job *job, struct span out, void *context),
				 void *context)
{
	return inflate_for(job, codec, in, expected, used, NULL, OFFSET_NONE, use, context);
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
	if (format->behaviours && !job->options.behaviours)
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
	sum_odd(job);
	if (job->level->declined)
		return;
	announce(job);
	*read = true;
}

/* A large artifact is forgotten piece by piece: its modules are done. */
static void take_digest(struct job *job, struct level *level, struct span bytes)
{
	digest_reset(job->sha256);
	for (struct span rest = bytes; rest.n; rest = span_from(rest, DIGEST_STEP)) {
		struct span piece = span_part(rest, 0, DIGEST_STEP);

		digest_add(job->sha256, piece);
		if (piece.n < bytes.n)
			job_forget(job, piece);
	}
	digest_end(job->sha256, level->digest);
	level->has_digest = true;
}

/* Whether any module read it: one that bid may still have declined. */
static bool read_artifact(struct job *job, struct span bytes, struct span name, uint64_t offset,
			  unsigned least)
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
		take_digest(job, &level, bytes);
	close_level(job);
	return read;
}

/* What nobody reads, where every member is to be told. */
static void tell_unread(struct job *job, struct span bytes, struct span name, uint64_t offset)
{
	struct level level;

	open_level(job, &level, bytes, name, offset);
	level.status = STATUS_SKIPPED;
	take_digest(job, &level, bytes);
	close_level(job);
}

/* What is known is told without a look at its bytes but for the digest, which comes before all that
 * modules would make of it. */
static bool told_as_known(struct job *job, struct span bytes, struct span name, uint64_t offset)
{
	uint8_t digest[DIGEST_SIZE];

	if (!job->options.known)
		return false;
	job_digest(job, bytes, digest);
	if (!job->options.known(job->options.known_context, name, job->depth, digest))
		return false;
	job->sink.open(job->sink.context, name, bytes.n, offset);
	job->sink.close(job->sink.context, STATUS_SKIPPED, digest);
	return true;
}

bool job_nested_least(struct job *job, struct span bytes, struct span name, uint64_t offset,
		      unsigned least)
{
	struct probe probe = probe_of(bytes, name, least);

	if (told_as_known(job, bytes, name, offset))
		return false;
	if (!wanted(job, &probe, least)) {
		if (job->options.members)
			tell_unread(job, bytes, name, offset);
		return false;
	}
	if (job->depth > job->options.limits.max_depth) {
		job_incomplete(job, "artifacts are nested deeper than the limit", offset);
		return false;
	}
	return read_artifact(job, bytes, name, offset, least);
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

	if (job->options.only) {
		run_as(job, index_of(job->options.only), bytes, name);
		return;
	}
	if (told_as_known(job, bytes, name, 0))
		return;
	if (wanted(job, &probe, BID_READ)) {
		(void)read_artifact(job, bytes, name, 0, BID_READ); /* its status says it */
		return;
	}
	if (job->options.members) {
		tell_unread(job, bytes, name, 0);
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
		emit(job, &fact);
		close_level(job);
	}
}
