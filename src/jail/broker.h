/*
 * The broker hands open files to locked workers and gives back what they say of them. A worker that
 * dies, stalls or passes its budget costs one file, never the run. It is an event source: `scan`
 * steps it until it is idle, a server polls its descriptors among others.
 */
#pragma once

#include <poll.h>
#include <sys/types.h>

#include "base/err.h"
#include "format/job_run.h"

struct broker;

enum broker_end {
	BROKER_DONE,
	BROKER_UNREAD, /* the system did not let the worker read the file */
	BROKER_DIED,   /* twice, the second time alone with this file */
	BROKER_MEMORY, /* the system refused the worker memory */
	BROKER_DEADLINE,
	BROKER_GARBLED, /* the reply was not well formed or too large */
};

struct broker_result {
	void *ticket; /* as submitted */
	enum broker_end end;
	int signal;	    /* with BROKER_DIED: the signal, or 0 */
	struct span stream; /* records of core/wire.h, perhaps broken off; borrowed */
	uint64_t size;	    /* of the file as the worker saw it, with BROKER_DONE */
};

struct broker_options {
	struct job_options job;
	unsigned workers;
	bool sandbox;
	void (*done)(void *context, const struct broker_result *result);
	void *context;
};

/* Call it before anything secret is opened: the workers' ancestor is forked here. */
MUST enum err broker_start(struct broker **out, const struct broker_options *options);
void broker_stop(struct broker *broker);

/* The sandbox level that workers reach; "none" without. */
const char *broker_sandbox(const struct broker *broker);

/* Whether to step before submitting more. */
bool broker_full(const struct broker *broker);

/* Whether nothing is queued or under way. */
bool broker_idle(const struct broker *broker);

/* Queues a file; the descriptor passes to the broker. `name` is copied: its last part tells the
 * modules what the file is called. */
void broker_submit(struct broker *broker, void *ticket, int fd, uint64_t size, struct span name);

/* What files are read beside that are submitted from now on: bytes for struct job_options.known,
 * copied; empty: nothing is known. The broker must be idle. */
MUST enum err broker_know(struct broker *broker, struct span list);

/* Workers that ended with files under way, and the processes of those at work now (at most max). */
uint64_t broker_deaths(const struct broker *broker);
size_t broker_busy(const struct broker *broker, pid_t *pids, size_t max);

/* What to poll for reading between steps; at most `max`. */
size_t broker_fds(const struct broker *broker, struct pollfd *fds, size_t max);

/* Hands out work, waits up to timeout_ms (-1: until something happens) and takes replies; calls
 * done() for each file that has ended. Fails only when no worker can be had at all. */
MUST enum err broker_step(struct broker *broker, int timeout_ms);
