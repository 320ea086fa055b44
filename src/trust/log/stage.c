/* Staging. */
#include "trust/log/stage.h"

#include <stdio.h>

#define FOLDER	   ".staging"
#define CHECKPOINT FOLDER "/checkpoint"

/* One call that flushes the file system takes as long as flushing some files on their own, and
 * waits for what others wrote, too. */
enum { FEW = 64 };

/* All are in one folder, with commas for slashes: so there is one folder to flush. */
void stage_path(char out[STAGE_PATH_MAX], const char *path)
{
	size_t at = sizeof(FOLDER);

	(void)snprintf(out, STAGE_PATH_MAX, FOLDER "/%s", path);
	for (; out[at]; at++)
		if (out[at] == '/')
			out[at] = ',';
}

/* False when it is none of the log's: who sent us the folder may have put others there. */
static bool path_of(char out[TILE_PATH_MAX], const char *staged)
{
	if (strlen(staged) >= TILE_PATH_MAX)
		return false;
	(void)snprintf(out, TILE_PATH_MAX, "%s", staged);
	for (char *p = out; *p; p++)
		if (*p == ',')
			*p = '/';
	return tile_path_valid(out);
}

/* Moving to where they are read. */

struct publishing {
	const struct folder *folder;
	size_t n, moved; /* files that wait, and those moved in one pass */
};

static enum err count(void *context, const char *staged)
{
	struct publishing *publishing = context;
	char path[TILE_PATH_MAX];

	publishing->n += path_of(path, staged);
	return OK;
}

/* The name is on the disk, and those of the folders that it lies in. */
static enum err flush_names(const struct folder *folder, char *path)
{
	enum err e = OK;

	while (e == OK && *path) {
		char *slash = strrchr(path, '/');

		*(slash ? slash : path) = '\0';
		e = folder_flush(folder, path);
	}
	return e;
}

static enum err move(void *context, const char *staged)
{
	struct publishing *publishing = context;
	char from[STAGE_PATH_MAX], to[TILE_PATH_MAX];
	enum err e;

	if (!path_of(to, staged))
		return OK;
	stage_path(from, to);
	e = folder_move(publishing->folder, from, to);
	if (e == OK && publishing->n <= FEW)
		e = flush_names(publishing->folder, to);
	publishing->moved++;
	return e;
}

/* Listing a folder that is emptied at the same time may leave some out: so until none is left. */
static enum err move_all(struct publishing *publishing)
{
	enum err e;

	do {
		publishing->moved = 0;
		e = folder_each(publishing->folder, FOLDER, move, publishing);
	} while (e == OK && publishing->moved);
	return e;
}

static enum err publish(const struct folder *folder)
{
	struct publishing publishing = { .folder = folder };
	enum err e = folder_each(folder, FOLDER, count, &publishing);

	if (e == OK)
		e = move_all(&publishing);
	if (e == OK && publishing.n > FEW)
		e = folder_flush_all(folder);
	if (e == OK)
		e = folder_move(folder, CHECKPOINT, "checkpoint");
	if (e == OK)
		e = folder_flush(folder, "");
	return e == OK ? folder_clear(folder, FOLDER) : e;
}

/* Steps. */

enum err stage_pending(const struct folder *folder, struct arena *arena, struct span *checkpoint)
{
	return folder_load(folder, CHECKPOINT, NOTE_MAX, arena, checkpoint);
}

enum err stage_begin(struct stage *stage, const struct folder *folder)
{
	*stage = (struct stage){ .folder = folder };
	if (folder_has(folder, CHECKPOINT))
		return publish(folder);
	return folder_clear(folder, FOLDER);
}

enum err stage_file(struct stage *stage, const char *path, struct span bytes)
{
	char staged[STAGE_PATH_MAX];

	stage_path(staged, path);
	return folder_write(stage->folder, staged, bytes, stage->n++ < FEW);
}

enum err stage_commit(struct stage *stage, struct span checkpoint)
{
	enum err e = stage->n > FEW ? folder_flush_all(stage->folder)
		     : stage->n	    ? folder_flush(stage->folder, FOLDER)
				    : OK;

	if (e == OK)
		e = folder_replace(stage->folder, CHECKPOINT, checkpoint);
	if (e == OK)
		e = folder_flush(stage->folder, "");
	return e == OK ? publish(stage->folder) : e;
}
