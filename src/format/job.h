/*
 * A job is one top-level file on its way through the format modules inside a worker: its budgets,
 * its memory, and the stream of facts about it and the artifacts found inside it.
 *
 * Modules call these functions and nothing else of the outside; they keep no state between jobs.
 */
#pragma once

#include "base/arena.h"
#include "base/span.h"
#include "core/fact.h"
#include "core/limits.h"
#include "sys/inflate.h"

struct job;
struct model;

/* Memory that lives until the module at work has read its artifact. Past the worker's budget the
 * job ends as inconclusive. */
struct arena *job_arena(struct job *job);

/* Memory for one step that is returned before the job ends: n bytes, not zeroed. A large one is a
 * window of a sparse, unlinked file, of which only the pages touched cost anything, so that it does
 * not count as private memory. Windows are returned in reverse order. NULL when there is no room:
 * then the module says job_incomplete(). */
uint8_t *job_window(struct job *job, uint64_t n);
void job_window_drop(struct job *job, uint8_t *window, uint64_t n);

/* These bytes, of the artifact being read, will hardly be looked at again. They stay readable, but
 * need not count as memory of the process: for what walks over gigabytes. */
void job_forget(struct job *job, struct span bytes);

const struct limits *job_limits(const struct job *job);

/* Whether the user asked to see everything (assay inspect): then each call, tensor and member is a
 * fact of its own, where a scan wants them summed up. */
bool job_inspects(const struct job *job);

/* Whether it is held against another release, so that what only matters beside one is told too. */
bool job_compares(const struct job *job);

/* The name of the artifact being read (its last path part). */
struct span job_name(const struct job *job);

/* All of its path: from the target as the user gave it for a file, inside its archive for a member.
 * What folders it lies in says what some manifests are; any bytes. */
struct span job_path(const struct job *job);

/* Whether the artifact being read lies inside another one. */
bool job_is_member(const struct job *job);

/* The model of the learned detector; NULL when the one in the program is of no use to it. */
const struct model *job_model(const struct job *job);

/* Emits one fact about the artifact being read. Spans are copied. */
void job_fact(struct job *job, const struct fact *fact);

#define JOB_FACT(job, kind_, offset_, ...)                                                         \
	job_fact(job,                                                                              \
		 &(const struct fact){ .kind = (kind_),                                            \
				       .offset = (offset_),                                        \
				       .count = 1,                                                 \
				       .attrs = (const struct attr[]){ __VA_ARGS__ },              \
				       .n_attrs = sizeof((const struct attr[]){ __VA_ARGS__ }) /   \
						  sizeof(struct attr) })

/* The bytes break the format's rules: what (a short lower-case phrase, constant) and where. Makes
 * the artifact inconclusive. */
void job_malformed(struct job *job, const char *what, uint64_t offset);

/* Something was not looked at (a cap, encryption, a missing codec): why, and where. Makes the
 * artifact inconclusive. */
void job_incomplete(struct job *job, const char *why, uint64_t offset);

/* Well formed, but a disagreement or structure that no honest writer makes; a check judges it.
 * `what` is a stable id in kebab case (zip-duplicate-name), constant; `detail` may be empty. The
 * first few of one id in an artifact are facts of their own, the others are summed up in one when
 * it closes. */
void job_anomaly(struct job *job, const char *what, struct span detail, uint64_t offset);

/* "Not mine after all": allowed only before the module has emitted anything. */
void job_decline(struct job *job);

/* Reads `bytes` as an artifact of its own named `name` inside this one, `offset` bytes into it (or
 * OFFSET_NONE when it was inflated). Returns whether any module claimed it. */
bool job_nested(struct job *job, struct span bytes, struct span name, uint64_t offset);

/* The same for bytes that their loader never takes for a format (a raw tensor): only modules that
 * bid `least` or more read it. */
bool job_nested_least(struct job *job, struct span bytes, struct span name, uint64_t offset,
		      unsigned least);

/* Inflates `in` and hands the output to `use` while it is mapped; then it is gone. Emits the fact
 * when the data are corrupt, cut short or over a cap, and still hands over what came out before.
 * `expected` is the size that a directory promised, or UINT64_MAX. Returns how the run ended, and
 * in *used (may be NULL) how many bytes of `in` it consumed. */
enum inflate_end job_inflate(struct job *job, enum codec codec, struct span in, uint64_t expected,
			     uint64_t offset, uint64_t *used,
			     void (*use)(struct job *job, struct span out, void *context),
			     void *context);

/* The same without a word about how the run ended: for what may not be such data at all. */
enum inflate_end job_try_inflate(struct job *job, enum codec codec, struct span in,
				 uint64_t expected, uint64_t *used,
				 void (*use)(struct job *job, struct span out, void *context),
				 void *context);

/* That word, for a run that turned out to be one. */
void job_say_inflated(struct job *job, enum inflate_end end, uint64_t offset);

/* The SHA-256 of any bytes, 32 bytes to out. */
void job_digest(struct job *job, struct span bytes, uint8_t *out);

/* Takes n from the job's budget of operations; false when it is used up: then say
 * job_incomplete() and return. Call it for every few thousand steps of a long loop. */
bool job_spend(struct job *job, uint64_t n);
