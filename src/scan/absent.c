/* Looking for the parts that artifacts name. */
#include "scan/absent.h"

#include <string.h>

#include "base/buf.h"
#include "base/escape.h"
#include "base/mem.h"
#include "base/set.h"

enum { PATH_MAX_SIZE = 64 << 10, WHY_MAX = 2 << 10, NAMED = 3, NAME_SHOWN = 200 };

/* A part that an artifact names; those of one artifact follow one another. */
struct need {
	struct artifact *artifact;
	struct span path;  /* escaped as paths in the report are */
	uint64_t folder_n; /* how much of it is the folder's */
	struct need *next;
};

struct absent {
	struct report *report;
	struct need *needs, **end;
};

struct absent *absent_new(struct report *report)
{
	struct absent *absent = mem_alloc(sizeof(*absent));

	*absent = (struct absent){ .report = report };
	absent->end = &absent->needs;
	return absent;
}

void absent_free(struct absent *absent)
{
	mem_free(absent);
}

static struct span folder_of(struct span path)
{
	while (path.n && path.p[path.n - 1] != '/' && path.p[path.n - 1] != '!')
		path.n--;
	return path;
}

/* The part as an artifact would be called. */
static struct span path_of(struct arena *arena, const struct artifact *artifact, struct span part)
{
	struct buf text;

	while (span_starts(part, "./"))
		part = span_from(part, 2);
	buf_init(&text, PATH_MAX_SIZE);
	buf_span(&text, folder_of(artifact->path));
	escape_path(&text, part);

	struct span path = arena_copy(arena, buf_view(&text));

	buf_free(&text);
	return path;
}

void absent_fact(struct absent *absent, struct artifact *artifact, const struct fact *fact)
{
	struct arena *arena = &absent->report->arena;

	if (fact->kind != FACT_PART)
		return;

	struct need *need = arena_alloc(arena, sizeof(*need));

	*need = (struct need){ .artifact = artifact,
			       .path = path_of(arena, artifact, fact_text(fact, "path")),
			       .folder_n = folder_of(artifact->path).n };
	*absent->end = need;
	absent->end = &need->next;
}

/* The paths of all artifacts; the slots are the caller's to free. */
static struct span *find_paths(const struct report *report, struct set *paths)
{
	struct span *slots = mem_alloc(set_room(report->n_artifacts) * sizeof(*slots));

	set_init(paths, slots, report->n_artifacts);
	for (const struct artifact *a = report->artifacts; a; a = a->next)
		(void)set_add(paths, a->path); /* a path that stands twice is there, too */
	return slots;
}

/* Relative, so that the finding is the same wherever the folder lies. */
static void add_name(struct buf *names, uint64_t n, struct span path)
{
	if (n == NAMED)
		buf_str(names, ", ...");
	if (n >= NAMED)
		return;
	buf_str(names, n ? ", " : "");
	buf_span(names, span_part(path, 0, NAME_SHOWN));
}

/* Tells of the artifact that the need is the first of, and gives the first of the next one. */
static const struct need *
tell_one(const struct need *need, const struct set *paths,
	 void (*tell)(void *context, struct artifact *artifact, const char *why), void *context)
{
	struct artifact *artifact = need->artifact;
	uint64_t named = 0, lacking = 0;
	struct buf names, why;

	buf_init(&names, WHY_MAX / 2);
	buf_init(&why, WHY_MAX);
	for (; need && need->artifact == artifact; need = need->next) {
		named++;
		if (!set_has(paths, need->path))
			add_name(&names, lacking++, span_from(need->path, need->folder_n));
	}
	buf_printf(&why, "%llu of its %llu parts missing or not scanned (%s)",
		   (unsigned long long)lacking, (unsigned long long)named, buf_text(&names));
	if (lacking)
		tell(context, artifact, buf_text(&why));
	buf_free(&names);
	buf_free(&why);
	return need;
}

void absent_finish(struct absent *absent,
		   void (*tell)(void *context, struct artifact *artifact, const char *why),
		   void *context)
{
	struct set paths;

	if (!absent->needs)
		return;

	struct span *slots = find_paths(absent->report, &paths);

	for (const struct need *need = absent->needs; need;)
		need = tell_one(need, &paths, tell, context);
	mem_free(slots);
}
