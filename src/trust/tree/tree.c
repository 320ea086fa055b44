/* Walking a model by descriptors; no link is followed, only asked where it leads. */
#include "trust/tree/tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/sort.h"

enum { ENTRIES_FIRST = 256, PATH_LENGTH_MAX = 64 << 10 };

const struct span tree_git_paths[] = { SPAN(".git"), SPAN(".gitattributes"), SPAN(".github"),
				       SPAN(".gitignore") };
const size_t tree_git_paths_n = sizeof(tree_git_paths) / sizeof(*tree_git_paths);

struct walk {
	const struct tree_rules *rules;
	struct arena *arena;
	struct tree *tree;
	struct tree_entry *entries;
	size_t room;
	struct buf path;
	unsigned depth;
	char real[PATH_MAX]; /* the folder as the kernel knows it; "": it does not say */
	bool has_self;
	dev_t self_dev; /* of the signature's file */
	ino_t self_ino;
};

bool tree_is_ignored(const struct tree_rules *rules, struct span path)
{
	for (size_t i = 0; i < rules->n; i++) {
		struct span rule = rules->ignored[i];

		if (rule.n && path.n >= rule.n && span_eq(span_part(path, 0, rule.n), rule) &&
		    (path.n == rule.n || path.p[rule.n] == '/'))
			return true;
	}
	return false;
}

static enum err add(struct walk *walk, struct tree_entry entry)
{
	struct tree *tree = walk->tree;

	if (tree->n == TREE_ENTRIES_MAX)
		return err_set(ERR_LIMIT, "the model has more than %d files", TREE_ENTRIES_MAX);
	if (tree->n == walk->room) {
		struct tree_entry *more;

		walk->room = walk->room ? 2 * walk->room : ENTRIES_FIRST;
		more = arena_array(walk->arena, walk->room, sizeof(*more));
		if (tree->n)
			memcpy(more, walk->entries, tree->n * sizeof(*more));
		walk->entries = more;
		tree->entries = more;
	}
	entry.path = arena_copy(walk->arena, buf_view(&walk->path));
	walk->entries[tree->n++] = entry;
	return OK;
}

static enum err add_unreadable(struct walk *walk, int error)
{
	return add(walk, (struct tree_entry){ .kind = TREE_UNREADABLE, .error = error });
}

static enum err walk_folder(struct walk *walk, int fd);

static enum err enter(struct walk *walk, int dir, const char *name)
{
	int fd;

	if (walk->depth == TREE_DEPTH_MAX)
		return add_unreadable(walk, ELOOP);
	fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	return fd < 0 ? add_unreadable(walk, errno) : walk_folder(walk, fd);
}

/* The path of what is open, as proc(5) has it; "" when there is none. */
static void real_path(int fd, char out[PATH_MAX])
{
	char link[sizeof("/proc/self/fd/") + 3 * sizeof(fd)];
	ssize_t n;

	(void)snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, out, PATH_MAX);
	out[n > 0 && n < PATH_MAX ? n : 0] = '\0';
}

/* Whether a folder is one that is walked: what is in it is then looked at under its own path. One
 * that a rule leaves out, or beside a snapshot, is not. */
static bool is_walked(const struct walk *walk, int fd)
{
	size_t n = strlen(walk->real);
	char path[PATH_MAX];

	real_path(fd, path);
	if (!n || strncmp(path, walk->real, n) != 0 || (path[n] && path[n] != '/'))
		return false;
	return !path[n] || !tree_is_ignored(walk->rules, span_str(path + n + 1));
}

/* Where a link leads, seen from the root. */
static struct tree_entry look_behind(const struct walk *walk)
{
	struct open_how how = { .flags = O_PATH | O_CLOEXEC,
				.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS };
	struct tree_entry entry = { .kind = TREE_LINK_DEAD };
	struct stat st;
	const char *path = tree_path(walk->tree, buf_view(&walk->path), walk->arena);
	int fd = (int)syscall(SYS_openat2, walk->tree->root, path, &how, sizeof(how));

	if (fd < 0) {
		entry.error = errno;
		if (errno == EXDEV)
			entry.kind = TREE_LINK_AWAY;
		return entry;
	}
	if (fstat(fd, &st) == 0) {
		entry.size = (uint64_t)st.st_size;
		entry.kind = S_ISREG(st.st_mode)    ? TREE_LINK
			     : !S_ISDIR(st.st_mode) ? TREE_SPECIAL
			     : is_walked(walk, fd)  ? TREE_LINK_FOLDER
						    : TREE_LINK_AWAY;
	}
	(void)close(fd); /* nothing was read */
	return entry;
}

static bool is_self(const struct walk *walk, const struct stat *st)
{
	return walk->has_self && st->st_dev == walk->self_dev && st->st_ino == walk->self_ino;
}

static enum err look_at(struct walk *walk, int dir, const char *name)
{
	struct stat st;

	if (tree_is_ignored(walk->rules, buf_view(&walk->path)))
		return add(walk, (struct tree_entry){ .kind = TREE_IGNORED });
	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return add_unreadable(walk, errno);
	if (S_ISDIR(st.st_mode))
		return enter(walk, dir, name);
	if (S_ISLNK(st.st_mode))
		return add(walk, look_behind(walk));
	if (!S_ISREG(st.st_mode))
		return add(walk, (struct tree_entry){ .kind = TREE_SPECIAL });
	if (is_self(walk, &st))
		return OK;
	return add(walk, (struct tree_entry){ .kind = TREE_FILE, .size = (uint64_t)st.st_size });
}

