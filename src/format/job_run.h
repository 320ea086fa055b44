/*
 * The outer side of a job: what a worker, the fuzz targets and the tests call. The modules see only
 * job.h.
 */
#pragma once

#include "core/sink.h"
#include "detect/model.h"
#include "format/job.h"

struct job_options {
	struct limits limits;
	bool bill; /* only what a tree is made of: bids below struct format.bill_bid are none */
	bool behaviours; /* what source code does: modules of struct format.behaviours bid */
	bool inspect;	 /* every call, tensor and member as a fact of its own */
	bool digests;
	bool no_uses;  /* not what services and models source uses: modules of struct
			* format.uses do not bid */
	bool compared; /* it is held against another release: modules of struct format.releases bid
			*/
	bool members;  /* tells every member of an archive, also those that no module reads; such,
			* too, have a digest */
	const struct model *model; /* of the learned detector; NULL: the one in the program */

	/* Whether a file or member of that path and SHA-256 is known already, by the list that
	 * job_set_known() was given, or an empty one: it is then told, with its digest, and not
	 * read. NULL: nothing is. Called in the worker. */
	bool (*known)(struct span list, struct span path, unsigned depth, const uint8_t *digest);
	const struct format *only; /* reads every file, whatever it would bid, and nothing else
				    * does; NULL: the modules that bid */
	/* For who wants the files and not the facts: told of each, the one at the top and those
	 * inside of others, by its path in the archive; then only modules of struct format.opens
	 * read. NULL: nobody. */
	void (*file)(void *context, struct span path, struct span bytes);
	void *file_context;
	int scratch_fd; /* an unlinked file for windows that outgrow memory, or -1: none */
};

/* Takes libcrypto's and the codecs' first allocations, so that nothing new is asked of the system
 * later. `over` is called, and must not return, when the memory budget is used up. */
struct job *job_new(const struct job_options *options, const struct job_sink *sink,
		    void (*over)(void *context), void *over_context);
void job_free(struct job *job);

/* The scratch file may be given later than the rest: each process needs its own. */
void job_set_scratch(struct job *job, int fd);

/* What is known from now on, for the options' known(); borrowed. */
void job_set_known(struct job *job, struct span list);

/* One top-level file from open to close. `name` may be a path: modules see its last part. */
void job_run(struct job *job, struct span bytes, struct span name);

/* The same for bytes that are a mapping of the file and nothing but read. */
void job_run_mapped(struct job *job, struct span bytes, struct span name);

/* The same, but read by the one module formats[format] whatever it would bid: for fuzzing it. */
void job_run_as(struct job *job, size_t format, struct span bytes, struct span name);

/* For a process about to end inside job_run(): says that the artifacts still open are incomplete,
 * and why, and closes them. Allocates nothing. */
void job_abandon(struct job *job, const char *why);
