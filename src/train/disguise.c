/* Disguises of source. */
#include "train/disguise.h"

#include "base/base64.h"
#include "base/hash.h"
#include "base/set.h"
#include "code/python/lexer.h"

enum { PAD = 30 << 10, PIECE = 3, EVERY = 3 };

/* Code of no interest, each time with other names. */
static void add_plain(struct buf *out, unsigned n)
{
	buf_printf(out,
		   "class Shape%u:\n"
		   "    def __init__(self, width, height=%u):\n"
		   "        self.width, self.height = width, height\n"
		   "    def area(self):\n"
		   "        return self.width * self.height\n"
		   "    def __repr__(self):\n"
		   "        return f'Shape%u({self.width!r}, {self.height!r})'\n",
		   n, n, n);
}

static void pad(struct buf *out)
{
	size_t end = out->n + PAD;

	for (unsigned n = 0; out->n < end && !out->over; n++)
		add_plain(out, n);
}

static void dilute(struct span text, struct buf *out)
{
	unsigned line = 0;

	while (text.n) {
		ptrdiff_t end = span_byte(text, '\n');
		size_t n = end == SPAN_NONE ? text.n : (size_t)end + 1;

		buf_span(out, span_part(text, 0, n));
		text = span_from(text, n);
		if (++line % EVERY == 0)
			buf_printf(out,
				   "count_%u = len(items_%u)\n"
				   "if count_%u > limit:\n"
				   "    raise ValueError(f'too many: {count_%u}')\n",
				   line, line, line, line);
	}
}

/* Names that the file itself gives: after def, class, as and for, and at the left of "=". */
static void collect_names(struct span text, struct set *names)
{
	struct python_lexer lexer = python_lexer_of(text);
	struct python_token last = { .kind = PYTHON_END }, before = last, t;

	while ((t = python_next(&lexer)).kind != PYTHON_END) {
		bool names_it = last.kind == PYTHON_NAME &&
				(span_is(last.text, "def") || span_is(last.text, "class") ||
				 span_is(last.text, "as") || span_is(last.text, "for"));

		if (t.kind == PYTHON_NAME && names_it)
			(void)set_add(names, t.text); /* twice is once */
		if (t.kind == PYTHON_OPERATOR && span_is(t.text, "=") && last.kind == PYTHON_NAME &&
		    before.kind == PYTHON_LINE)
			(void)set_add(names, last.text);
		before = last;
		last = t;
	}
}

static void rename_all(struct span text, struct arena *arena, struct buf *out)
{
	struct python_lexer lexer = python_lexer_of(text);
	struct python_token last = { .kind = PYTHON_END }, t;
	struct set names;
	size_t at = 0;

	set_init(&names, arena_array(arena, set_room(text.n / 2 + 1), sizeof(struct span)),
		 text.n / 2 + 1);
	collect_names(text, &names);
	for (; (t = python_next(&lexer)).kind != PYTHON_END; last = t) {
		bool own = t.kind == PYTHON_NAME && set_has(&names, t.text) &&
			   !(last.kind == PYTHON_OPERATOR && span_is(last.text, "."));

		if (!own || t.offset < at)
			continue;
		buf_span(out, span_part(text, at, t.offset - at));
		buf_printf(out, "v%06x", (unsigned)(hash_span(t.text) & 0xffffff));
		at = (size_t)t.offset + t.text.n;
	}
	buf_span(out, span_from(text, at));
}

/* Of strings on one line without escapes; what is left is as it was. */
static void split_strings(struct span text, struct buf *out)
{
	struct python_lexer lexer = python_lexer_of(text);
	struct python_token t;
	size_t at = 0;

	while ((t = python_next(&lexer)).kind != PYTHON_END) {
		size_t begin = t.text.p ? (size_t)(t.text.p - text.p) : 0;

		if (t.kind != PYTHON_STRING || t.formatted || t.raw || t.text.n <= PIECE ||
		    span_byte(t.text, '\\') != SPAN_NONE || span_byte(t.text, '\n') != SPAN_NONE ||
		    begin < at + 1)
			continue;
		buf_span(out, span_part(text, at, begin - at));
		for (size_t i = 0; i < t.text.n; i += PIECE) {
			char quote = (char)text.p[begin - 1];

			if (i)
				buf_printf(out, "%c + %s%c", quote, t.bytes ? "b" : "", quote);
			buf_span(out, span_part(t.text, i, PIECE));
		}
		at = begin + t.text.n;
	}
	buf_span(out, span_from(text, at));
}

static void encode(struct span text, struct arena *arena, struct buf *out)
{
	buf_str(out, "import base64\nexec(base64.b64decode('");
	buf_span(out, base64_write(text, arena));
	buf_str(out, "'))\n");
}

void disguise_text(struct span text, enum disguise disguise, struct arena *arena, struct buf *out)
{
	switch (disguise) {
	case DISGUISE_PADDED:
		pad(out);
		buf_span(out, text);
		buf_byte(out, '\n');
		pad(out);
		return;
	case DISGUISE_DILUTED:
		dilute(text, out);
		return;
	case DISGUISE_RENAMED:
		rename_all(text, arena, out);
		return;
	case DISGUISE_SPLIT:
		split_strings(text, out);
		return;
	case DISGUISE_ENCODED:
		encode(text, arena, out);
		return;
	default:
		buf_span(out, text);
	}
}
