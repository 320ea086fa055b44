/* Variables of a Dockerfile. */
#include "eco/ci/variables.h"

#include "base/ascii.h"
#include "base/buf.h"

enum { EXPANDED_MAX = 1024 };

static struct span value_of(const struct variables *v, struct span name)
{
	for (size_t i = v->n; i > 0; i--)
		if (span_eq(v->all[i - 1].name, name))
			return v->all[i - 1].value;
	return (struct span){ 0 };
}

void variables_set(struct variables *v, struct span name, struct span value)
{
	if (v->n < VARIABLES_MAX && value.n)
		v->all[v->n++] = (struct variable){ name, value };
}

/* ${NAME}, ${NAME:-word}, ${NAME-word}, ${NAME:+word}, ${NAME+word}, $NAME at the beginning of *s.
 * False when it is unknown. */
static bool expand_one(const struct variables *v, struct span *s, struct buf *out)
{
	bool braces = span_starts(*s, "${");
	struct span rest = span_from(*s, braces ? 2 : 1), name, value, word = { 0 };
	size_t n = 0;
	char way = 0;

	while (n < rest.n && (ascii_is_alnum(rest.p[n]) || rest.p[n] == '_'))
		n++;
	name = span_part(rest, 0, n);
	rest = span_from(rest, n);
	if (braces) {
		ptrdiff_t end = span_byte(rest, '}');

		if (end == SPAN_NONE)
			return false;
		size_t colon = rest.p[0] == ':';

		if ((size_t)end > colon) {
			way = (char)rest.p[colon];
			word = span_part(rest, colon + 1, (uint64_t)end - colon - 1);
		}
		rest = span_from(rest, (uint64_t)end + 1);
	}
	value = value_of(v, name);
	if (way == '+' && value.n)
		value = word;
	else if (way == '-' && value.n == 0)
		value = word;
	buf_span(out, value);
	*s = rest;
	return value.n > 0 && name.n > 0;
}

/* Empty when something in it is not known. */
struct span variables_expand(const struct variables *v, struct span s)
{
	struct buf out;
	bool known = true;
	struct span text = { 0 };

	if (span_byte(s, '$') == SPAN_NONE)
		return s;
	buf_init(&out, EXPANDED_MAX);
	while (s.n && known) {
		if (s.p[0] == '$') {
			known = expand_one(v, &s, &out);
		} else {
			buf_byte(&out, s.p[0]);
			s = span_from(s, 1);
		}
	}
	if (known && !out.over)
		text = arena_copy(v->arena, buf_view(&out));
	buf_free(&out);
	return text;
}
