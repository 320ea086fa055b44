/* Replacing a file that others read. */
#include "advisory/db_install.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "advisory/db_layout.h"
#include "sys/home.h"

enum { FOLDER_MODE = 0755, FILE_MODE = 0644 };

enum err db_path(struct arena *arena, const char *given, const char **path)
{
	const char *variable = getenv("ASSAY_DB");

	*path = given ? given : variable && *variable ? variable : NULL;
	if (!*path)
		*path = home_path(HOME_DATA, "advisories.db", arena);
	return *path ? OK
		     : err_set(ERR_USAGE, "there is no home folder for the database: name a file "
					  "with --db or ASSAY_DB");
}

static enum err failed(const char *what, const char *path)
{
	return err_set(ERR_IO, "%s %s: %s", what, path, strerror(errno));
}

/* Makes the folder and those it lies in. */
static enum err make_folders(struct arena *arena, const char *folder)
{
	char *path = arena_text(arena, span_str(folder));

	for (char *p = path + 1; *p; p++) {
		if (*p != '/')
			continue;
		*p = '\0';
		(void)mkdir(path, FOLDER_MODE); /* the last one tells */
		*p = '/';
	}
	if (mkdir(path, FOLDER_MODE) != 0 && errno != EEXIST)
		return failed("create folder", path);
	return OK;
}

static char *folder_of(struct arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return arena_text(arena, span_str("."));
	return arena_text(arena, span_of(path, slash == path ? 1 : (size_t)(slash - path)));
}

static enum err take_lock(struct arena *arena, const char *path, int *lock)
{
	const char *name = arena_printf(arena, "%s.lock", path);
	int done;

	*lock = open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, FILE_MODE);
	if (*lock < 0)
		return failed("create", name);
	do
		done = flock(*lock, LOCK_EX);
	while (done != 0 && errno == EINTR);
	return done == 0 ? OK : failed("lock", name);
}

/* A slip of the hand must not cost a folder or another file: only a database makes room for one,
 * whole or not. */
static enum err check_place(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	uint8_t head[DB_MAGIC_SIZE];
	struct stat st;
	ssize_t n = -1;

	if (fd < 0)
		return errno == ENOENT ? OK : failed("open", path);
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		n = read(fd, head, sizeof(head));
	(void)close(fd); /* only read from */
	if (n < 0 || memcmp(head, DB_MAGIC, (size_t)n) != 0)
		return err_set(ERR_USAGE,
			       "%s: it is no database of advisories, and is not replaced by one",
			       path);
	return OK;
}

enum err db_install_begin(struct db_install *install, struct arena *arena, const char *path)
{
	enum err e;

	*install = (struct db_install){
		.path = path,
		.folder = folder_of(arena, path),
		.fresh = arena_printf(arena, "%s.new", path),
		.previous = arena_printf(arena, "%s.previous", path),
		.lock = -1,
		.fd = -1,
	};
	e = make_folders(arena, install->folder);
	if (e == OK)
		e = check_place(path);
	if (e == OK)
		e = take_lock(arena, path, &install->lock);
	if (e != OK)
		return e;
	(void)unlink(install->fresh); /* left by one that was ended, if it is there */
	install->fd = open(install->fresh, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, FILE_MODE);
	return install->fd < 0 ? failed("create", install->fresh) : OK;
}

/* The database stays where it is, and gets a second name. */
static enum err keep_previous(const struct db_install *install)
{
	if (unlink(install->previous) != 0 && errno != ENOENT)
		return failed("remove", install->previous);
	if (link(install->path, install->previous) == 0 || errno == ENOENT)
		return OK;
	/* A file system without links: for a moment there is no database. */
	if (rename(install->path, install->previous) != 0)
		return failed("rename", install->path);
	return OK;
}

static void flush_folder(const char *folder)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return;
	(void)fsync(fd); /* the names are there all the same */
	(void)close(fd);
}

enum err db_install_commit(struct db_install *install)
{
	enum err e = OK;
	int fd = install->fd;

	install->fd = -1;
	if (fsync(fd) != 0)
		e = failed("write", install->fresh);
	if (close(fd) != 0 && e == OK)
		e = failed("write", install->fresh);
	if (e == OK)
		e = keep_previous(install);
	if (e == OK && rename(install->fresh, install->path) != 0)
		e = failed("rename", install->fresh);
	if (e == OK)
		flush_folder(install->folder);
	return e;
}

void db_install_end(struct db_install *install)
{
	if (install->lock < 0)
		return;
	if (install->fd >= 0)
		(void)close(install->fd); /* it goes */
	(void)unlink(install->fresh);	  /* gone when it was committed */
	(void)close(install->lock);	  /* gives it back */
	install->lock = install->fd = -1;
}

static enum err exchange(const struct db_install *install)
{
	if (renameat2(AT_FDCWD, install->path, AT_FDCWD, install->previous, RENAME_EXCHANGE) == 0)
		return OK;
	if (errno == ENOENT)
		return err_set(ERR_USAGE, "%s: there is no previous database to go back to",
			       install->path);
	if (errno != EINVAL)
		return failed("exchange", install->path);
	/* A file system that cannot exchange: one after the other. */
	if (rename(install->previous, install->fresh) != 0 ||
	    rename(install->path, install->previous) != 0 ||
	    rename(install->fresh, install->path) != 0)
		return failed("exchange", install->path);
	return OK;
}

enum err db_rollback(struct arena *arena, const char *path)
{
	struct db_install install;
	enum err e = db_install_begin(&install, arena, path);

	if (e == OK)
		e = exchange(&install);
	if (e == OK)
		flush_folder(install.folder);
	db_install_end(&install);
	return e;
}
