/*
 * One fuzz target a format: FUZZ_FORMAT is the index of the module that reads the input, or -1 for
 * all that bid, as in a scan. What a job promises is checked on the way: the order of events, sizes
 * that fit the wire, and an end.
 */
#include <assert.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "core/wire.h"
#include "format/format.h"
#include "format/job_run.h"

enum { RECORD_MAX = 64 << 10 };

struct fuzz {
	struct job *job;
	struct buf record;
	struct job_sink wire;
	int depth;
	jmp_buf over;
};

/* Every event is written to the wire, as a worker does, and forgotten. */
static void check_record(struct fuzz *fuzz)
{
	assert(!fuzz->record.over);
	buf_clear(&fuzz->record);
}

static void on_open(void *context, struct span name, uint64_t size, uint64_t offset)
{
	struct fuzz *fuzz = context;

	fuzz->depth++;
	fuzz->wire.open(fuzz->wire.context, span_part(name, 0, RECORD_MAX / 2), size, offset);
	check_record(fuzz);
}

static void on_format(void *context, size_t index)
{
	struct fuzz *fuzz = context;

	assert(fuzz->depth > 0);
	fuzz->wire.format(fuzz->wire.context, index);
	check_record(fuzz);
}

static void on_fact(void *context, const struct fact *fact)
{
	struct fuzz *fuzz = context;

	assert(fuzz->depth > 0);
	assert(fact->kind < FACT_KIND_COUNT && fact->count > 0);
	fuzz->wire.fact(fuzz->wire.context, fact);
	check_record(fuzz);
}

static void on_close(void *context, enum status status, const uint8_t *digest)
{
	struct fuzz *fuzz = context;

	assert(fuzz->depth-- > 0);
	fuzz->wire.close(fuzz->wire.context, status, digest);
	check_record(fuzz);
}

static void over(void *context)
{
	struct fuzz *fuzz = context;

	longjmp(fuzz->over, 1);
}

static struct job *start_job(struct fuzz *fuzz, bool inspect)
{
	const struct job_sink sink = { on_open, on_format, on_fact, on_close, fuzz };
	struct job_options options = { .limits = limits_default,
				       .inspect = inspect,
				       .behaviours = true,
				       .compared = true,
				       .scratch_fd = -1 };

	options.limits.max_output = 16 << 20;
	options.limits.max_ops = 1 << 20;
	options.limits.max_facts = 1000;
	options.limits.max_members = 500;
	return job_new(&options, &sink, over, fuzz);
}

#if FUZZ_FORMAT >= 0
/* A name that the module knows: which one, the last byte says. */
static struct span name_for(struct span bytes)
{
	const char *const *examples = formats[FUZZ_FORMAT]->examples;
	size_t n = 0;

	while (examples && examples[n])
		n++;
	return span_str(n && bytes.n ? examples[(bytes.p[bytes.n - 1] >> 1) % n] : "fuzz.bin");
}
#endif

static void run(struct fuzz *fuzz, struct span bytes)
{
	if (setjmp(fuzz->over) != 0) {
		job_abandon(fuzz->job, "memory");
		job_free(fuzz->job);
		fuzz->job = NULL;
		return;
	}
#if FUZZ_FORMAT >= 0
	job_run_as(fuzz->job, FUZZ_FORMAT, bytes, name_for(bytes));
#else
	job_run(fuzz->job, bytes, span_str("fuzz.bin"));
#endif
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

/* As in a worker, one job reads one input after the other. */
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static struct fuzz fuzzes[2]; /* scanning, inspecting */
	bool inspect = n > 0 && p[n - 1] & 1;
	struct fuzz *fuzz = &fuzzes[inspect];

	if (!fuzz->job) {
		buf_free(&fuzz->record);
		buf_init(&fuzz->record, RECORD_MAX);
		fuzz->wire = wire_sink(&fuzz->record);
		fuzz->job = start_job(fuzz, inspect);
	}
	run(fuzz, span_of(p, n));
	assert(fuzz->depth == 0);
	return 0;
}
