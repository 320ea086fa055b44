/* Parts handed out to processes, each with two lanes. */
#include "sys/hash_many.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/sort.h"
#include "sys/hash_lane.h"

enum {
	BLOCK = 64,
	LANES = 2,
	ALONE_MAX = 1 << 20,   /* in all: a process of its own is not worth it */
	SHARE_LEAST = 1 << 20, /* of a process */
};

/* What the processes share: the parts, the largest first, and which comes next. */
struct team {
	_Atomic size_t next;
	size_t n;
	struct hash_part parts[];
};

/* One process at work. */
struct hand {
	struct team *team;
	size_t first; /* of the parts, its own to begin with; SIZE_MAX afterwards */
	enum sha256_way way;
	struct hash_lane lanes[LANES];
	uint8_t room[LANES][HASH_LANE_ROOM];
};

/* A page that a mapped file does not have: nothing is read from it, and the lanes begin anew. */

static volatile sig_atomic_t torn;

static void on_bus_error(int number, siginfo_t *info, void *context)
{
	size_t size = (size_t)sysconf(_SC_PAGESIZE); /* asks nobody: the kernel told it at start */
	uintptr_t page = (uintptr_t)info->si_addr / size * size;

	(void)number;
	(void)context;
	torn = 1;
	if (mmap((void *)page, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) ==
	    MAP_FAILED)
		_exit(EXIT_FAILURE);
}

static void catch_bus_error(void)
{
	struct sigaction action = { .sa_flags = SA_SIGINFO };

	action.sa_sigaction = on_bus_error;
	(void)sigaction(SIGBUS, &action, NULL); /* fails only for signals that cannot be caught */
}

/* A process at work. */

static size_t next_part(struct hand *hand)
{
	size_t own = hand->first;

	hand->first = SIZE_MAX;
	return own == SIZE_MAX ? atomic_fetch_add(&hand->team->next, 1) : own;
}

static bool take_next(struct hand *hand, struct hash_lane *lane)
{
	size_t i;

	while ((i = next_part(hand)) < hand->team->n)
		if (hash_lane_take(lane, &hand->team->parts[i]))
			return true;
	return false;
}

/* Bytes of the lane's part, or of the next one; empty when there is none left. */
static struct span see(struct hand *hand, struct hash_lane *lane)
{
	struct span bytes = { 0 };

	while (bytes.n == 0 && (lane->part || take_next(hand, lane)))
		bytes = hash_lane_see(lane);
	return bytes;
}

/* As much as both have, in whole blocks: so they stay abreast. The last bytes of the shorter one go
 * without the other. */
static void step_both(struct hand *hand, struct span a, struct span b)
{
	struct hash_lane *first = &hand->lanes[0], *second = &hand->lanes[1];
	size_t least = a.n < b.n ? a.n : b.n, n = least / BLOCK * BLOCK;

	if (n == 0) {
		struct hash_lane *shorter = a.n < b.n ? first : second;

		hasher_add(&shorter->hasher, shorter->piece);
		hash_lane_added(shorter, least);
		return;
	}
	hasher_add_two(hand->way, &first->hasher, span_part(a, 0, n), &second->hasher,
		       span_part(b, 0, n));
	hash_lane_added(first, n);
	hash_lane_added(second, n);
}

static void step_one(struct hash_lane *lane, struct span bytes)
{
	hasher_add(&lane->hasher, bytes);
	hash_lane_added(lane, bytes.n);
}

static void start_again(struct hand *hand)
{
	torn = 0;
	for (size_t i = 0; i < LANES; i++)
		if (hand->lanes[i].part)
			hash_lane_torn(&hand->lanes[i]);
}

static void work(struct hand *hand)
{
	for (;;) {
		struct span a = see(hand, &hand->lanes[0]), b = see(hand, &hand->lanes[1]);

		if (a.n && b.n)
			step_both(hand, a, b);
		else if (a.n || b.n)
			step_one(&hand->lanes[a.n ? 0 : 1], a.n ? a : b);
		else
			return;
		if (torn)
			start_again(hand);
	}
}

static void run(struct team *team, size_t first, bool copies)
{
	struct hand *hand = mem_alloc(sizeof(*hand));

	hand->team = team;
	hand->first = first;
	hand->way = sha256_way();
	for (size_t i = 0; i < LANES; i++) {
		hand->lanes[i].room = hand->room[i];
		hand->lanes[i].copies = copies;
	}
	work(hand);
	mem_free(hand);
}

/* The processes. */

static NORETURN void serve(struct team *team, size_t first, pid_t parent)
{
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
		_exit(EXIT_FAILURE);
	catch_bus_error();
	run(team, first, false);
	_exit(EXIT_SUCCESS);
}

static bool await(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return false;
	return WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SUCCESS;
}

/* Each begins with a part of its own, so that few large ones are spread; then whoever is free takes
 * the next. */
