/* Paragraphs of fields. */
#include "eco/os/control.h"

#include <strings.h>

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static struct span trim(struct span text)
{
	while (text.n && is_blank(text.p[0]))
		text = span_from(text, 1);
	while (text.n && is_blank(text.p[text.n - 1]))
		text.n--;
	return text;
}

/* The line at the beginning, with its newline. */
static struct span line_of(struct span text)
{
	ptrdiff_t end = span_byte(text, '\n');

	return span_part(text, 0, end == SPAN_NONE ? text.n : (uint64_t)end + 1);
}

bool control_next(struct control *control, struct span *paragraph)
{
	struct span rest = span_from(control->text, control->at), line = line_of(rest);
	size_t n = 0;

	while (line.n && trim(line).n == 0) {
		rest = span_from(rest, line.n);
		line = line_of(rest);
	}
	for (; line.n && trim(line).n; line = line_of(span_from(rest, n)))
		n += line.n;
	*paragraph = span_part(rest, 0, n);
	control->at = control->text.n - rest.n + n;
	return n > 0;
}

bool control_field(struct span *paragraph, struct control_field *field)
{
	struct span whole = *paragraph, line = line_of(whole);
	ptrdiff_t colon = span_byte(line, ':');
	size_t n = line.n;

	*field = (struct control_field){ 0 };
	if (line.n == 0)
		return false;
	while (n < whole.n && (whole.p[n] == ' ' || whole.p[n] == '\t'))
		n += line_of(span_from(whole, n)).n;
	*paragraph = span_from(whole, n);
	if (colon > 0) {
		field->name = span_part(whole, 0, (uint64_t)colon);
		field->value = trim(span_part(whole, (uint64_t)colon + 1, n - (size_t)colon - 1));
	}
	return true;
}

bool control_field_is(const struct control_field *field, const char *name)
{
	size_t n = strlen(name);

	return field->name.n == n && strncasecmp((const char *)field->name.p, name, n) == 0;
}
