/* Events of code as lines of text, for tests and for looking at them. */
#pragma once

#include "base/buf.h"
#include "base/escape.h"
#include "code/event.h"

static void print_value(struct buf *out, const struct code_value *v);

static void print_items(struct buf *out, const struct code_item *item)
{
	for (; item; item = item->next) {
		buf_span(out, item->name);
		buf_str(out, item->name.n ? "=" : "");
		print_value(out, &item->value);
		buf_str(out, item->next ? ", " : "");
	}
}

/* 'text'~ is a text that is known in part; [list], {dict}, <one | other>. */
static void print_value(struct buf *out, const struct code_value *v)
{
	static const char *const open[] = {
		[CODE_LIST] = "[", [CODE_DICT] = "{", [CODE_EITHER] = "<"
	};
	static const char *const close[] = {
		[CODE_LIST] = "]", [CODE_DICT] = "}", [CODE_EITHER] = ">"
	};

	switch (v->kind) {
	case CODE_UNKNOWN:
		buf_str(out, "?");
		return;
	case CODE_TEXT:
		buf_byte(out, '\'');
		escape_text(out, v->text);
		buf_byte(out, '\'');
		break;
	case CODE_FUNCTION:
		buf_str(out, "function ");
		buf_span(out, v->text);
		break;
	case CODE_WORD:
	case CODE_NAME:
		buf_span(out, v->text);
		break;
	case CODE_RESULT:
		buf_span(out, v->text);
		buf_byte(out, '(');
		print_items(out, v->items);
		buf_byte(out, ')');
		break;
	default:
		buf_str(out, open[v->kind]);
		print_items(out, v->items);
		buf_str(out, close[v->kind]);
	}
	buf_str(out, v->partial ? "~" : "");
}

static void print_marks(struct buf *out, uint64_t marks)
{
	static const char letters[] = "sfd";

	if (marks & 7)
		buf_str(out, " <- ");
	for (int bit = 0; bit < 3; bit++)
		if (marks >> bit & 1)
			buf_byte(out, (uint8_t)letters[bit]);
}

/* "3 call openai.OpenAI(base_url='x')"; the scope follows where it is not the top. */
static void print_event(struct buf *out, const struct code_event *event)
{
	static const char *const kinds[] = {
		[CODE_IMPORT] = "import",     [CODE_CALL] = "call",
		[CODE_ASSIGN] = "assign",     [CODE_DECORATOR] = "decorator",
		[CODE_STRING] = "string",     [CODE_COMMAND] = "command",
		[CODE_NAMED] = "named",	      [CODE_DECODED] = "decoded",
		[CODE_REDIRECT] = "redirect",
	};
	static const char *const scopes[] = { "", " class", " function" };

	buf_printf(out, "%llu%s %s ", (unsigned long long)event->line, scopes[event->scope],
		   kinds[event->kind]);
	if (event->kind == CODE_IMPORT || event->kind == CODE_ASSIGN)
		buf_span(out, event->name);
	if (event->kind == CODE_ASSIGN)
		buf_str(out, " = ");
	if (event->kind != CODE_IMPORT)
		print_value(out, &event->value);
	if (event->input) {
		buf_str(out, " from ");
		print_value(out, event->input);
	}
	print_marks(out, event->value.marks);
	buf_byte(out, '\n');
}

/* Marks of a sink that follows values: s: secret, f: fetched, d: decoded. */
static inline uint64_t mark_event(void *context, const struct code_event *event)
{
	static const struct {
		const char *name;
		uint64_t mark;
	} marks[] = {
		{ "process.env", 1 },	 { "fetch", 2 },	{ "https.get", 2 },
		{ "requests.get", 2 },	 { "atob", 4 },		{ "Buffer.from", 4 },
		{ "child_process.", 0 }, { "https.request", 0 }, { "eval", 0 },
	};

	(void)context;
	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
		if (span_starts(event->name, marks[i].name))
			return event->value.marks | marks[i].mark | CODE_MARK_WORTH;
	return event->value.marks;
}
