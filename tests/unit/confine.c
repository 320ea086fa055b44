/* Work in a locked child: the answer comes back, and nothing else gets out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "jail/confine.h"

enum { ANSWER_MAX = 64 << 10 };

struct task {
	void (*way)(struct task *task, struct sink *answer);
	unsigned number;
};

static void work(void *context, struct sink *answer)
{
	struct task *task = context;

	task->way(task, answer);
}

static enum err run(void (*way)(struct task *task, struct sink *answer), struct span *answer,
		    struct arena *arena)
{
	struct task task = { .way = way, .number = 1 };
	enum err e = confine_run(work, &task, ANSWER_MAX, arena, answer);

	assert_int_equal(task.number, 1); /* the child has a copy */
	return e;
}

static void say(struct task *task, struct sink *answer)
{
	task->number = 2;
	sink_str(answer, "the ");
	sink_fill(answer, 'a', SINK_ROOM);
	sink_str(answer, "nswer");
}

static void say_nothing(struct task *task, struct sink *answer)
{
	(void)task;
	(void)answer;
}

static void say_all(struct task *task, struct sink *answer)
{
	(void)task;
	sink_fill(answer, 'a', ANSWER_MAX);
}

static void say_more(struct task *task, struct sink *answer)
{
	(void)task;
	sink_fill(answer, 'a', ANSWER_MAX + 1);
}

static void fault(struct task *task, struct sink *answer)
{
	sink_str(answer, "verified");
	if (sink_flush(answer) != OK)
		return; /* then it would not end as it should, and the test fails */
	*(volatile unsigned *)(uintptr_t)(task->number - 1) = 0;
}

static void open_file(struct task *task, struct sink *answer)
{
	(void)task;
	sink_printf(answer, "%d", open("/dev/null", O_RDONLY | O_CLOEXEC));
}

static void make_socket(struct task *task, struct sink *answer)
{
	(void)task;
	sink_printf(answer, "%d", socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
}

static void leave_early(struct task *task, struct sink *answer)
{
	(void)answer;
	_exit((int)task->number);
}

static const struct {
	void (*way)(struct task *task, struct sink *answer);
	enum err err;
	size_t n;
} rows[] = {
	{ say, OK, SINK_ROOM + 9 },	{ say_nothing, OK, 0 },
	{ say_all, OK, ANSWER_MAX },	{ say_more, ERR_LIMIT, 0 },
	{ fault, ERR_FORMAT, 0 },	{ open_file, ERR_FORMAT, 0 },
	{ make_socket, ERR_FORMAT, 0 }, { leave_early, ERR_FORMAT, 0 },
};

static void test_confine(void **state)
{
	struct arena arena;

	(void)state;
	arena_init(&arena, MiB(1), NULL, NULL);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct span answer;

		assert_int_equal(run(rows[i].way, &answer, &arena), rows[i].err);
		assert_int_equal(answer.n, rows[i].n);
	}
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_confine) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
