/*
 * Preloaded into the program: the k-th call of the file and process functions fails, with the error
 * that ASSAY_FAULT_ERRNO says; ASSAY_FAULT_AT is k. When a call was made to fail, the file named by
 * ASSAY_FAULT_MARK exists.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

static long seen;

static bool fails(void)
{
	const char *at = getenv("ASSAY_FAULT_AT"), *error = getenv("ASSAY_FAULT_ERRNO");
	const char *mark = getenv("ASSAY_FAULT_MARK");

	if (!at || ++seen != atol(at))
		return false;
	if (mark)
		(void)syscall(SYS_close,
			      (int)syscall(SYS_openat, AT_FDCWD, mark, O_WRONLY | O_CREAT, 0600));
	errno = error ? atoi(error) : EIO;
	return true;
}

/* The names are those that a program built with 64-bit offsets calls. X(result,
 * name, what it gives when it fails, parameters, arguments) */
#define CALLS(X)                                                                                   \
	X(ssize_t, read, -1, (int fd, void *p, size_t n), (fd, p, n))                              \
	X(ssize_t, pread64, -1, (int fd, void *p, size_t n, off_t at), (fd, p, n, at))             \
	X(ssize_t, write, -1, (int fd, const void *p, size_t n), (fd, p, n))                       \
	X(int, fstat64, -1, (int fd, void *st), (fd, st))                                          \
	X(int, stat64, -1, (const char *path, void *st), (path, st))                               \
	X(int, fstatat64, -1, (int dir, const char *path, void *st, int flags),                    \
	  (dir, path, st, flags))                                                                  \
	X(int, ftruncate64, -1, (int fd, off_t n), (fd, n))                                        \
	X(int, socketpair, -1, (int domain, int type, int protocol, int pair[2]),                  \
	  (domain, type, protocol, pair))                                                          \
	X(ssize_t, sendmsg, -1, (int fd, const void *m, int flags), (fd, m, flags))                \
	X(ssize_t, recvmsg, -1, (int fd, void *m, int flags), (fd, m, flags))                      \
	X(int, __poll_chk, -1, (void *fds, unsigned long n, int ms, size_t room),                  \
	  (fds, n, ms, room))                                                                      \
	X(int, __openat64_2, -1, (int dir, const char *path, int flags), (dir, path, flags))       \
	X(void *, readdir64, NULL, (void *folder), (folder))                                       \
	X(void *, fdopendir, NULL, (int fd), (fd))                                                 \
	X(pid_t, fork, -1, (void), ())

#define X(result, name, failure, parameters, arguments)                                            \
	result name parameters;                                                                    \
	result name parameters                                                                     \
	{                                                                                          \
		static result(*real) parameters;                                                   \
                                                                                                   \
		if (fails())                                                                       \
			return failure;                                                            \
		if (!real)                                                                         \
			*(void **)(void *)&real = dlsym(RTLD_NEXT, #name);                         \
		return real arguments;                                                             \
	}
CALLS(X)
#undef X

static int open_real(int dir, const char *path, int flags, mode_t mode)
{
	return fails() ? -1 : (int)syscall(SYS_openat, dir, path, flags, mode);
}

int openat64(int dir, const char *path, int flags, ...)
{
	va_list ap;
	mode_t mode;

	va_start(ap, flags);
	mode = va_arg(ap, mode_t);
	va_end(ap);
	return open_real(dir, path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
	va_list ap;
	mode_t mode;

	va_start(ap, flags);
	mode = va_arg(ap, mode_t);
	va_end(ap);
	return open_real(AT_FDCWD, path, flags, mode);
}
