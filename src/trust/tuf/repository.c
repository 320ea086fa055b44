/* Repositories and what is remembered of them. */
#include "trust/tuf/repository.h"

#include "base/decimal.h"
#include "base/hex.h"
#include "base/reader.h"
#include "sys/digest.h"
#include "sys/home.h"

enum { VERSIONS_MAX = 1024, NAME_BYTES = 16 };

struct reading {
	struct folder folder;
	const char *within, *target; /* the folder that is read; the end of a name, or NULL */
	struct arena *arena;
	struct tuf_file *files;
	size_t n, size;
};

static bool is_wanted(const struct reading *reading, const char *file)
{
	const char *end = reading->target ? reading->target : ".json";

	return span_ends(span_str(file), end) && file[0] != '.';
}

static enum err add(void *context, const char *file)
{
	struct reading *reading = context;
	struct tuf_file *next = &reading->files[reading->n];
	const char *name = file;
	enum err e;

	if (!is_wanted(reading, file))
		return OK;
	if (reading->n == TUF_FILES_MAX || reading->size > TUF_ALL_MAX)
		return err_set(ERR_LIMIT, "%s holds too much for a TUF repository",
			       reading->folder.path);
	if (*reading->within)
		name = arena_printf(reading->arena, "%s/%s", reading->within, file);
	e = folder_load(&reading->folder, name, TUF_FILE_MAX, reading->arena, &next->bytes);
	if (e != OK || !next->bytes.p)
		return e;
	/* Metadata goes by its own name, wherever it lies. */
	name = reading->target ? name : file;
	next->name = arena_copy(reading->arena, span_str(name));
	reading->size += next->bytes.n;
	reading->n++;
	return OK;
}

enum err tuf_repository_read(const char *path, const char *target, struct arena *arena,
			     struct tuf_question *question)
{
	struct reading reading = { .arena = arena };
	enum err e = folder_open(&reading.folder, path, false);

	if (e != OK)
		return e;
	reading.files = arena_array(arena, TUF_FILES_MAX, sizeof(*reading.files));
	reading.within = folder_has(&reading.folder, "metadata/timestamp.json") ? "metadata" : "";
	e = folder_each(&reading.folder, reading.within, add, &reading);
	reading.within = "targets";
	reading.target = target;
	if (e == OK)
		e = folder_each(&reading.folder, reading.within, add, &reading);
	folder_close(&reading.folder);
	question->files = reading.files;
	question->n = reading.n;
	question->target = target;
	return e;
}

/* Memory. */

static enum err default_path(struct arena *arena, const char **path)
{
	*path = home_path(HOME_DATA, "tuf", arena);
	return *path ? OK
		     : err_set(ERR_USAGE,
			       "there is no home folder to remember a TUF repository in: "
			       "name one with --tuf-state");
}

/* Lines of a role's name and the version that was seen. */
static enum err read_versions(struct tuf_memory *memory, struct arena *arena,
			      struct tuf_question *question)
{
	struct span text;
	struct reader r;
	enum err e = folder_load(&memory->folder, "versions", VERSIONS_MAX, arena, &text);

	if (e != OK || !text.p)
		return e;
	r = reader_of(text);
	for (unsigned role = 0; role < TUF_ROLES; role++) {
		struct span name = reader_until(&r, ' '), digits = reader_until(&r, '\n');

		if (r.bad || !span_is(name, tuf_role_name((enum tuf_role)role)) ||
		    !decimal_read(digits, &question->seen[role]))
			return err_set(ERR_FORMAT, "%s/versions is damaged", memory->folder.path);
	}
	return OK;
}

enum err tuf_memory_open(struct tuf_memory *memory, const char *path, struct span first_root,
			 struct arena *arena, struct tuf_question *question)
{
	uint8_t digest[SHA256_SIZE];
	struct span name;
	enum err e = path ? OK : default_path(arena, &path);

	*memory = (struct tuf_memory){ .folder = { .fd = -1, .lock = -1 } };
	if (e != OK)
		return e;
	digest_of_parts(&first_root, 1, digest);
	name = hex_text(span_of(digest, NAME_BYTES), arena);
	path = arena_printf(arena, "%s/%.*s", path, (int)name.n, (const char *)name.p);
	e = folder_open(&memory->folder, path, true);
	if (e == OK)
		e = folder_lock(&memory->folder);
	if (e == OK)
		e = folder_load(&memory->folder, "root.json", TUF_FILE_MAX, arena, &memory->root);
	if (e == OK)
		e = read_versions(memory, arena, question);
	question->root = memory->root.p ? memory->root : first_root;
	return e;
}

/* The root goes first: with it and the versions before, nothing old is taken for new. */
enum err tuf_memory_keep(struct tuf_memory *memory, const struct tuf_answer *answer,
			 struct arena *arena)
{
	const char *text = "";
	enum err e = OK;

	for (unsigned role = 0; role < TUF_ROLES; role++)
		text = arena_printf(arena, "%s%s %llu\n", text, tuf_role_name((enum tuf_role)role),
				    (unsigned long long)answer->versions[role]);
	if (!span_eq(memory->root, answer->root))
		e = folder_replace(&memory->folder, "root.json", answer->root);
	return e == OK ? folder_replace(&memory->folder, "versions", span_str(text)) : e;
}

void tuf_memory_close(struct tuf_memory *memory)
{
	if (memory->folder.fd >= 0)
		folder_close(&memory->folder);
}
