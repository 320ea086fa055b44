/* What all lock files of npm's kind say. */
#include "eco/npm/lock.h"

#include "eco/entry.h"
#include "eco/npm/source.h"
#include "eco/npm/spec.h"
#include "eco/origin.h"

void npm_lock_open(struct npm_lock *lock, struct job *job, struct span text, size_t room,
		   size_t keys)
{
	struct arena *arena = job_arena(job);

	*lock = (struct npm_lock){
		.job = job,
		.lines = lines_of(text),
		.all = arena_array(arena, room, sizeof(struct npm_locked)),
		.room = room,
	};
	index_init(&lock->ids, arena, keys);
}

struct npm_locked *npm_lock_add(struct npm_lock *lock, const struct npm_locked *like)
{
	if (lock->n == lock->room)
		return NULL;
	lock->all[lock->n] = *like;
	index_add(&lock->ids, like->id, lock->n);
	return &lock->all[lock->n++];
}

struct npm_locked *npm_lock_find(struct npm_lock *lock, struct span id)
{
	size_t number = index_find(&lock->ids, id);

	return number == INDEX_NONE ? NULL : &lock->all[number];
}

void npm_lock_need(struct npm_lock *lock, const struct npm_locked *from, struct npm_locked *to,
		   struct span spec, const char *scope)
{
	struct npm_spec asked = npm_spec_of(spec);

	to->is_needed = true;
	to->is_asked |= npm_spec_is_address(&asked) || asked.kind == NPM_SPEC_CATALOG;
	entry_need(lock->job, from->name.n ? from->id : (struct span){ 0 }, to->id, spec, scope,
		   from->offset);
}

/* "git+https://host/owner/repo#COMMIT": the commit. */
static struct span revision_of(struct span resolved)
{
	ptrdiff_t hash = span_byte(resolved, '#');
	struct npm_spec spec = npm_spec_of(resolved);

	return hash == SPAN_NONE || spec.kind != NPM_SPEC_GIT
		       ? (struct span){ 0 }
		       : span_from(resolved, (uint64_t)hash + 1);
}

/* yarn 1 puts the SHA-1 of the archive behind its address. */
static struct span sha1_of(struct span resolved)
{
	ptrdiff_t hash = span_byte(resolved, '#');

	return hash == SPAN_NONE || revision_of(resolved).n
		       ? (struct span){ 0 }
		       : span_from(resolved, (uint64_t)hash + 1);
}

static void tell(struct npm_lock *lock, struct npm_locked *one)
{
	struct arena *arena = job_arena(lock->job);
	struct entry entry = entry_scoped("npm", one->name, "lock");
	struct span sha1 = sha1_of(one->resolved), origin = one->resolved;

	if (sha1.n)
		origin.n -= sha1.n + 1;
	entry_text(&entry, "version", one->version);
	entry_text(&entry, "id", one->id);
	entry_text(&entry, "alias", one->alias);
	entry_text(&entry, "licence", one->licence);
	entry_text(&entry, "origin", origin_redacted(origin, arena));
	entry_text(&entry, "revision", revision_of(one->resolved));
	entry_word(&entry, "scope", one->scope);
	if (one->is_root)
		entry_word(&entry, "root", "yes");
	if (one->is_bundled)
		entry_word(&entry, "bundled", "yes");
	if (one->runs_script)
		entry_word(&entry, "install_script", "yes");
	one->has_digest |= origin_integrity(&entry, one->integrity, arena);
	one->has_digest |= origin_hex(&entry, "sha1", sha1, arena);
	entry_number(&entry, "line", lines_at(&lock->lines, one->offset));
	entry_emit(&entry, lock->job, one->offset);
}

void npm_lock_close(struct npm_lock *lock)
{
	for (size_t i = 0; i < lock->n; i++)
		if (lock->all[i].name.n && !lock->all[i].is_copy)
			tell(lock, &lock->all[i]);
	npm_source_judge(lock);
}
