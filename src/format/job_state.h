/*
 * What a job is inside, for its own files: job.c takes artifacts through the modules, job_fact.c
 * tells, job_window.c lends memory, job_inflate.c inflates.
 */
#pragma once

#include "format/job_run.h"
#include "sys/digest.h"

enum {
	JOB_NEAR = 8 << 20, /* windows up to this come from memory that is kept */
	JOB_FAR_KEPT = 32,
	JOB_ODD_KINDS = 32, /* of anomalies that are counted, an artifact and module */
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
	struct odd_count odd[JOB_ODD_KINDS];
	size_t n_odd;
};

struct job {
	struct job_options options;
	struct job_sink sink;
	struct span known;
	struct arena arena;
	struct digest *sha256;
	struct level *level;
	uint32_t depth;
	uint64_t size;		     /* of the top-level file */
	uint64_t ops, output, facts; /* spent so far, of the limits */
	uint8_t *near;		     /* the first JOB_NEAR bytes of windows */
	uint64_t near_used, far_used;
	struct span far[JOB_FAR_KEPT]; /* the far windows, oldest first, as far as there is room */
	size_t n_far;
	struct span mapped;	      /* the top-level file, when it is a mapping */
	struct inflate_memory memory; /* for decoders: windows of this job */
	struct model model;	      /* the one in the program, when the options name none */
};

/* job_fact.c */

/* Tells the sink that the module at work reads the artifact; once. */
void job_announce(struct job *job);

/* A fact whatever the limit of facts says. */
void job_emit(struct job *job, const struct fact *fact);

/* Tells the anomalies that were not shown, one fact a kind. */
void job_sum_anomalies(struct job *job);

/* job_window.c */

/* Gives back what the newest window does not need of its room. Gives the room that is left to drop;
 * a far window keeps all, since only the pages touched cost anything. */
uint64_t job_window_trim(struct job *job, const uint8_t *window, uint64_t room, uint64_t n);
