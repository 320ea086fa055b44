/* Blanking what JSON with comments has more than JSON. */
#include "base/jsonc.h"

/* One pass over the text; `comma` is the last one when it follows a value and no value follows it
 * yet. */
struct pass {
	struct span text;
	uint8_t *out;
	size_t at;
	uint8_t *comma;
	uint8_t last; /* byte that is no blank and no comment */
	bool changed;
};

static bool sees(const struct pass *pass, const char *two)
{
	return span_starts(span_from(pass->text, pass->at), two);
}

/* Past a string and its closing quote; an escaped character ends nothing. */
static void skip_string(struct pass *pass)
{
	struct span text = pass->text;

	for (pass->at++; pass->at < text.n && text.p[pass->at] != '"'; pass->at++)
		pass->at += text.p[pass->at] == '\\';
	pass->at = pass->at < text.n ? pass->at + 1 : text.n;
}

/* Line ends stay, for those who count lines. */
static void blank(struct pass *pass, size_t end)
{
	for (; pass->at < end; pass->at++)
		if (pass->out[pass->at] != '\n')
			pass->out[pass->at] = ' ';
	pass->changed = true;
}

static void blank_comment(struct pass *pass)
{
	struct span rest = span_from(pass->text, pass->at + 2);
	bool line = sees(pass, "//");
	ptrdiff_t end = line ? span_byte(rest, '\n') : span_find(rest, span_str("*/"));

	if (end == SPAN_NONE)
		blank(pass, pass->text.n);
	else
		blank(pass, pass->at + 2 + (size_t)end + (line ? 0 : 2));
}

static void step(struct pass *pass)
{
	uint8_t byte = pass->text.p[pass->at];

	if (byte == '/' && (sees(pass, "//") || sees(pass, "/*"))) {
		blank_comment(pass);
		return;
	}
	if ((byte == '}' || byte == ']') && pass->comma) {
		*pass->comma = ' ';
		pass->changed = true;
	}
	if (!memchr(" \t\r\n", byte, 4)) {
		bool ends = byte == ',' && !memchr("\0[{,:", pass->last, 5);

		pass->comma = ends ? &pass->out[pass->at] : NULL;
		pass->last = byte;
	}
	if (byte == '"')
		skip_string(pass);
	else
		pass->at++;
}

bool jsonc_blank(struct span text, uint8_t *out)
{
	struct pass pass = { .text = text, .out = out };

	if (text.n)
		memcpy(out, text.p, text.n);
	while (pass.at < text.n)
		step(&pass);
	return pass.changed;
}
