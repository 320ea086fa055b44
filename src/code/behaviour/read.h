/*
 * Reading source for what it does: events in, behaviours and chains out, also of what stands in
 * texts that the source decodes, of commands that it gives to a shell, and of code that it gives to
 * another interpreter.
 */
#pragma once

#include "base/arena.h"
#include "code/behaviour/language.h"

/* The state of one file; borrows the arena and the sink. */
struct behaviours *behaviours_new(struct arena *arena, const struct behaviour_sink *sink);

/* Reads text whose first byte is at `offset` on `line` of the file. */
struct code_end behaviours_read(struct behaviours *b, const struct behaviour_language *language,
				struct span text, uint64_t offset, uint64_t line);

/* For the languages: */

/* Says a behaviour at the place of an event. `how` and `detail` are copied; cut at
 * BEHAVIOUR_DETAIL_MAX. */
void behaviours_say(struct behaviours *b, const struct code_event *event,
		    enum behaviour_class class, const char *kind, struct span how,
		    const struct code_value *detail);

/* The bit that values have which come from a behaviour of that class. */
static inline uint64_t behaviour_mark(enum behaviour_class class)
{
	return UINT64_C(1) << class;
}
