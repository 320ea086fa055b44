/* A broker of its own, with one module. */
#include "scan/read_as.h"

#include <stdio.h>

#include "base/mem.h"
#include "core/wire.h"
#include "jail/broker.h"

enum { WHY_MAX = 256 };

struct reading {
	const struct read_as *how;
	const struct read_file *files;
	size_t *tickets; /* i at index i: its address stands for the file */
	size_t i;	 /* of the file whose stream is being replayed */
	size_t n_formats;
	char why[WHY_MAX]; /* of that file, the first reason */
};

static void keep(struct reading *reading, struct span why)
{
	if (!reading->why[0])
		(void)snprintf(reading->why, WHY_MAX, "%.*s", (int)why.n, (const char *)why.p);
}

static void on_open(void *context, struct span name, uint64_t size, uint64_t offset)
{
	(void)context, (void)name, (void)size, (void)offset; /* known already */
}

static void on_format(void *context, size_t index)
{
	(void)context, (void)index; /* there is one only */
}

static void on_fact(void *context, const struct fact *fact)
{
	struct reading *reading = context;

	if (fact->kind == FACT_MALFORMED)
		keep(reading, fact_text(fact, "what"));
	else if (fact->kind == FACT_INCOMPLETE)
		keep(reading, fact_text(fact, "why"));
	else
		reading->how->fact(reading->how->context, reading->i, fact);
}

static void on_close(void *context, enum status status, const uint8_t *digest)
{
	(void)digest; /* none is taken */
	if (status != STATUS_COMPLETE && status != STATUS_SKIPPED)
		keep(context, span_str("it could not be read whole"));
}

static const char *const end_words[] = {
	[BROKER_DONE] = NULL,
	[BROKER_UNREAD] = "the system did not let it be read",
	[BROKER_DIED] = "the parser ended on it",
	[BROKER_MEMORY] = "reading it needs more memory than the limit",
	[BROKER_DEADLINE] = "reading it took longer than the time limit",
	[BROKER_GARBLED] = "the parser's reply was not well formed or too large",
};

static void on_done(void *context, const struct broker_result *result)
{
	struct reading *reading = context;
	const struct wire_limits limits = { .n_formats = reading->n_formats, .depth = 1 };
	const struct job_sink sink = { on_open, on_format, on_fact, on_close, reading };

	reading->i = *(size_t *)result->ticket;
	reading->why[0] = '\0';
	if (end_words[result->end])
		keep(reading, span_str(end_words[result->end]));
	else if (result->size != reading->files[reading->i].size)
		keep(reading, span_str("it changed its size while it was read"));
	if (!wire_read(result->stream, &limits, &sink))
		keep(reading, span_str(end_words[BROKER_GARBLED]));
	reading->how->end(reading->how->context, reading->i, reading->why[0] ? reading->why : NULL);
}

static void submit_all(struct reading *reading, struct broker *broker, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct read_file *file = &reading->files[i];

		reading->tickets[i] = i;
		broker_submit(broker, &reading->tickets[i], file->fd, file->size,
			      span_str(file->name));
	}
}

enum err read_as(const struct read_as *how, const struct read_file *files, size_t n)
{
	struct reading reading = { .how = how, .files = files };
	const struct broker_options options = {
		.job = { .limits = how->limits, .only = how->format, .scratch_fd = -1 },
		.workers = how->workers,
		.sandbox = how->sandbox,
		.done = on_done,
		.context = &reading,
	};
	struct broker *broker;
	enum err e = broker_start(&broker, &options);

	if (e != OK)
		return e;
	while (formats[reading.n_formats])
		reading.n_formats++;
	reading.tickets = mem_alloc((n + 1) * sizeof(size_t));
	submit_all(&reading, broker, n);
	while (e == OK && !broker_idle(broker))
		e = broker_step(broker, -1);
	broker_stop(broker);
	mem_free(reading.tickets);
	return e;
}
