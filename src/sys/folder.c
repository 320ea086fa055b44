/* Files of a folder. */
#include "sys/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { FOLDER_MODE = 0777, FILE_MODE = 0666, PRIVATE_MODE = 0600 }; /* less the user's umask */

static enum err failed(const struct folder *folder, const char *what, const char *name)
{
	return err_set(ERR_IO, "%s %s%s%s: %s", what, folder->path, *name ? "/" : "", name,
		       strerror(errno));
}

/* Below the folder only, whatever links there are (openat2(2)). */
static int open_in(const struct folder *folder, const char *name, int flags)
{
	unsigned mode = folder->is_private ? PRIVATE_MODE : FILE_MODE;
	int more = flags & O_PATH ? O_CLOEXEC : O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
	struct open_how how = { .flags = (unsigned)(flags | more),
				.mode = flags & O_CREAT ? mode : 0,
				.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS };

	return (int)syscall(SYS_openat2, folder->fd, *name ? name : ".", &how, sizeof(how));
}

/* A name as the open folder that it is in, and what it is called there: calls that know nothing of
 * "below" are made with this. */
struct place {
	int at; /* -1: there is no such folder */
	const char *base;
};

static struct place place_of(const struct folder *folder, const char *name)
{
	const char *slash = strrchr(name, '/');
	char parent[FOLDER_NAME_MAX];
	int n = snprintf(parent, sizeof(parent), "%.*s", slash ? (int)(slash - name) : 0, name);

	if (n >= (int)sizeof(parent)) {
		errno = ENAMETOOLONG;
		return (struct place){ .at = -1, .base = name };
	}
	return (struct place){ .at = open_in(folder, parent, O_PATH | O_DIRECTORY),
			       .base = slash ? slash + 1 : name };
}

static void leave(const struct place *place)
{
	int why = errno;

	if (place->at >= 0)
		(void)close(place->at); /* nothing was written to it */
	errno = why;
}

/* Makes the folders that a name lies in; opening what is in the last one tells. */
static void make_parents(const struct folder *folder, const char *name)
{
	char part[FOLDER_NAME_MAX];

	for (size_t i = 1; name[i] && i < sizeof(part); i++) {
		struct place place;

		if (name[i] != '/')
			continue;
		(void)snprintf(part, sizeof(part), "%.*s", (int)i, name);
		place = place_of(folder, part);
		if (place.at >= 0)
			(void)mkdirat(place.at, place.base, FOLDER_MODE); /* it may be there */
		leave(&place);
	}
}

/* The same for a path of the user's, wherever it leads. */
static void make_path(const char *path)
{
	char part[PATH_MAX];

	for (size_t i = 1; path[i] && i < sizeof(part); i++) {
		if (path[i] != '/')
			continue;
		(void)snprintf(part, sizeof(part), "%.*s", (int)i, path);
		(void)mkdir(part, FOLDER_MODE); /* it may be there */
	}
}

enum err folder_open(struct folder *folder, const char *path, bool make)
{
	*folder = (struct folder){ .fd = -1, .lock = -1, .path = path };
	if (make) {
		make_path(path);
		if (mkdir(path, FOLDER_MODE) != 0 && errno != EEXIST)
			return failed(folder, "create folder", "");
	}
	folder->fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return folder->fd < 0 ? failed(folder, "open folder", "") : OK;
}

void folder_close(struct folder *folder)
{
	if (folder->lock >= 0)
		(void)close(folder->lock); /* gives it back */
	if (folder->fd >= 0)
		(void)close(folder->fd); /* only read from */
	folder->fd = folder->lock = -1;
}

enum err folder_lock(struct folder *folder)
{
	int done;

	folder->lock = open_in(folder, ".lock", O_RDWR | O_CREAT | O_NOFOLLOW);
	if (folder->lock < 0)
		return failed(folder, "create", ".lock");
	do
		done = flock(folder->lock, LOCK_EX);
	while (done != 0 && errno == EINTR);
	return done == 0 ? OK : failed(folder, "lock", ".lock");
}

/* Reading. */

