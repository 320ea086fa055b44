/* The facts about files that belong to an artifact. */
#include "format/parts.h"

enum { PARTS_MAX = 1024 }; /* of the largest models published some have 200 */

void parts_init(struct parts *parts, struct job *job)
{
	struct span *slots = arena_array(job_arena(job), set_room(PARTS_MAX), sizeof(*slots));

	*parts = (struct parts){ .job = job };
	set_init(&parts->names, slots, PARTS_MAX);
}

void parts_add(struct parts *parts, struct span path, uint64_t offset)
{
	if (parts->n > PARTS_MAX || set_has(&parts->names, path))
		return;
	if (parts->n++ == PARTS_MAX) {
		job_incomplete(parts->job, "there are more parts than are looked for", offset);
		return;
	}
	(void)set_add(&parts->names, path); /* else it is told twice */
	JOB_FACT(parts->job, FACT_PART, offset, ATTR_TEXT("path", path));
}
