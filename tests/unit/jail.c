/* The broker: workers that are killed, stall or break off change no other file's result. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "jail/broker.h"
#include "sys/clock.h"
#include "sys/digest.h"

enum {
	N_FILES = 1000,
	LARGE_EACH = 2, /* every second file is large: it travels alone */
	LARGE_SIZE = 3 << 20,
	SMALL_SIZE = 200,
	LONG_SIZE = 64 << 20, /* is read for longer than it takes to stop who reads it */
	KILLS_WANTED = 120,
	KILL_EVERY_MS = 2,
	WORKERS = 2,
};

/* What the broker said of one file. */
struct answer {
	bool given;
	enum broker_end end;
	uint64_t size;
	uint8_t digest[SHA256_SIZE]; /* of the stream of records */
};

struct run {
	struct digest *sha256;
	struct answer answers[N_FILES];
	size_t n;
};

static void on_done(void *context, const struct broker_result *result)
{
	struct run *run = context;
	struct answer *answer = result->ticket;

	assert_false(answer->given);
	answer->given = true;
	answer->end = result->end;
	answer->size = result->size;
	digest_of(run->sha256, result->stream, answer->digest);
	run->n++;
}

/* A NumPy array of n bytes whose content tells it from the others, in a file without a name. */
static int array_file(unsigned number, size_t n)
{
	char head[128];
	int fd = memfd_create("sample", MFD_CLOEXEC);
	int length =
		snprintf(head, sizeof(head),
			 "\x93NUMPY\x01%c%c%c{'descr': '|u1', 'fortran_order': False, 'shape': "
			 "(%zu,), }",
			 0, 118, 0, n);

	memset(head + length, ' ', sizeof(head) - (size_t)length - 1);
	head[127] = '\n';
	assert_true(fd >= 0);
	assert_int_equal(write(fd, head, sizeof(head)), sizeof(head));
	assert_int_equal(ftruncate(fd, (off_t)(sizeof(head) + n)), 0);
	assert_int_equal(pwrite(fd, &number, sizeof(number), sizeof(head)), sizeof(number));
	return fd;
}

static size_t size_of(unsigned number)
{
	return number % LARGE_EACH ? SMALL_SIZE : LARGE_SIZE;
}

/* A list is the digests of files, one behind the other. */
static bool is_listed(struct span list, struct span path, unsigned depth, const uint8_t *digest)
{
	(void)path;
	for (; depth == 0 && list.n; list = span_from(list, SHA256_SIZE))
		if (memcmp(list.p, digest, SHA256_SIZE) == 0)
			return true;
	return false;
}

static struct broker *start(struct run *run, uint32_t seconds)
{
	const struct broker_options options = {
		.job = { .limits = limits_default,
			 .digests = true,
			 .known = is_listed,
			 .scratch_fd = -1 },
		.workers = WORKERS,
		.sandbox = true,
		.done = on_done,
		.context = run,
	};
	struct broker_options own = options;
	struct broker *broker;

	own.job.limits.seconds = seconds;
	assert_int_equal(broker_start(&broker, &own), OK);
	run->sha256 = digest_new();
	return broker;
}

static void stop(struct broker *broker, struct run *run)
{
	broker_stop(broker);
	digest_free(run->sha256);
}

static void murder(const struct broker *broker, unsigned *seed)
{
	pid_t pids[WORKERS];
	size_t n = broker_busy(broker, pids, WORKERS);
	static const int signals[] = { SIGKILL, SIGSEGV, SIGBUS };

	if (n > 0)
		(void)kill(pids[(size_t)rand_r(seed) % n], signals[rand_r(seed) % 3]);
}

/* Scans all files, killing workers until enough died at work; gives how many did. */
static uint64_t scan_files(struct run *run, bool killing)
{
	struct broker *broker = start(run, limits_default.seconds);
	int64_t last = clock_ms();
	unsigned seed = 7;

	for (unsigned i = 0; i < N_FILES || !broker_idle(broker);) {
		if (i < N_FILES && !broker_full(broker)) {
			size_t n = size_of(i);

			broker_submit(broker, &run->answers[i], array_file(i, n), n + 128,
				      span_str("x.npy"));
			i++;
			continue;
		}
		assert_int_equal(broker_step(broker, 1), OK);
		if (killing && broker_deaths(broker) < KILLS_WANTED &&
		    clock_ms() - last >= KILL_EVERY_MS) {
			murder(broker, &seed);
			last = clock_ms();
		}
	}

	uint64_t deaths = broker_deaths(broker);

	stop(broker, run);
	return deaths;
}

static void killed_workers_change_no_other_result(void **state)
{
	struct run *calm = mem_alloc(sizeof(*calm)), *bloody = mem_alloc(sizeof(*bloody));
	size_t died = 0;

	(void)state;
	assert_int_equal(scan_files(calm, false), 0);
	assert_true(scan_files(bloody, true) >= 100);
	assert_int_equal(calm->n, N_FILES);
	assert_int_equal(bloody->n, N_FILES);
	for (size_t i = 0; i < N_FILES; i++) {
		assert_int_equal(calm->answers[i].end, BROKER_DONE);
		if (bloody->answers[i].end == BROKER_DIED) {
			died++;
			continue;
		}
		assert_memory_equal(&calm->answers[i], &bloody->answers[i], sizeof(struct answer));
	}
	assert_true(died < N_FILES / 10); /* only those that were killed twice */
	mem_free(calm);
	mem_free(bloody);
}

