/* The process that workers are born from: forked before any secret, socket or database is opened,
 * it only forks and reaps. */
#pragma once

#include <sys/types.h>

#include "base/err.h"
#include "format/job_run.h"
#include "sys/lock.h"

struct zygote {
	int socket;
	pid_t pid;
};

/* lock may be NULL: workers without a sandbox. */
MUST enum err zygote_start(struct zygote *zygote, const struct job_options *options,
			   const struct lock *lock);

/* A new worker: the broker's end of its socket and its process. */
MUST enum err zygote_spawn(const struct zygote *zygote, int *socket, pid_t *pid);

/* The wait status of a worker that has ended or was just killed; waits for it. -1 when unknown. */
int zygote_reap(const struct zygote *zygote, pid_t pid);

/* Ends the zygote and with it every worker. */
void zygote_stop(struct zygote *zygote);
