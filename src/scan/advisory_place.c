/* Folders by openat(), servers through the program that fetches. */
#include "scan/advisory_place.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/span.h"

enum { NAMES_MAX = 4096 };

bool advisory_place_is_url(const char *from)
{
	return span_starts(span_str(from), "http://") || span_starts(span_str(from), "https://");
}

enum err advisory_place_enter(struct advisory_place *place, const char *from, struct arena *arena)
{
	*place = (struct advisory_place){ .from = from, .arena = arena, .folder = -1 };
	if (advisory_place_is_url(from))
		return err_set(ERR_USAGE, "%s: fetching is not built in", from);
	place->folder = open(from, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return place->folder < 0 ? err_set(ERR_IO, "%s: %s", from, strerror(errno)) : OK;
}

void advisory_place_leave(struct advisory_place *place)
{
	if (place->folder >= 0)
		(void)close(place->folder); /* only read from */
	place->folder = -1;
}

enum err advisory_place_open(const struct advisory_place *place, const char *name, uint64_t most,
			     int *fd, uint64_t *size)
{
	struct stat st;

	*fd = openat(place->folder, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (*fd < 0)
		return err_set(ERR_IO, "%s/%s: %s", place->from, name, strerror(errno));
	if (fstat(*fd, &st) == 0 && S_ISREG(st.st_mode) && (uint64_t)st.st_size <= most) {
		*size = (uint64_t)st.st_size;
		return OK;
	}
	(void)close(*fd);
	*fd = -1;
	return err_set(ERR_FORMAT, "%s/%s: it is no file, or larger than it may be", place->from,
		       name);
}

enum err advisory_place_list(const struct advisory_place *place, const char *const *wanted,
			     struct advisory_names *names)
{
	int fd = dup(place->folder);
	DIR *folder = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *entry;

	(void)wanted;
	if (!folder)
		return err_set(ERR_IO, "%s: %s", place->from, strerror(errno));
	names->all = arena_array(place->arena, NAMES_MAX, sizeof(*names->all));
	names->may_lack = true; /* folders of other things */
	while (names->n < NAMES_MAX && (entry = readdir(folder)))
		if (entry->d_name[0] != '.')
			names->all[names->n++] = arena_text(place->arena, span_str(entry->d_name));
	(void)closedir(folder);
	return OK;
}
