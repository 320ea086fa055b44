/* The sandbox holds: what a taken-over worker would try ends it or fails. Each attempt is a process
 * of its own that locks itself as a worker does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "sys/lock.h"

enum { GOT_OUT = 0, WAS_REFUSED = 1, NOT_LOCKED = 2 };

/* Each gives whether it got what it wanted. */

static bool opens_a_file(void)
{
	return open("/etc/passwd", O_RDONLY) >= 0;
}

static bool makes_a_file(void)
{
	return openat(AT_FDCWD, "/tmp/assay-escape", O_WRONLY | O_CREAT, 0600) >= 0;
}

static bool makes_a_socket(void)
{
	return socket(AF_INET, SOCK_STREAM, 0) >= 0;
}

static bool makes_a_socket_pair(void)
{
	int pair[2];

	return socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0;
}

static bool starts_a_program(void)
{
	char program[] = "true", *argv[] = { program, NULL };

	return execv("/bin/true", argv) == 0;
}

static bool forks(void)
{
	return fork() >= 0;
}

static bool traces_its_parent(void)
{
	return ptrace(PTRACE_ATTACH, getppid(), NULL, NULL) == 0;
}

static bool signals_its_parent(void)
{
	return kill(getppid(), 0) == 0;
}

static bool maps_code(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) !=
	       MAP_FAILED;
}

static bool makes_memory_code(void)
{
	void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return mprotect(p, 4096, PROT_READ | PROT_EXEC) == 0;
}

static bool writes_to_the_terminal(void)
{
	return write(STDERR_FILENO, "", 0) == 0;
}

static bool removes_a_file(void)
{
	return unlink("/tmp/assay-escape") == 0;
}

static bool reads_another_process(void)
{
	return syscall(SYS_process_vm_readv, getppid(), NULL, 0, NULL, 0, 0) == 0;
}

static bool makes_a_ring(void)
{
	return syscall(SYS_io_uring_setup, 1, NULL) >= 0;
}

static bool becomes_another_user(void)
{
	return setuid(12345) == 0;
}

UNUSED static bool takes_much_memory(void)
{
	return mmap(NULL, MiB(256), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) !=
	       MAP_FAILED;
}

/* And what a worker must still be able to do. */
static bool takes_some_memory(void)
{
	void *p = mmap(NULL, MiB(8), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	void *q = malloc(MiB(4));

	return p != MAP_FAILED && q && munmap(p, MiB(8)) == 0;
}

static const struct lock *lock_of_tests;

static int try_locked(bool (*attempt)(void))
{
	pid_t pid = fork();
	int status = 0;

	if (pid == 0) {
		if (!lock_down(lock_of_tests, NULL, 0, MiB(64), MiB(64)))
			syscall(SYS_exit_group, NOT_LOCKED);
		syscall(SYS_exit_group, attempt() ? GOT_OUT : WAS_REFUSED);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static void nothing_gets_out(void **state)
{
	static const struct {
		const char *name;
		bool (*attempt)(void);
	} attempts[] = {
#define ATTEMPT(name) { #name, name }
		ATTEMPT(opens_a_file),
		ATTEMPT(makes_a_file),
		ATTEMPT(makes_a_socket),
		ATTEMPT(makes_a_socket_pair),
		ATTEMPT(starts_a_program),
		ATTEMPT(forks),
		ATTEMPT(traces_its_parent),
		ATTEMPT(signals_its_parent),
		ATTEMPT(maps_code),
		ATTEMPT(makes_memory_code),
		ATTEMPT(writes_to_the_terminal),
		ATTEMPT(removes_a_file),
		ATTEMPT(reads_another_process),
		ATTEMPT(makes_a_ring),
		ATTEMPT(becomes_another_user),
#ifndef __SANITIZE_ADDRESS__ /* whose shadow is more than any limit */
		ATTEMPT(takes_much_memory),
#endif
#undef ATTEMPT
	};

	(void)state;
	for (size_t i = 0; i < sizeof(attempts) / sizeof(attempts[0]); i++) {
		int status = try_locked(attempts[i].attempt);
		bool killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS;
		bool refused = WIFEXITED(status) && WEXITSTATUS(status) == WAS_REFUSED;

		if (!killed && !refused)
			fail_msg("a locked process %s (wait status %#x)", attempts[i].name, status);
	}
}

static void parsing_still_works(void **state)
{
	int status = try_locked(takes_some_memory);

	(void)state;
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), GOT_OUT);
}

/* Descriptors that a worker was not given are closed, those it was given are not. */
static int kept_fd, lost_fd;

static bool sees_the_kept_only(void)
{
	char byte;

	return pread(kept_fd, &byte, 1, 0) == 1 && pread(lost_fd, &byte, 1, 0) < 0 &&
	       errno == EBADF;
}

static void other_descriptors_are_closed(void **state)
{
	int status = 0;

	(void)state;
	kept_fd = open("/proc/self/exe", O_RDONLY);
	lost_fd = open("/proc/self/exe", O_RDONLY);

	pid_t pid = fork();

	if (pid == 0) {
		if (!lock_down(lock_of_tests, &kept_fd, 1, MiB(64), MiB(64)))
			syscall(SYS_exit_group, NOT_LOCKED);
		syscall(SYS_exit_group, sees_the_kept_only() ? 0 : 1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	close(kept_fd);
	close(lost_fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_gets_out),
		cmocka_unit_test(parsing_still_works),
		cmocka_unit_test(other_descriptors_are_closed),
	};
	struct lock *lock;

	if (lock_prepare(&lock) != OK) {
		(void)fprintf(stderr, "%s\n", err_text());
		return EXIT_FAILURE;
	}
	lock_of_tests = lock;

	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	lock_free(lock);
	return failed;
}
