/* Folders by descriptor, depth first. */
#include "sys/walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"

enum { PATH_ROOM = 1 << 20 };

struct tour {
	const struct walker *walker;
	struct buf path;
	char *real_root; /* without links, or NULL when it could not be found */
	unsigned depth;
};

static enum err walk_folder(struct tour *tour, int fd);

static enum err report(struct tour *tour, struct walk_entry entry)
{
	entry.path = buf_view(&tour->path);
	return tour->walker->visit(tour->walker->context, &entry);
}

static enum err fail(struct tour *tour, int error)
{
	return report(tour, (struct walk_entry){ .kind = WALK_FAILED, .text = strerror(error) });
}

static const char *special_name(mode_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFIFO:
		return "named pipe";
	case S_IFSOCK:
		return "socket";
	case S_IFCHR:
		return "character device";
	case S_IFBLK:
		return "block device";
	default:
		return "special file";
	}
}

/* O_NONBLOCK: what was a file when it was looked at may be a pipe by now. */
enum { OPEN_FLAGS = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC };

static bool is_wanted(const struct tour *tour)
{
	return !tour->walker->want ||
	       tour->walker->want(tour->walker->context, buf_view(&tour->path));
}

static enum err visit_dead(struct tour *tour)
{
	return is_wanted(tour) ? report(tour, (struct walk_entry){ .kind = WALK_LINK_DEAD }) : OK;
}

static enum err visit_file(struct tour *tour, int dir, const char *name)
{
	struct stat st;

	if (!is_wanted(tour))
		return OK;

	int fd = openat(dir, name, OPEN_FLAGS);

	if (fd < 0)
		return fail(tour, errno);
	if (fstat(fd, &st) != 0) {
		(void)close(fd); /* nothing was read */
		return fail(tour, errno);
	}
	if (!S_ISREG(st.st_mode)) {
		(void)close(fd);
		return report(tour, (struct walk_entry){ .kind = WALK_SPECIAL,
							 .text = special_name(st.st_mode) });
	}
	return report(tour, (struct walk_entry){
				    .kind = WALK_FILE, .fd = fd, .size = (uint64_t)st.st_size });
}

static enum err enter_folder(struct tour *tour, int dir, const char *name, int flags)
{
	if (tour->walker->enter &&
	    !tour->walker->enter(tour->walker->context, buf_view(&tour->path)))
		return OK;
	if (tour->depth >= WALK_DEPTH_MAX)
		return report(tour, (struct walk_entry){ .kind = WALK_FAILED,
							 .text = "it lies deeper than the limit" });

	int fd = openat(dir, name, OPEN_FLAGS | O_DIRECTORY | flags);

	return fd < 0 ? fail(tour, errno) : walk_folder(tour, fd);
}

/* A folder inside the tree is met on its own way. */
static bool leads_away(const struct tour *tour)
{
	char *real = realpath((const char *)tour->path.p, NULL);
	size_t n = tour->real_root ? strlen(tour->real_root) : 0;
	bool inside = real && n > 0 && strncmp(real, tour->real_root, n) == 0 &&
		      (real[n] == '\0' || real[n] == '/' || n == 1);

	free(real);
	return !inside;
}

static enum err visit_link(struct tour *tour, int dir, const char *name)
{
	struct stat st;

	if (fstatat(dir, name, &st, 0) != 0)
		return errno == ENOENT ? visit_dead(tour) : fail(tour, errno);
	if (S_ISREG(st.st_mode))
		return visit_file(tour, dir, name);
	if (!S_ISDIR(st.st_mode))
		return report(tour, (struct walk_entry){ .kind = WALK_SPECIAL,
							 .text = special_name(st.st_mode) });
	if (!leads_away(tour))
		return OK;
	return report(tour, (struct walk_entry){ .kind = WALK_LINK_AWAY });
}

static enum err visit_name(struct tour *tour, int dir, const char *name, unsigned char type)
{
	struct stat st = { .st_mode = (mode_t)DTTOIF(type) };

	if (type == DT_UNKNOWN && fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return fail(tour, errno);
	switch (st.st_mode & S_IFMT) {
	case S_IFREG:
		return visit_file(tour, dir, name);
	case S_IFDIR:
		return enter_folder(tour, dir, name, O_NOFOLLOW);
	case S_IFLNK:
		return visit_link(tour, dir, name);
	default:
		return report(tour, (struct walk_entry){ .kind = WALK_SPECIAL,
							 .text = special_name(st.st_mode) });
	}
}

static enum err visit_child(struct tour *tour, int dir, const struct dirent *child)
{
	size_t before = tour->path.n;

	if (strcmp(child->d_name, ".") == 0 || strcmp(child->d_name, "..") == 0)
		return OK;
	if (tour->path.p[before - 1] != '/')
		buf_byte(&tour->path, '/');
	buf_str(&tour->path, child->d_name);

	enum err e = tour->path.over ? fail(tour, ENAMETOOLONG)
				     : visit_name(tour, dir, child->d_name, child->d_type);

	buf_cut(&tour->path, before);
	tour->path.over = false;
	return e;
}

/* Takes fd. */
static enum err walk_folder(struct tour *tour, int fd)
{
	DIR *folder = fdopendir(fd);
	struct dirent *child;
	enum err e = OK;

	if (!folder) {
		(void)close(fd); /* fdopendir did not take it */
		return fail(tour, errno);
	}
	tour->depth++;
	while (e == OK && (errno = 0, child = readdir(folder)))
		e = visit_child(tour, fd, child);
	if (e == OK && errno != 0)
		e = fail(tour, errno);
	tour->depth--;
	(void)closedir(folder); /* only read from */
	return e;
}

static enum err walk_root(struct tour *tour, const char *root)
{
	struct stat st;

	if (stat(root, &st) != 0)
		return fail(tour, errno);
	if (S_ISDIR(st.st_mode)) {
		tour->real_root = realpath(root, NULL);
		return enter_folder(tour, AT_FDCWD, root, 0);
	}
	if (S_ISREG(st.st_mode))
		return visit_file(tour, AT_FDCWD, root);
	return report(tour, (struct walk_entry){ .kind = WALK_SPECIAL,
						 .text = special_name(st.st_mode) });
}

enum err walk(const char *root, const struct walker *walker)
{
	struct tour tour = { .walker = walker };
	size_t n = strlen(root);

	while (n > 1 && root[n - 1] == '/')
		n--;
	buf_init(&tour.path, PATH_ROOM);
	buf_add(&tour.path, root, n);

	enum err e = walk_root(&tour, root);

	buf_free(&tour.path);
	free(tour.real_root);
	return e;
}
