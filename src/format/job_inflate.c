/* Inflating inside a job, within what its limits leave. */
#include "format/job_state.h"

enum {
	FIRST_LEAST = 64 << 10, /* less is no worthwhile first try, */
	FIRST_MOST = 1 << 20,	/* and more no first one where nobody said how much it is */
	FILE_FLOOR = 4 * RATIO_FLOOR,
};

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
	uint64_t near = JOB_NEAR - job->near_used;
	uint64_t room = expected < cap				  ? expected + 1
			: near < FIRST_LEAST || near > FIRST_MOST ? FIRST_MOST
								  : near;

	return room < cap ? room : cap;
}

/* All memory that is kept, if that is much more; else all that the caps leave. */
static uint64_t next_room(const struct job *job, uint64_t room, uint64_t cap)
{
	uint64_t near = JOB_NEAR - job->near_used;

	return near / 4 >= room && near < cap ? near : cap;
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

/* A first try in little room, the last one in all that the caps leave. out.p stays NULL when there
 * is no window. */
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
		to->room = next_room(job, to->room, to->cap);
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
	to.room = job_window_trim(job, to.out.p, to.room, to.out.n);
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
