/* Comma-separated values. */
#include "eco/csv.h"

static bool at_end(const struct csv *csv)
{
	return csv->at == csv->text.n;
}

static bool at_line_end(const struct csv *csv)
{
	return at_end(csv) || csv->text.p[csv->at] == '\n' || csv->text.p[csv->at] == '\r';
}

static struct span without_doubles(struct span s, struct arena *arena)
{
	uint8_t *out = arena_alloc(arena, s.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		out[n++] = s.p[i];
		i += s.p[i] == '"';
	}
	return span_of(out, n);
}

/* The opening quote is behind us. */
static struct span take_quoted(struct csv *csv)
{
	size_t start = csv->at;
	bool doubled = false;

	for (;;) {
		ptrdiff_t quote = span_byte(span_from(csv->text, csv->at), '"');

		if (quote == SPAN_NONE) {
			csv->fault = "a quoted field does not end";
			csv->at = csv->text.n;
			return span_from(csv->text, start);
		}
		csv->at += (size_t)quote + 1;
		if (at_end(csv) || csv->text.p[csv->at] != '"')
			break;
		csv->at++;
		doubled = true;
	}

	struct span field = span_part(csv->text, start, csv->at - 1 - start);

	return doubled ? without_doubles(field, csv->arena) : field;
}

static struct span take_field(struct csv *csv)
{
	size_t start = csv->at;

	if (!at_end(csv) && csv->text.p[csv->at] == '"') {
		csv->at++;
		return take_quoted(csv);
	}
	while (!at_line_end(csv) && csv->text.p[csv->at] != ',')
		csv->at++;
	return span_part(csv->text, start, csv->at - start);
}

bool csv_next(struct csv *csv, struct csv_row *row)
{
	while (!at_end(csv) && at_line_end(csv))
		csv->at++;
	*row = (struct csv_row){ .offset = csv->at };
	if (at_end(csv))
		return false;
	for (;;) {
		struct span field = take_field(csv);

		if (row->n < CSV_FIELDS_MAX)
			row->fields[row->n] = field;
		row->n++;
		if (at_line_end(csv))
			return true;
		if (csv->text.p[csv->at] != ',')
			csv->fault = "text behind a quoted field";
		csv->at++;
	}
}