static enum err read_to(const struct folder *folder, const char *name, int fd, uint8_t *room,
			size_t max, size_t *n)
{
	uint8_t more;

	*n = 0;
	for (;;) {
		bool full = *n == max;
		ssize_t got = full ? read(fd, &more, 1) : read(fd, room + *n, max - *n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return failed(folder, "read", name);
		if (got == 0)
			return OK;
		if (full)
			return err_set(ERR_LIMIT, "%s/%s is longer than %zu bytes", folder->path,
				       name, max);
		*n += (size_t)got;
	}
}

/* Opens what is a file; *fd is -1 when it is not there. */
static enum err open_file(const struct folder *folder, const char *name, int *fd, size_t *size)
{
	struct stat st;

	*fd = open_in(folder, name, O_RDONLY);
	if (*fd < 0)
		return errno == ENOENT || errno == ENOTDIR ? OK : failed(folder, "open", name);
	if (fstat(*fd, &st) == 0 && S_ISREG(st.st_mode)) {
		*size = (size_t)st.st_size;
		return OK;
	}
	(void)close(*fd); /* only looked at */
	*fd = -1;
	return err_set(ERR_IO, "%s/%s is no file", folder->path, name);
}

enum err folder_read(const struct folder *folder, const char *name, uint8_t *room, size_t max,
		     size_t *n)
{
	size_t size;
	int fd;
	enum err e = open_file(folder, name, &fd, &size);

	*n = FOLDER_MISSING;
	if (e != OK || fd < 0)
		return e;
	e = read_to(folder, name, fd, room, max, n);
	(void)close(fd); /* only read from */
	return e;
}

enum err folder_load(const struct folder *folder, const char *name, size_t max, struct arena *arena,
		     struct span *out)
{
	size_t size = 0, n = 0;
	uint8_t *room;
	int fd;
	enum err e = open_file(folder, name, &fd, &size);

	*out = (struct span){ 0 };
	if (e != OK || fd < 0)
		return e;
	room = arena_alloc(arena, size < max ? size + 1 : max + 1);
	e = read_to(folder, name, fd, room, size < max ? size : max, &n);
	(void)close(fd); /* only read from */
	*out = span_of(room, n);
	return e;
}

bool folder_has(const struct folder *folder, const char *name)
{
	int fd = open_in(folder, name, O_PATH | O_NOFOLLOW);

	if (fd >= 0)
		(void)close(fd); /* only looked for */
	return fd >= 0;
}

/* Writing. */

static enum err write_all(const struct folder *folder, const char *name, int fd, struct span bytes)
{
	while (bytes.n) {
		ssize_t n = write(fd, bytes.p, bytes.n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return failed(folder, "write", name);
		bytes = span_from(bytes, (size_t)n);
	}
	return OK;
}

static int create_in(const struct folder *folder, const char *name)
{
	int flags = O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, fd = open_in(folder, name, flags);

	if (fd >= 0 || errno != ENOENT)
		return fd;
	make_parents(folder, name);
	return open_in(folder, name, flags);
}

enum err folder_write(const struct folder *folder, const char *name, struct span bytes, bool flush)
{
	int fd = create_in(folder, name);
	enum err e;

	if (fd < 0)
		return failed(folder, "create", name);
	e = write_all(folder, name, fd, bytes);
	if (e == OK && flush && fsync(fd) != 0)
		e = failed(folder, "write", name);
	if (close(fd) != 0 && e == OK)
		e = failed(folder, "write", name);
	return e;
}

/* The folder that `name` lies in; "" for the folder itself. */
static void parent_of(const char *name, char out[FOLDER_NAME_MAX])
{
	const char *slash = strrchr(name, '/');

	(void)snprintf(out, FOLDER_NAME_MAX, "%.*s", slash ? (int)(slash - name) : 0, name);
}

/* rename(2) below the folder. */
static bool rename_in(const struct folder *folder, const char *from, const char *to)
{
	struct place old = place_of(folder, from), new = place_of(folder, to);
	bool done = old.at >= 0 && new.at >= 0 && renameat(old.at, old.base, new.at, new.base) == 0;

	leave(&old);
	leave(&new);
	return done;
}

enum err folder_replace(const struct folder *folder, const char *name, struct span bytes)
{
	char fresh[FOLDER_NAME_MAX], parent[FOLDER_NAME_MAX];
	enum err e;

	if (snprintf(fresh, sizeof(fresh), "%s.new", name) >= (int)sizeof(fresh))
		return err_set(ERR_LIMIT, "%s: the name is too long", name);
	parent_of(name, parent);
	e = folder_write(folder, fresh, bytes, true);
	if (e == OK && !rename_in(folder, fresh, name))
		e = failed(folder, "rename", fresh);
	return e == OK ? folder_flush(folder, parent) : e;
}

enum err folder_move(const struct folder *folder, const char *from, const char *to)
{
	if (rename_in(folder, from, to))
		return OK;
	if (errno == ENOENT) {
		make_parents(folder, to);
		if (rename_in(folder, from, to))
			return OK;
	}
	return failed(folder, "rename", from);
}

enum err folder_flush(const struct folder *folder, const char *name)
{
	int fd = open_in(folder, name, O_RDONLY | O_DIRECTORY);
	enum err e = OK;

	if (fd < 0)
		return failed(folder, "open folder", name);
	if (fsync(fd) != 0)
		e = failed(folder, "flush", name);
	(void)close(fd); /* only read from */
	return e;
}

enum err folder_flush_all(const struct folder *folder)
{
	return syncfs(folder->fd) == 0 ? OK : failed(folder, "flush", "");
}

/* Listing and removing. */

static bool unlink_in(const struct folder *folder, const char *name, int flags)
{
	struct place place = place_of(folder, name);
	bool gone = place.at >= 0 && unlinkat(place.at, place.base, flags) == 0;

	leave(&place);
	return gone || errno == ENOENT || errno == ENOTDIR;
}

enum err folder_remove(const struct folder *folder, const char *name)
{
	return unlink_in(folder, name, 0) ? OK : failed(folder, "remove", name);
}

enum err folder_each(const struct folder *folder, const char *name,
		     enum err (*each)(void *context, const char *file), void *context)
{
	int fd = open_in(folder, name, O_RDONLY | O_DIRECTORY);
	const struct dirent *entry;
	enum err e = OK;
	DIR *list;

	if (fd < 0)
		return errno == ENOENT ? OK : failed(folder, "open folder", name);
	list = fdopendir(fd);
	if (!list) {
		(void)close(fd); /* only read from */
		return failed(folder, "list", name);
	}
	while (e == OK && (entry = readdir(list)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			e = each(context, entry->d_name);
	(void)closedir(list); /* only read from */
	return e;
}

struct clearing {
	const struct folder *folder;
	const char *name;
};

static enum err clear_one(void *context, const char *file)
{
	const struct clearing *clearing = context;
	char path[2 * FOLDER_NAME_MAX];

	(void)snprintf(path, sizeof(path), "%s/%s", clearing->name, file);
	return folder_remove(clearing->folder, path);
}

enum err folder_clear(const struct folder *folder, const char *name)
{
	struct clearing clearing = { folder, name };
	enum err e = folder_each(folder, name, clear_one, &clearing);

	if (e == OK && !unlink_in(folder, name, AT_REMOVEDIR))
		e = failed(folder, "remove folder", name);
	return e;
}
