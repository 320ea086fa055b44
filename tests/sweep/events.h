/* A sink for tests that run jobs in their own process: it checks the order of events and keeps what
 * the outermost artifact came to. */
#pragma once

#include <assert.h>

#include "core/sink.h"
#include "format/format.h"

struct events {
	int depth;
	bool opened;
	enum status status; /* of the outermost artifact */
	const char *format; /* the first that read it, or NULL */
	uint64_t n_anomalies;
};

static void events_open(void *context, struct span name, uint64_t size, uint64_t offset)
{
	struct events *events = context;

	(void)name;
	(void)size;
	(void)offset;
	assert(!events->opened || events->depth > 0);
	events->opened = true;
	events->depth++;
}

static void events_format(void *context, size_t index)
{
	struct events *events = context;

	assert(events->depth > 0);
	if (events->depth == 1 && !events->format)
		events->format = formats[index]->name;
}

static void events_fact(void *context, const struct fact *fact)
{
	struct events *events = context;

	assert(events->depth > 0);
	assert(fact->kind < FACT_KIND_COUNT && fact->count > 0 && fact->n_attrs <= FACT_ATTRS_MAX);
	events->n_anomalies += fact->kind == FACT_ANOMALY;
}

static void events_close(void *context, enum status status, const uint8_t *digest)
{
	struct events *events = context;

	(void)digest;
	assert(events->depth > 0);
	events->status = status;
	events->depth--;
}

static inline struct job_sink events_sink(struct events *events)
{
	return (struct job_sink){ events_open, events_format, events_fact, events_close, events };
}
