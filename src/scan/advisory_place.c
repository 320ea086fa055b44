/* Folders by openat(), servers through the program that fetches. */
#include "scan/advisory_place.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/reader.h"
#include "sys/fetch.h"

enum { NAMES_MAX = 4096, LIST_MAX = 64 << 10, URL_MAX = 4096 };

/* Asked for where a server has no list. */
static const char *const usual[] = { "PyPI",	    "npm",	  "Go",	      "crates.io",
				     "Maven",	    "NuGet",	  "RubyGems", "Packagist",
				     "Debian",	    "Ubuntu",	  "Alpine",   "Red Hat",
				     "Rocky Linux", "AlmaLinux",  "openSUSE", "SUSE",
				     "Wolfi",	    "Chainguard", "Hex",      "Pub",
				     "Hackage",	    "SwiftURL",	  "CRAN",     "GitHub Actions",
				     "VSCode",	    NULL };

static bool is_url(const char *from)
{
	return span_starts(span_str(from), "http://") || span_starts(span_str(from), "https://");
}

static bool names_loopback(const char *url)
{
	static const char *const hosts[] = { "localhost", "127.0.0.1", "[::1]" };
	struct span host = span_from(span_str(url), (uint64_t)(strstr(url, "//") + 2 - url));

	for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++) {
		size_t n = strlen(hosts[i]);

		if (span_starts(host, hosts[i]) && (host.n == n || memchr(":/", host.p[n], 2)))
			return true;
	}
	return false;
}

enum err advisory_place_enter(struct advisory_place *place, const char *from, bool allow_private,
			      struct arena *arena)
{
	*place = (struct advisory_place){
		.from = from, .arena = arena, .folder = -1, .allow_private = allow_private
	};
	if (is_url(from)) {
		place->allow_private |= names_loopback(from);
		return OK;
	}
	place->folder = open(from, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (place->folder < 0 && strstr(from, "://"))
		return err_set(ERR_USAGE, "%s: it takes https://, http:// or a folder", from);
	return place->folder < 0 ? err_set(ERR_IO, "%s: %s", from, strerror(errno)) : OK;
}

void advisory_place_leave(struct advisory_place *place)
{
	if (place->folder >= 0)
		(void)close(place->folder); /* only read from */
	place->folder = -1;
}

/* Names of ecosystems have blanks; nothing else in them needs an escape (see is_ecosystem()). */
static const char *url_of(const struct advisory_place *place, const char *name)
{
	struct buf url;
	const char *copy;
	size_t n = strlen(place->from);

	while (n > 0 && place->from[n - 1] == '/')
		n--;
	buf_init(&url, URL_MAX);
	buf_add(&url, place->from, n);
	buf_byte(&url, '/');
	for (; *name; name++)
		if (*name == ' ')
			buf_str(&url, "%20");
		else
			buf_byte(&url, (uint8_t)*name);
	copy = arena_text(place->arena, buf_view(&url));
	buf_free(&url);
	return copy;
}

static enum err open_file(const struct advisory_place *place, const char *name, uint64_t most,
			  int *fd, uint64_t *size)
{
	struct stat st;

	*fd = openat(place->folder, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (*fd < 0)
		return err_set(errno == ENOENT || errno == ENOTDIR ? ERR_DENIED : ERR_IO,
			       "%s/%s: %s", place->from, name, strerror(errno));
	if (fstat(*fd, &st) == 0 && S_ISREG(st.st_mode) && (uint64_t)st.st_size <= most) {
		*size = (uint64_t)st.st_size;
		return OK;
	}
	(void)close(*fd); /* only read from */
	*fd = -1;
	return err_set(ERR_FORMAT, "%s/%s: it is no file, or larger than it may be", place->from,
		       name);
}

enum err advisory_place_open(const struct advisory_place *place, const char *name, uint64_t most,
			     int *fd, uint64_t *size)
{
	if (place->folder >= 0)
		return open_file(place, name, most, fd, size);
	return fetch_file(&(const struct fetch){ .url = url_of(place, name),
						 .most = most,
						 .allow_private = place->allow_private },
			  fd, size);
}

static void add_name(const struct advisory_place *place, struct advisory_names *names,
		     struct span name)
{
	if (names->n < NAMES_MAX && name.n > 0)
		names->all[names->n++] = arena_text(place->arena, name);
}

static enum err list_folder(const struct advisory_place *place, struct advisory_names *names)
{
	int fd = dup(place->folder);
	DIR *folder = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *entry;

	if (!folder)
		return err_set(ERR_IO, "%s: %s", place->from, strerror(errno));
	rewinddir(folder);
	while ((entry = readdir(folder)))
		if (entry->d_name[0] != '.')
			add_name(place, names, span_str(entry->d_name));
	(void)closedir(folder);
	return OK;
}

/* A line a name, some of them with a release, whose records the others have too. */
static void read_list(const struct advisory_place *place, struct advisory_names *names, int fd)
{
	uint8_t *text = arena_alloc(place->arena, LIST_MAX + 1);
	ssize_t n = pread(fd, text, LIST_MAX, 0);
	struct reader r;

	if (n <= 0)
		return;
	text[n] = '\n';
	r = reader_of(span_of(text, (size_t)n + 1));
	while (reader_left(&r) > 0) {
		struct span line = reader_until(&r, '\n');

		if (span_ends(line, "\r"))
			line.n--;
		if (span_byte(line, ':') == SPAN_NONE)
			add_name(place, names, line);
	}
}

enum err advisory_place_list(const struct advisory_place *place, const char *const *wanted,
			     struct advisory_names *names)
{
	uint64_t size;
	int fd;
	enum err e;

	*names = (struct advisory_names){ .all = arena_array(place->arena, NAMES_MAX,
							     sizeof(*names->all)) };
	if (place->folder >= 0)
		return list_folder(place, names);
	for (; wanted && *wanted; wanted++)
		add_name(place, names, span_str(*wanted));
	if (names->n > 0)
		return OK;
	e = advisory_place_open(place, "ecosystems.txt", LIST_MAX, &fd, &size);
	if (e == OK) {
		read_list(place, names, fd);
		(void)close(fd); /* only read from */
	}
	if (e != OK && e != ERR_DENIED)
		return e;
	for (const char *const *one = names->n == 0 ? usual : NULL; one && *one; one++)
		add_name(place, names, span_str(*one));
	return OK;
}
