/* Putting advisories together. */
#include "advisory/intake.h"

void intake_init(struct intake *intake, struct db_writer *writer)
{
	*intake = (struct intake){ .writer = writer };
	buf_init(&intake->pending, ADVISORY_MAX);
}

void intake_free(struct intake *intake)
{
	buf_free(&intake->pending);
}

static void pass_over(struct intake *intake, uint32_t source, struct span name, struct span why)
{
	db_writer_bad(intake->writer, source);
	if (intake->bad)
		intake->bad(intake->context, source, name, why);
}

static void take_pieces(struct intake *intake, const struct fact *fact)
{
	for (size_t i = 0; i < fact->n_attrs; i++)
		if (span_is(fact->attrs[i].key, "packed"))
			buf_span(&intake->pending, fact->attrs[i].text);
}

void intake_fact(struct intake *intake, uint32_t source, const struct fact *fact)
{
	if (fact->kind != FACT_ADVISORY)
		return;
	if (fact_attr(fact, "bad")) {
		pass_over(intake, source, fact_text(fact, "bad"), fact_text(fact, "why"));
		return;
	}
	take_pieces(intake, fact);
	if (fact_is(fact, "more", "yes"))
		return;
	if (intake->pending.over ||
	    !db_writer_add(intake->writer, source, buf_view(&intake->pending)))
		pass_over(intake, source, span_str("a record"), span_str("it is not well formed"));
	buf_clear(&intake->pending);
}

void intake_end(struct intake *intake)
{
	buf_clear(&intake->pending);
}
