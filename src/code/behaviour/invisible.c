/* Text that stands in the source and that nobody sees: characters without a shape, each of which
 * spells a byte. Editors show nothing, and a line of code makes a program of it. */
#include "base/hidden.h"
#include "code/behaviour/state.h"

enum { LEAST = 8 }; /* bytes: no sequence of an emoji or a flag is that long */

static uint64_t line_at(struct span text, uint64_t offset, uint64_t line)
{
	for (size_t i = 0; i < offset; i++)
		line += text.p[i] == '\n';
	return line;
}

void behaviour_invisible(struct behaviours *b, struct span text, uint64_t offset, uint64_t line)
{
	static const struct span how = SPAN("characters that are not shown");
	struct hidden found[HIDDEN_KINDS];
	size_t n = hidden_find(text, found, b->arena);

	for (size_t i = 0; i < n; i++) {
		struct code_value spelled = code_text(found[i].text);
		struct code_event at = { .scope = CODE_AT_TOP, .offset = offset + found[i].offset };

		if (found[i].kind != HIDDEN_SPELLED || found[i].text.n < LEAST)
			continue;
		at.line = line_at(text, found[i].offset, line);
		behaviours_say(b, &at, BEHAVIOUR_HIDE, "spelled", how, &spelled);
		behaviour_layer(b, b->language, &spelled, &at, true);
	}
}
