/* Configuration files of Python. */
#include "eco/ini.h"

#include "base/ascii.h"
#include "eco/lines.h"

static bool is_comment(struct span line)
{
	line = ascii_trim(line);
	return span_starts(line, "#") || span_starts(line, ";");
}

static bool is_indented(struct span line)
{
	return line.n && (line.p[0] == ' ' || line.p[0] == '\t');
}

/* Lines that belong to the value: indented ones, and what is empty or a comment between them. */
static void take_more(struct ini *ini, struct span *value)
{
	struct reader look = ini->r;

	while (reader_left(&look) > 0) {
		struct span line = lines_take(&look);

		if (is_indented(line) && !is_comment(line) && ascii_trim(line).n) {
			value->n = (size_t)(line.p + line.n - value->p);
			ini->r = look;
		} else if (ascii_trim(line).n && !is_comment(line)) {
			return;
		}
	}
}

static struct span read_section(struct span line)
{
	ptrdiff_t end = span_byte(line, ']');

	return end == SPAN_NONE ? (struct span){ 0 } : span_part(line, 1, (uint64_t)end - 1);
}

/* The first of '=' and ':'. */
static ptrdiff_t separator(struct span line)
{
	ptrdiff_t equals = span_byte(line, '='), colon = span_byte(line, ':');

	return equals == SPAN_NONE || (colon != SPAN_NONE && colon < equals) ? colon : equals;
}

bool ini_next(struct ini *ini, struct ini_item *item)
{
	while (reader_left(&ini->r) > 0) {
		uint64_t offset = reader_offset(&ini->r);
		struct span line = lines_take(&ini->r);
		ptrdiff_t at = separator(line);

		if (is_comment(line))
			continue;
		if (span_starts(line, "[")) {
			ini->section = read_section(line);
			continue;
		}
		if (at == SPAN_NONE || is_indented(line))
			continue;
		item->section = ini->section;
		item->key = ascii_trim(span_part(line, 0, (uint64_t)at));
		item->value = span_from(line, (uint64_t)at + 1);
		item->offset = offset;
		item->at = offset + (uint64_t)at + 1;
		take_more(ini, &item->value);
		return true;
	}
	return false;
}

bool ini_line(struct span *value, struct span *line)
{
	while (value->n) {
		struct reader r = reader_of(*value);

		*line = ascii_trim(lines_take(&r));
		*value = span_from(*value, reader_offset(&r));
		if (line->n && !is_comment(*line))
			return true;
	}
	return false;
}