/* The process of a worker that has a file under way; a file that is read before anyone can see that
 * is handed in again. */
static pid_t busy_worker(struct broker *broker, struct answer *answer)
{
	pid_t pid = 0;

	while (broker_busy(broker, &pid, 1) == 0) {
		if (broker_idle(broker)) {
			*answer = (struct answer){ 0 };
			broker_submit(broker, answer, array_file(0, LONG_SIZE), LONG_SIZE + 128,
				      span_str("x.npy"));
		}
		assert_int_equal(broker_step(broker, 0), OK);
	}
	return pid;
}

/* A worker that is stopped for good is overdue; the next file has a new one. */
static void a_stalled_worker_is_overdue(void **state)
{
	struct run *run = mem_alloc(sizeof(*run));
	struct broker *broker = start(run, 1);

	(void)state;
	assert_int_equal(kill(busy_worker(broker, &run->answers[0]), SIGSTOP), 0);
	broker_submit(broker, &run->answers[1], array_file(1, SMALL_SIZE), SMALL_SIZE + 128,
		      span_str("y.npy"));
	while (!broker_idle(broker))
		assert_int_equal(broker_step(broker, -1), OK);
	assert_int_equal(run->answers[0].end, BROKER_DEADLINE);
	assert_int_equal(run->answers[1].end, BROKER_DONE);
	stop(broker, run);
	mem_free(run);
}

/* A file that shrinks under its mapping ends a worker by SIGBUS; the second try sees the new size.
 */
static void a_file_may_shrink_while_it_is_read(void **state)
{
	struct run *run = mem_alloc(sizeof(*run));
	struct broker *broker = start(run, 5);
	int fd = array_file(0, LARGE_SIZE), own = dup(fd);

	(void)state;
	broker_submit(broker, &run->answers[0], fd, LARGE_SIZE + 128, span_str("x.npy"));
	assert_int_equal(ftruncate(own, 1000), 0);
	while (!broker_idle(broker))
		assert_int_equal(broker_step(broker, -1), OK);
	assert_int_equal(run->answers[0].end, BROKER_DONE);
	assert_int_equal(run->answers[0].size, 1000);
	close(own);
	stop(broker, run);
	mem_free(run);
}

static void read_one(struct broker *broker, struct answer *answer, unsigned number)
{
	*answer = (struct answer){ 0 };
	broker_submit(broker, answer, array_file(number, SMALL_SIZE), SMALL_SIZE + 128,
		      span_str("x.npy"));
	while (!broker_idle(broker))
		assert_int_equal(broker_step(broker, -1), OK);
	assert_int_equal(answer->end, BROKER_DONE);
}

static void digest_file(struct run *run, unsigned number, uint8_t *digest)
{
	uint8_t bytes[SMALL_SIZE + 128];
	int fd = array_file(number, SMALL_SIZE);

	assert_int_equal(pread(fd, bytes, sizeof(bytes), 0), sizeof(bytes));
	digest_of(run->sha256, span_of(bytes, sizeof(bytes)), digest);
	close(fd);
}

/* Workers that are there already and new ones alike go by the list that was given last. */
static void workers_learn_what_is_known(void **state)
{
	struct run *run = mem_alloc(sizeof(*run));
	struct broker *broker = start(run, 5);
	struct answer plain[2], answer;
	uint8_t list[2][SHA256_SIZE];

	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		read_one(broker, &plain[i], i);
		digest_file(run, i, list[i]);
	}
	for (int round = 0; round < 2; round++) {
		assert_int_equal(broker_know(broker, span_of(list[round], SHA256_SIZE)), OK);
		for (unsigned i = 0; i < 2; i++) {
			read_one(broker, &answer, i);
			assert_int_equal(memcmp(&answer, &plain[i], sizeof(answer)) != 0,
					 i == (unsigned)round);
		}
	}
	(void)kill(busy_worker(broker, &answer), SIGKILL); /* a new one has to learn it, too */
	while (!broker_idle(broker))
		assert_int_equal(broker_step(broker, -1), OK);
	read_one(broker, &answer, 1);
	assert_memory_not_equal(&answer, &plain[1], sizeof(answer));
	assert_int_equal(broker_know(broker, (struct span){ 0 }), OK);
	for (unsigned i = 0; i < 2; i++) {
		read_one(broker, &answer, i);
		assert_memory_equal(&answer, &plain[i], sizeof(answer));
	}
	stop(broker, run);
	mem_free(run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(workers_learn_what_is_known),
		cmocka_unit_test(killed_workers_change_no_other_result),
		cmocka_unit_test(a_stalled_worker_is_overdue),
		cmocka_unit_test(a_file_may_shrink_while_it_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
