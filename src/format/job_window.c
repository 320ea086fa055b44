/* Windows: a stack, its foot in memory that is kept, the rest in the scratch file. */
#include <sys/mman.h>
#include <unistd.h>

#include "format/job_state.h"

enum { ALIGN = 64, PAGE = 4 << 10 };

static uint64_t round_up(uint64_t n, uint64_t unit)
{
	return (n + unit - 1) / unit * unit;
}

static uint8_t *far_window(struct job *job, uint64_t n)
{
	int fd = job->options.scratch_fd;
	int flags = fd < 0 ? MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE : MAP_SHARED;
	uint64_t end = job->far_used + round_up(n, PAGE);

	if (fd >= 0 && ftruncate(fd, (off_t)end) != 0)
		return NULL;

	void *p =
		mmap(NULL, n, PROT_READ | PROT_WRITE, flags, fd, fd < 0 ? 0 : (off_t)job->far_used);

	if (p == MAP_FAILED)
		return NULL;
	job->far_used = end;
	if (job->n_far++ < JOB_FAR_KEPT)
		job->far[job->n_far - 1] = span_of(p, n);
	return p;
}

static bool is_near(const struct job *job, const uint8_t *window)
{
	return window >= job->near && window < job->near + JOB_NEAR;
}

/* An empty window has an address too. */
static uint64_t at_least_one(uint64_t n)
{
	return n ? n : 1;
}

uint8_t *job_window(struct job *job, uint64_t n)
{
	uint64_t room = round_up(at_least_one(n), ALIGN);

	if (n > INT64_MAX - PAGE - job->far_used)
		return NULL;
	if (room > JOB_NEAR - job->near_used)
		return far_window(job, at_least_one(n));

	uint8_t *p = job->near + job->near_used;

	job->near_used += room;
	return p;
}

void job_window_drop(struct job *job, uint8_t *window, uint64_t n)
{
	n = at_least_one(n);
	if (is_near(job, window)) {
		job->near_used -= round_up(n, ALIGN);
		return;
	}
	(void)munmap(window, n); /* a mapping of ours */
	job->n_far--;
	job->far_used -= round_up(n, PAGE);
	if (job->options.scratch_fd >= 0 &&
	    ftruncate(job->options.scratch_fd, (off_t)job->far_used) != 0)
		job_incomplete(job, "the scratch file could not be cut", OFFSET_NONE);
}

static bool lies_in(struct span outer, struct span inner)
{
	return inner.p >= outer.p && inner.n <= outer.n &&
	       (uint64_t)(inner.p - outer.p) <= outer.n - inner.n;
}

/* Only of mappings of files: there a page that is given up is read again when it is wanted. */
static bool is_forgettable(const struct job *job, struct span bytes)
{
	size_t kept = job->n_far < JOB_FAR_KEPT ? job->n_far : JOB_FAR_KEPT;

	if (lies_in(job->mapped, bytes))
		return true;
	for (size_t i = 0; job->options.scratch_fd >= 0 && i < kept; i++)
		if (lies_in(job->far[i], bytes))
			return true;
	return false;
}

void job_forget(struct job *job, struct span bytes)
{
	uintptr_t start = ((uintptr_t)bytes.p + PAGE - 1) / PAGE * PAGE;
	uintptr_t end = ((uintptr_t)bytes.p + bytes.n) / PAGE * PAGE;

	if (end > start && is_forgettable(job, bytes))
		(void)madvise((void *)start, end - start, MADV_DONTNEED); /* a hint */
}

uint64_t job_window_trim(struct job *job, const uint8_t *window, uint64_t room, uint64_t n)
{
	if (!is_near(job, window))
		return room;
	job->near_used -= round_up(at_least_one(room), ALIGN) - round_up(at_least_one(n), ALIGN);
	return n;
}
