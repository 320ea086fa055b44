/*
 * From what workers say of files to a report: artifacts with their place, status and digest; each
 * fact on its way through the checks; coverage.
 */
#pragma once

#include "check/check.h"
#include "core/sink.h"

struct collect_options {
	struct check_options check;
	bool keep_skipped; /* list artifacts that no module read */
	bool keep_facts;   /* for assay inspect */
};

struct collect;
struct includes;
struct traces;
struct inventory;

/* Borrows report and options, tells the report of every rule. */
struct collect *collect_new(struct report *report, const struct collect_options *options);
void collect_free(struct collect *collect);

/* One top-level file: begin, the events of its job through the sink, end. `path` is borrowed until
 * collect_end(). */
void collect_begin(struct collect *collect, struct span path, uint64_t size);
struct job_sink collect_sink(struct collect *collect);

/* What is said of components and of includes, for what comes after the last file. */
struct includes *collect_includes(struct collect *collect);
const struct inventory *collect_inventory(const struct collect *collect);

/* An anomaly of the file under way that no module can see. After the events of its job. */
void collect_odd(struct collect *collect, const char *what);

/* A file that was counted already turns out not to be whole. The context is the collect. */
void collect_lower(void *context, struct artifact *artifact, const char *why);

/* Once, after the last file: what artifacts mean to each other. Before report_sort(). */
void collect_finish(struct collect *collect);

/* What the files mention (scan/traces.h). */
const struct traces *collect_traces(const struct collect *collect);

/* `why`, unless NULL, says why the file was not read, or not whole, in a status of that weight. */
void collect_end(struct collect *collect, enum status status, const char *why);
