/* The checkpoint that was signed last. */
#include "trust/log/memory.h"

#include "sys/digest.h"
#include "sys/home.h"
#include "trust/log/audit.h"

const char *log_memory_path(const char *given, struct arena *arena)
{
	return given ? given : home_path(HOME_STATE, "logs", arena);
}

enum err log_memory_open(struct log_memory *memory, const char *path, struct span origin,
			 struct arena *arena)
{
	uint8_t digest[SHA256_SIZE];
	char hex[2 * SHA256_SIZE + 1];
	enum err e;

	memory->folder = (struct folder){ .fd = -1, .lock = -1 };
	if (!path)
		return OK;
	digest_of_parts(&origin, 1, digest);
	digest_hex(digest, hex);
	e = folder_open(&memory->folder, arena_printf(arena, "%s/%s", path, hex), true);
	return e == OK ? folder_lock(&memory->folder) : e;
}

void log_memory_close(struct log_memory *memory)
{
	folder_close(&memory->folder);
}

static enum err refuse(const struct log_memory *memory, struct tlog *log, enum reason reason)
{
	log->refused = reason;
	return err_set(ERR_FORMAT, "%s: %s (%s): %s/checkpoint was signed last", log->folder.path,
		       reason_sentence(reason), reason_word(reason), memory->folder.path);
}

enum err log_memory_check(const struct log_memory *memory, struct tlog *log,
			  const struct note_key *key)
{
	struct checkpoint last;
	struct note_seal seal;
	struct span note;
	enum reason reason;
	enum err e;

	if (memory->folder.fd < 0)
		return OK;
	e = folder_load(&memory->folder, "checkpoint", NOTE_MAX, log->arena, &note);
	if (e != OK || !note.p)
		return e;
	reason = checkpoint_read(note, log->arena, &last);
	if (reason == REASON_NONE)
		reason = note_verify(&last.note, key, 1, &seal);
	if (reason == REASON_NONE)
		e = audit_since(log, &last, &reason);
	return e == OK && reason != REASON_NONE ? refuse(memory, log, reason) : e;
}

enum err log_memory_keep(const struct log_memory *memory, const struct tlog *log)
{
	if (memory->folder.fd < 0)
		return OK;
	return folder_replace(&memory->folder, "checkpoint", tlog_note(log));
}
