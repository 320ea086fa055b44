/* no_new_privs, rlimits, Landlock and seccomp, in that order. */
#include "sys/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/mem.h"

enum { LEVEL_MAX = 32 };

struct lock {
	scmp_filter_ctx filter;
	int ruleset; /* of Landlock, or -1 where the kernel has none */
	char level[LEVEL_MAX];
};

/* Landlock's numbers (linux/landlock.h); Debian 12's headers stop at ABI 2, so the newer ones are
 * given here and masked by what the running kernel says it knows. */
enum {
	LANDLOCK_CREATE_RULESET_VERSION = 1,
	ABI_FS_BITS_COUNT =
		16, /* LANDLOCK_ACCESS_FS_EXECUTE (bit 0) .. _IOCTL_DEV (bit 15, ABI 5) */
};

struct ruleset {
	uint64_t fs, net, scoped;
};

/* Everything that the running ABI can handle, allowed nowhere. */
static struct ruleset everything(long abi)
{
	static const uint8_t fs_bits[] = { 0, 13, 14, 15, 15, ABI_FS_BITS_COUNT };
	long last = (long)sizeof(fs_bits) - 1;
	struct ruleset rules = { .fs = (UINT64_C(1) << fs_bits[abi < last ? abi : last]) - 1 };

	if (abi >= 4)
		rules.net = 3; /* bind and connect of TCP */
	if (abi >= 6)
		rules.scoped = 3; /* abstract Unix sockets, signals */
	return rules;
}

static size_t ruleset_size(long abi)
{
	return abi >= 6 ? 24 : abi >= 4 ? 16 : 8;
}

static int make_ruleset(long *abi)
{
	*abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	if (*abi <= 0)
		return -1;

	struct ruleset rules = everything(*abi);

	return (int)syscall(SYS_landlock_create_ruleset, &rules, ruleset_size(*abi), 0);
}

/* What parsing needs and nothing more, and what libcrypto blinds its points with when it verifies a
 * signature: random bytes, and the process id by which it knows that it was forked. write() fails
 * softly: libc's last words before an abort are not worth a channel. */
static const int allowed[] = {
	SCMP_SYS(read),	      SCMP_SYS(pread64),       SCMP_SYS(sendmsg),
	SCMP_SYS(recvmsg),    SCMP_SYS(munmap),	       SCMP_SYS(mremap),
	SCMP_SYS(madvise),    SCMP_SYS(brk),	       SCMP_SYS(futex),
	SCMP_SYS(fstat),      SCMP_SYS(newfstatat),    SCMP_SYS(lseek),
	SCMP_SYS(close),      SCMP_SYS(ftruncate),     SCMP_SYS(rt_sigreturn),
	SCMP_SYS(exit_group), SCMP_SYS(clock_gettime), SCMP_SYS(restart_syscall),
	SCMP_SYS(getpid),     SCMP_SYS(getrandom),
};

static bool limit(int resource, uint64_t n)
{
	return setrlimit((__rlimit_resource_t)resource, &(struct rlimit){ n, n }) == 0;
}

/* AddressSanitizer's shadow is terabytes of data that nothing has touched, and its longjmp() asks
 * for the alternate stack. */
#ifdef __SANITIZE_ADDRESS__
static bool limit_data(uint64_t n)
{
	(void)n;
	return true;
}

static bool add_sanitizer_rules(scmp_filter_ctx filter)
{
	return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(sigaltstack), 0) == 0;
}
#else
static bool limit_data(uint64_t n)
{
	return limit(RLIMIT_DATA, n);
}

static bool add_sanitizer_rules(scmp_filter_ctx filter)
{
	(void)filter;
	return true;
}
#endif

static bool add_rules(scmp_filter_ctx filter)
{
	const struct scmp_arg_cmp not_exec = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);

	for (size_t i = 0; i < sizeof(allowed) / sizeof(allowed[0]); i++)
		if (seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0) != 0)
			return false;
	return add_sanitizer_rules(filter) &&
	       seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, not_exec) == 0 &&
	       seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, not_exec) == 0 &&
	       seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(write), 0) == 0 &&
	       seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(writev), 0) == 0;
}

static bool have_filters(void)
{
	/* A NULL program is refused with EFAULT where filters exist, EINVAL where not. */
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, NULL, 0, 0) != 0 && errno == EFAULT;
}

enum err lock_prepare(struct lock **out)
{
	long abi = 0;

	*out = NULL;
	if (!have_filters())
		return err_set(ERR_DENIED,
			       "this kernel has no seccomp filters: a scan would parse "
			       "hostile files unprotected (--sandbox=none accepts that)");

	struct lock *lock = mem_alloc(sizeof(*lock));

	lock->filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
	lock->ruleset = make_ruleset(&abi);
	if (!lock->filter || !add_rules(lock->filter)) {
		lock_free(lock);
		return err_set(ERR_DENIED, "libseccomp could not build the workers' filter");
	}
	if (lock->ruleset >= 0)
		(void)snprintf(lock->level, LEVEL_MAX, "seccomp+landlock/%ld", abi);
	else
		(void)snprintf(lock->level, LEVEL_MAX, "seccomp");
	*out = lock;
	return OK;
}

void lock_free(struct lock *lock)
{
	if (!lock)
		return;
	if (lock->filter)
		seccomp_release(lock->filter);
	if (lock->ruleset >= 0)
		(void)close(lock->ruleset); /* holds nothing */
	mem_free(lock);
}

const char *lock_level(const struct lock *lock)
{
	return lock->level;
}

static bool set_limits(uint64_t data, uint64_t file_size)
{
	return limit_data(data) && limit(RLIMIT_FSIZE, file_size) && limit(RLIMIT_CORE, 0) &&
	       limit(RLIMIT_NPROC, 0);
}

static bool kept(int fd, const int *keep, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (fd == keep[i])
			return true;
	return false;
}

/* Closes every descriptor above 2 that is not kept. */
static bool close_others(const int *keep, size_t n)
{
	int above = 2;

	for (size_t i = 0; i < n; i++)
		above = keep[i] > above ? keep[i] : above;
	for (int fd = 3; fd <= above; fd++)
		if (!kept(fd, keep, n))
			(void)close(fd); /* most are not open */
	return syscall(SYS_close_range, (unsigned)above + 1, ~0U, 0) == 0;
}

bool lock_down(const struct lock *lock, const int *keep, size_t n, uint64_t data,
	       uint64_t file_size)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || !set_limits(data, file_size))
		return false;
	if (lock->ruleset >= 0 && syscall(SYS_landlock_restrict_self, lock->ruleset, 0) != 0)
		return false;
	return close_others(keep, n) && seccomp_load(lock->filter) == 0;
}
