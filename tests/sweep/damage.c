/*
 * Every sample cut at every byte and with every byte changed, one after the other in one job: no
 * crash, no broken promise, an end in time, and no cut file that passes as whole.
 *
 *     damage FILE...
 *
 * A line a file that fails, and at the end "N passed, N failed".
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "format/job_run.h"
#include "sweep/events.h"
#include "sys/clock.h"

enum {
	FILE_MAX = 256 << 10,
	PLACES_MAX = 2000, /* a file; a longer one is damaged at evenly spread places */
	PLACES_MIN = 40,
	PADDING = 8,
	WHOLE_MAX = 64,	     /* cuts that may pass as whole: in padding, or between two arrays */
	EVERY_BIT_MAX = 400, /* up to this size each bit is flipped, past it one a byte */
	FILE_MS = 2000,	     /* about what a file may take: a slow one is damaged at fewer places */
	SLOW_MS = 5000,
};

/* Formats that say how long they are: none of their files is whole when it is cut. */
static const char *const delimited[] = { "npy",	 "safetensors", "gguf",	 "gzip", "bzip2",
					 "xz",	 "zstd",	"lz4",	 "zip",	 "lzma",
					 "zlib", "joblib",	"pickle" };

struct sweep {
	struct job *job;
	struct events events;
	const char *path;
	size_t places; /* to damage it at */
	bool failed;
};

static void fail(struct sweep *sweep, const char *what, size_t at)
{
	if (!sweep->failed)
		printf("FAIL %s: %s at %zu\n", sweep->path, what, at);
	sweep->failed = true;
}

static void read_bytes(struct sweep *sweep, struct span bytes, size_t at)
{
	int64_t start = clock_ms();

	sweep->events = (struct events){ 0 };
	job_run(sweep->job, bytes, span_str(sweep->path));
	if (sweep->events.depth != 0 || !sweep->events.opened)
		fail(sweep, "an artifact was left open", at);
	if (clock_ms() - start > SLOW_MS)
		fail(sweep, "it took too long", at);
}

static bool says_its_length(const char *format)
{
	for (size_t i = 0; format && i < sizeof(delimited) / sizeof(delimited[0]); i++)
		if (strcmp(delimited[i], format) == 0)
			return true;
	return false;
}

/* Padding may be cut anywhere. */
static bool in_zeros(struct span whole, size_t at)
{
	for (size_t i = at < PADDING ? 0 : at - PADDING; i < at; i++)
		if (whole.p[i] != 0)
			return false;
	return true;
}

static bool passes_as_whole(const struct events *events, const char *format)
{
	return events->status == STATUS_COMPLETE && events->n_anomalies == 0 && events->format &&
	       strcmp(events->format, format) == 0;
}

/* `copy` has exactly the bytes that the job may touch, so that a sanitizer sees any other. */
static void cut(struct sweep *sweep, struct span whole, const char *format)
{
	size_t step = 1 + whole.n / sweep->places, passing = 0;

	for (size_t n = 0; n < whole.n; n += step) {
		uint8_t *copy = mem_alloc(n);

		memcpy(copy, whole.p, n);
		read_bytes(sweep, span_of(copy, n), n);
		if (says_its_length(format) && passes_as_whole(&sweep->events, format) &&
		    !in_zeros(whole, n) && ++passing > WHOLE_MAX)
			fail(sweep, "a cut file passes as whole", n);
		mem_free(copy);
	}
}

static void change(struct sweep *sweep, struct span whole)
{
	uint8_t *copy = mem_alloc(whole.n);
	unsigned seed = (unsigned)whole.n;
	size_t step = 1 + whole.n / sweep->places;

	memcpy(copy, whole.p, whole.n);
	for (size_t at = 0; at < whole.n; at += step) {
		unsigned one = 1u << rand_r(&seed) % 8;

		for (unsigned bit = 1; bit <= 0x80; bit <<= 1) {
			if (bit != one && whole.n > EVERY_BIT_MAX)
				continue;
			copy[at] = (uint8_t)(copy[at] ^ bit);
			read_bytes(sweep, span_of(copy, whole.n), at);
			copy[at] = (uint8_t)(copy[at] ^ bit);
		}
	}
	mem_free(copy);
}

static void sweep_file(struct sweep *sweep, struct span whole)
{
	int64_t start = clock_ms();

	read_bytes(sweep, whole, whole.n);
	sweep->places = PLACES_MAX / (size_t)(1 + (clock_ms() - start) * PLACES_MAX / FILE_MS);
	if (sweep->places < PLACES_MIN)
		sweep->places = PLACES_MIN;

	const char *format = sweep->events.status == STATUS_COMPLETE ? sweep->events.format : NULL;

	cut(sweep, whole, format);
	change(sweep, whole);
}

static bool load(const char *path, uint8_t **p, size_t *n)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	*p = NULL;
	*n = 0;
	if (fd < 0 || fstat(fd, &st) != 0) {
		perror(path);
		exit(EXIT_FAILURE);
	}
	if (S_ISREG(st.st_mode) && st.st_size <= FILE_MAX) {
		*n = (size_t)st.st_size;
		*p = mem_alloc(*n);
		if (read(fd, *p, *n) != (ssize_t)*n) {
			perror(path);
			exit(EXIT_FAILURE);
		}
	}
	close(fd);
	return *p != NULL;
}

static void over(void *context)
{
	const struct sweep *sweep = context;

	printf("FAIL %s: needs more memory than a worker has\n", sweep->path);
	exit(EXIT_FAILURE);
}

int main(int argc, char **argv)
{
	struct sweep sweep = { 0 };
	struct job_sink sink = events_sink(&sweep.events);
	struct job_options options = { .limits = limits_default, .scratch_fd = -1 };
	size_t passed = 0, failed = 0;

	options.limits.max_output = 4 << 20;
	options.limits.max_ops = 1 << 24;
	sweep.job = job_new(&options, &sink, over, &sweep);
	for (int i = 1; i < argc; i++) {
		uint8_t *p;
		size_t n;

		if (!load(argv[i], &p, &n))
			continue;
		sweep.path = argv[i];
		sweep.failed = false;
		sweep_file(&sweep, span_of(p, n));
		*(sweep.failed ? &failed : &passed) += 1;
		mem_free(p);
	}
	job_free(sweep.job);
	printf("%zu passed, %zu failed\n", passed, failed);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
