/* Components as lines. */
#include "report/inventory.h"

#include <inttypes.h>

#include "base/escape.h"

enum { TITLE_MAX = 64 << 10 };

void inventory_row_init(struct inventory_row *row, const struct component *component)
{
	*row = (struct inventory_row){ 0 };
	buf_init(&row->title, TITLE_MAX);
	buf_init(&row->licence, TITLE_MAX);
	component_title(component, &row->title);
	for (const struct property *p = component->licences; p; p = p->next) {
		if (row->licence.n)
			buf_str(&row->licence, ", ");
		escape_text(&row->licence, p->value);
	}
	if (component->occurrences)
		row->path = component->occurrences->artifact->path;
}

void inventory_row_free(struct inventory_row *row)
{
	buf_free(&row->title);
	buf_free(&row->licence);
}

void inventory_sum(const struct report *report, struct sink *out)
{
	uint64_t counts[COMPONENT_KIND_COUNT] = { 0 };
	const char *gap = "";

	for (const struct component *c = report->components; c; c = c->next)
		counts[c->kind]++;
	for (size_t i = 0; i < COMPONENT_KIND_COUNT; i++) {
		if (counts[i] == 0)
			continue;
		sink_printf(out, "%s%" PRIu64 " %s%s", gap, counts[i],
			    component_kind_word((enum component_kind)i), counts[i] == 1 ? "" : "s");
		gap = ", ";
	}
}
