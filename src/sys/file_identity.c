/* openat2(2) and fstat(2). */
#include "sys/file_identity.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NS_PER_SECOND INT64_C(1000000000)

static int open_below(int root, const char *path, uint64_t flags)
{
	struct open_how how = { .flags = flags | O_CLOEXEC,
				.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS };

	return (int)syscall(SYS_openat2, root, path, &how, sizeof(how));
}

int file_below(int root, const char *path)
{
	return open_below(root, path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
}

int file_below_path(int root, const char *path)
{
	return open_below(root, path, O_PATH);
}

static int64_t in_ns(struct timespec t)
{
	return (int64_t)t.tv_sec * NS_PER_SECOND + t.tv_nsec;
}

bool file_identify(int fd, struct file_identity *identity, bool *is_regular)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return false;
	*is_regular = S_ISREG(st.st_mode);
	*identity = (struct file_identity){ .dev = st.st_dev,
					    .ino = st.st_ino,
					    .size = (uint64_t)st.st_size,
					    .mtime_ns = in_ns(st.st_mtim),
					    .ctime_ns = in_ns(st.st_ctim) };
	return true;
}

bool file_same(const struct file_identity *a, const struct file_identity *b)
{
	return a->dev == b->dev && a->ino == b->ino && a->size == b->size &&
	       a->mtime_ns == b->mtime_ns && a->ctime_ns == b->ctime_ns;
}
