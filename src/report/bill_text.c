/* A bill of materials for people. */
#include "report/bill_text.h"

#include <inttypes.h>

#include "base/escape.h"
#include "report/inventory.h"

enum { TITLE_WIDTH = 44, TITLE_MAX = 64 << 10 };

static const char *plural(uint64_t n)
{
	return n == 1 ? "" : "s";
}

static uint64_t count_places(const struct component *component)
{
	uint64_t n = 0;

	for (const struct occurrence *o = component->occurrences; o; o = o->next)
		n++;
	return n;
}

/* "package pypi:torch >=2.1" */
static void write_title(struct sink *out, const struct component *c, struct span title)
{
	struct buf text;

	buf_init(&text, TITLE_MAX);
	buf_printf(&text, "%s ", component_kind_word(c->kind));
	if (c->ecosystem.n) {
		escape_text(&text, c->ecosystem);
		buf_byte(&text, ':');
	}
	buf_span(&text, title);
	sink_span(out, buf_view(&text));
	sink_fill(out, ' ', text.n < TITLE_WIDTH ? TITLE_WIDTH - text.n : 0);
	buf_free(&text);
}

static void write_component(struct sink *out, const struct component *c)
{
	uint64_t n = count_places(c);
	struct inventory_row row;

	inventory_row_init(&row, c);
	write_title(out, c, buf_view(&row.title));
	sink_str(out, "  ");
	sink_span(out, row.path);
	if (n > 0 && c->occurrences->line)
		sink_printf(out, ", line %" PRIu64, c->occurrences->line);
	if (n > 1)
		sink_printf(out, ", %" PRIu64 " more place%s", n - 1, plural(n - 1));
	if (c->removed)
		sink_str(out, ", deleted by a later layer");
	if (row.licence.n) {
		sink_str(out, "  ");
		sink_span(out, buf_view(&row.licence));
	}
	if (c->n_findings)
		sink_printf(out, "  ! %" PRIu64 " finding%s", c->n_findings, plural(c->n_findings));
	sink_byte(out, '\n');
	inventory_row_free(&row);
}

/* A version that is not exact is not known, which is the first thing to know of a bill. */
static void write_certainty(struct sink *out, const struct report *report)
{
	uint64_t n[CERTAINTY_COUNT] = { 0 };

	for (const struct component *c = report->components; c; c = c->next)
		n[c->certainty]++;
	if (n[CERTAINTY_RANGE])
		sink_printf(out, ", %" PRIu64 " by a range", n[CERTAINTY_RANGE]);
	if (n[CERTAINTY_UNRESOLVED])
		sink_printf(out, ", %" PRIu64 " without a version", n[CERTAINTY_UNRESOLVED]);
	sink_str(out, ".\n");
}

void bill_text(const struct report *report, struct sink *out)
{
	for (const struct component *c = report->components; c; c = c->next)
		write_component(out, c);
	if (!report->components) {
		sink_str(out, "No components.\n");
		return;
	}
	inventory_sum(report, out);
	write_certainty(out, report);
}
