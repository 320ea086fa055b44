/* Elements of JSX: their text is passed over, what stands in braces is code. */
#include "base/ascii.h"
#include "code/javascript/reader.h"

/* The raw byte behind the token that was read last, and past it. */
static uint8_t at(const struct javascript_reader *r)
{
	return r->lexer.at < r->lexer.text.n ? r->lexer.text.p[r->lexer.at] : 0;
}

static void pass(struct javascript_reader *r)
{
	r->lexer.line += at(r) == '\n';
	r->lexer.at += r->lexer.at < r->lexer.text.n;
}

/* {expression}; the raw position is then behind its brace. */
static void read_braces(struct javascript_reader *r)
{
	size_t open = 0;

	pass(r);
	javascript_step(r);
	if (!javascript_is(r, "}"))
		(void)javascript_expression(r);
	for (; !javascript_ended(r) && !(open == 0 && javascript_is(r, "}")); javascript_step(r)) {
		open += javascript_is(r, "{");
		open -= open > 0 && javascript_is(r, "}");
	}
}

/* The rest of a tag behind its '<'. Gives how much deeper one is then: 1, 0 or -1. */
static int read_tag(struct javascript_reader *r)
{
	bool closing = at(r) == '/', slash = false;

	while (r->lexer.at < r->lexer.text.n) {
		uint8_t c = at(r);

		if (c == '{') {
			read_braces(r);
			slash = false;
			continue;
		}
		pass(r);
		if (c == '>')
			return closing ? -1 : slash ? 0 : 1;
		if (c == '"' || c == '\'') {
			while (r->lexer.at < r->lexer.text.n && at(r) != c)
				pass(r);
			pass(r);
		}
		slash = c == '/' || (slash && ascii_is_blank(c));
	}
	return 0;
}

void javascript_element(struct javascript_reader *r)
{
	int depth;

	if (!javascript_deeper(r))
		return;
	depth = read_tag(r);
	while (depth > 0 && r->lexer.at < r->lexer.text.n) {
		uint8_t c = at(r);

		if (c == '{') {
			read_braces(r);
			continue;
		}
		pass(r);
		if (c == '<')
			depth += read_tag(r);
	}
	javascript_step(r);
	r->depth--;
}