static enum err run_all(struct team *team, size_t processes)
{
	pid_t pids[HASH_PROCESSES_MAX], parent = getpid();
	size_t n = 0;
	bool done = true;
	enum err e = OK;

	atomic_store(&team->next, processes);
	for (; n < processes; n++) {
		pids[n] = fork();
		if (pids[n] == 0)
			serve(team, n, parent);
		if (pids[n] < 0) {
			e = err_set(ERR_IO, "fork: %s", strerror(errno));
			break;
		}
	}
	while (n > 0)
		done &= await(pids[--n]);
	if (e == OK && !done)
		e = err_set(ERR_IO, "a process that reads files ended before its work did");
	return e;
}

/* What there is to do. */

static uint64_t known_size(const struct hash_part *part)
{
	uint64_t size = part->size;

	if (size == HASH_ANY_SIZE)
		return part->length == HASH_TO_END ? HASH_ANY_SIZE : part->length;
	if (part->offset > size)
		return 0;
	return part->length < size - part->offset ? part->length : size - part->offset;
}

static size_t processors(void)
{
	cpu_set_t set;

	if (sched_getaffinity(0, sizeof(set), &set) != 0)
		return 1;
	return (size_t)CPU_COUNT(&set);
}

static size_t fitting(size_t wanted, size_t n, uint64_t total)
{
	size_t processes = wanted ? wanted : processors();

	if (processes > HASH_PROCESSES_MAX)
		processes = HASH_PROCESSES_MAX;
	if (processes > n)
		processes = n;
	if (processes > total / SHARE_LEAST + 1)
		processes = (size_t)(total / SHARE_LEAST + 1);
	return processes;
}

/* Those to do, the largest first. Gives their number and their bytes in all, as far as they are
 * known; one of unknown size counts as a large one. */
static size_t order(const struct hash_part *parts, size_t n, struct sort_item *items,
		    uint64_t *total)
{
	size_t n_items = 0;

	*total = 0;
	for (size_t i = 0; i < n; i++) {
		uint64_t size = known_size(&parts[i]);

		if (parts[i].state != HASH_TODO)
			continue;
		items[n_items++] = (struct sort_item){ .key = UINT64_MAX - size, .index = i };
		if (__builtin_add_overflow(*total, size, total))
			*total = UINT64_MAX;
	}
	sort_items(items, n_items);
	return n_items;
}

static enum err run_team(struct team *team, size_t processes, uint64_t total)
{
	if (total > ALONE_MAX)
		return run_all(team, processes);
	run(team, SIZE_MAX, true);
	return OK;
}

static enum err hash_ordered(struct hash_part *parts, const struct sort_item *items, size_t n,
			     size_t processes, uint64_t total)
{
	size_t size;
	struct team *team;
	enum err e;

	if (__builtin_mul_overflow(n, sizeof(*parts), &size) ||
	    __builtin_add_overflow(size, sizeof(*team), &size))
		return err_set(ERR_LIMIT, "too many files");
	team = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (team == MAP_FAILED)
		return err_set(ERR_IO, "mmap: %s", strerror(errno));
	team->n = n;
	for (size_t i = 0; i < n; i++)
		team->parts[i] = parts[items[i].index];
	e = run_team(team, processes, total);
	for (size_t i = 0; e == OK && i < n; i++)
		parts[items[i].index] = team->parts[i];
	(void)munmap(team, size); /* a mapping of ours */
	return e;
}

enum err hash_many(struct hash_part *parts, size_t n, unsigned processes)
{
	struct sort_item *items;
	uint64_t total;
	size_t n_items;
	enum err e = OK;

	if (n == 0)
		return OK;
	items = mem_alloc(n * sizeof(*items));
	n_items = order(parts, n, items, &total);
	if (n_items > 0)
		e = hash_ordered(parts, items, n_items, fitting(processes, n_items, total), total);
	mem_free(items);
	return e;
}

enum err hash_part_err(const struct hash_part *part)
{
	const char *name = part->path ? part->path : "the file";

	switch (part->state) {
	case HASH_DONE:
		return OK;
	case HASH_TODO:
		return err_set(ERR_IO, "%s was not read", name);
	case HASH_MISSING:
		return err_set(ERR_IO, "%s is not there", name);
	case HASH_NO_FILE:
		return err_set(ERR_IO, "%s is no regular file", name);
	case HASH_OTHER_SIZE:
		return err_set(ERR_IO, "%s has %llu bytes instead of %llu", name,
			       (unsigned long long)part->identity.size,
			       (unsigned long long)part->size);
	case HASH_TOO_LONG:
		return err_set(ERR_LIMIT, "%s is longer than %llu bytes", name,
			       (unsigned long long)part->most);
	case HASH_CHANGED:
		return err_set(ERR_IO, "%s changed while it was read", name);
	case HASH_UNREADABLE:
		return err_set(ERR_IO, "read %s: %s", name,
			       part->error == EXDEV ? "it leads out of its folder"
						    : strerror(part->error));
	}
	return err_set(ERR_IO, "%s was not read", name);
}
