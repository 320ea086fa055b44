/* The child that parses: made ready in the zygote, locked after the fork, then one batch after the
 * other until the socket closes. */
#pragma once

#include "base/attr.h"
#include "format/job_run.h"
#include "sys/lock.h"

struct worker;

/* The status with which a worker ends that could not lock itself down. */
enum { WORKER_LOCK_EXIT = 72 };

/* Takes every allocation that libraries make on first use. */
struct worker *worker_new(const struct job_options *options);

/* In the child: locks (lock may be NULL: no sandbox) and serves until the peer is gone. */
NORETURN void worker_serve(struct worker *worker, int socket, const struct lock *lock);
