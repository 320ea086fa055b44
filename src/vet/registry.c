/* Reading documents of a registry. */
#include "vet/registry.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/escape.h"
#include "scan/read_as.h"

enum { FILES_MAX = 256, NAME_SHOWN_MAX = 400, FIRST_ROOM = 256 };

/* The documents of much published packages are of many megabytes. */
static const struct limits registry_limits = {
	.max_output = UINT64_C(1) << 30,
	.max_ratio = 256,
	.max_members = 1,
	.max_ops = UINT64_C(1) << 34,
	.max_facts = 2000000,
	.max_depth = 1,
	.seconds = 60,
	.memory = UINT64_C(256) << 20,
};

extern const struct format format_registry_statement;

struct reading {
	struct registry_facts *registry;
	const char *const *files;
	enum err e;
};

static void on_fact(void *context, size_t i, const struct fact *fact)
{
	struct registry_facts *registry = ((struct reading *)context)->registry;

	(void)i; /* documents are told apart by what they name */
	if (registry->n == registry->room) {
		size_t room = registry->room ? 2 * registry->room : FIRST_ROOM;
		struct fact **all = arena_array(registry->arena, room, sizeof(*all));

		if (registry->n)
			memcpy(all, registry->all, registry->n * sizeof(*all));
		registry->all = all;
		registry->room = room;
	}
	registry->all[registry->n++] = fact_copy(registry->arena, fact);
}

static void on_end(void *context, size_t i, const char *why)
{
	struct reading *reading = context;

	if (why && reading->e == OK)
		reading->e = err_set(ERR_FORMAT, "%s: %s", reading->files[i], why);
}

static enum err open_files(const char *const *files, struct read_file *out, size_t *n)
{
	struct stat st;

	for (*n = 0; files[*n] && *n < FILES_MAX; ++*n) {
		int fd = open(files[*n], O_RDONLY | O_CLOEXEC | O_NONBLOCK);

		if (fd < 0)
			return err_set(ERR_IO, "%s: %s", files[*n], strerror(errno));
		out[*n] = (struct read_file){ .fd = fd, .name = files[*n] };
		if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
			++*n;
			return err_set(ERR_IO, "%s: it is no file", files[*n - 1]);
		}
		out[*n].size = (uint64_t)st.st_size;
	}
	return OK;
}

enum err registry_read(struct registry_facts *registry, const char *const *files, bool sandbox)
{
	struct reading reading = { .registry = registry, .files = files };
	const struct read_as how = { .format = &format_registry_statement,
				     .limits = registry_limits,
				     .workers = 1,
				     .sandbox = sandbox,
				     .fact = on_fact,
				     .end = on_end,
				     .context = &reading };
	struct read_file opened[FILES_MAX];
	size_t n;
	enum err e = open_files(files, opened, &n);

	if (e != OK) {
		while (n > 0)
			(void)close(opened[--n].fd); /* only opened */
		return e;
	}
	e = read_as(&how, opened, n);
	return e == OK ? reading.e : e;
}