static enum err visit(struct walk *walk, int dir, const char *name)
{
	size_t before = walk->path.n;
	enum err e;

	if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		return OK;
	if (before)
		buf_byte(&walk->path, '/');
	buf_str(&walk->path, name);
	e = walk->path.over ? err_set(ERR_LIMIT, "a path of the model is longer than %d bytes",
				      PATH_LENGTH_MAX)
			    : look_at(walk, dir, name);
	buf_cut(&walk->path, before);
	return e;
}

/* Takes fd. */
static enum err walk_folder(struct walk *walk, int fd)
{
	DIR *folder = fdopendir(fd);
	struct dirent *child;
	enum err e = OK;

	if (!folder) {
		(void)close(fd); /* fdopendir did not take it */
		return add_unreadable(walk, errno);
	}
	walk->depth++;
	while (e == OK && (errno = 0, child = readdir(folder)))
		e = visit(walk, fd, child->d_name);
	if (e == OK && errno != 0)
		e = add_unreadable(walk, errno);
	walk->depth--;
	(void)closedir(folder); /* only read from */
	return e;
}

static int by_path(const void *a, const void *b)
{
	const struct tree_entry *x = a, *y = b;

	return span_cmp(x->path, y->path);
}

/* The root itself. */

/* The last part of a path, as the kernel knows it when the words end in "." or "..". */
static struct span name_of(const char *path, struct arena *arena)
{
	char *real = realpath(path, NULL);
	struct span name = span_str(real ? real : path);
	size_t at = name.n;

	while (at > 0 && name.p[at - 1] != '/')
		at--;
	name = arena_copy(arena, span_from(name, at));
	free(real);
	return name;
}

/* The folder DIR of DIR/snapshots/REVISION, when it has blobs beside; then the root is that. */
static void find_cache(struct tree *tree, int model, struct arena *arena)
{
	int dir = openat(model, "../..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct span parts[] = { SPAN("snapshots/"), tree->name, SPAN("/") };
	struct stat blobs, own, same;
	const char *path = (const char *)arena_join(arena, parts, 2).p;

	if (dir < 0)
		return;
	if (fstatat(dir, "blobs", &blobs, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(blobs.st_mode) &&
	    fstat(model, &own) == 0 && fstatat(dir, path, &same, AT_SYMLINK_NOFOLLOW) == 0 &&
	    own.st_ino == same.st_ino && own.st_dev == same.st_dev) {
		(void)close(tree->root); /* it was only read */
		tree->root = dir;
		tree->prefix = arena_join(arena, parts, 3);
		return;
	}
	(void)close(dir);
}

static enum err walk_root(struct walk *walk, const char *path)
{
	struct tree *tree = walk->tree;
	struct stat st;
	int fd;

	if (fstat(tree->root, &st) != 0)
		return err_set(ERR_IO, "%s: %s", path, strerror(errno));
	if (S_ISREG(st.st_mode)) {
		tree->is_file = true;
		buf_span(&walk->path, tree->name);
		return add(walk,
			   (struct tree_entry){ .kind = TREE_FILE, .size = (uint64_t)st.st_size });
	}
	if (!S_ISDIR(st.st_mode))
		return err_set(ERR_IO, "%s: it is neither a file nor a folder", path);
	fd = openat(tree->root, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return err_set(ERR_IO, "%s: %s", path, strerror(errno));
	find_cache(tree, fd, walk->arena);
	real_path(fd, walk->real);
	return walk_folder(walk, fd);
}

enum err tree_open(const char *path, const struct tree_rules *rules, struct arena *arena,
		   struct tree *tree)
{
	struct walk walk = { .rules = rules, .arena = arena, .tree = tree };
	struct stat st;
	enum err e;

	*tree = (struct tree){
		.root = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK),
	};
	if (tree->root < 0)
		return err_set(ERR_IO, "open %s: %s", path, strerror(errno));
	tree->name = name_of(path, arena);
	if (rules->self && stat(rules->self, &st) == 0) {
		walk.has_self = true;
		walk.self_dev = st.st_dev;
		walk.self_ino = st.st_ino;
	}
	buf_init(&walk.path, PATH_LENGTH_MAX);
	e = walk_root(&walk, path);
	buf_free(&walk.path);
	if (e != OK) {
		tree_close(tree);
		return e;
	}
	sort_rows(walk.entries, tree->n, sizeof(*walk.entries), by_path);
	return OK;
}

void tree_close(struct tree *tree)
{
	if (tree->root >= 0)
		(void)close(tree->root); /* it was only read */
	tree->root = -1;
}

const struct tree_entry *tree_find(const struct tree *tree, struct span path)
{
	const struct tree_entry wanted = { .path = path };

	return tree->n ? bsearch(&wanted, tree->entries, tree->n, sizeof(wanted), by_path) : NULL;
}

const char *tree_path(const struct tree *tree, struct span path, struct arena *arena)
{
	const struct span parts[] = { tree->prefix, path };

	return tree->is_file ? NULL : (const char *)arena_join(arena, parts, 2).p;
}
