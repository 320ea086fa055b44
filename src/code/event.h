/*
 * What source code says it does: imports, calls, assignments, commands, with the values that can be
 * known without running it. The readers of this floor (python.h, javascript.h, shell.h) turn text
 * into events; whoever wants to know what services a program calls, or whether it runs what it has
 * decoded, looks at events and never at text.
 *
 * Values are folded: constants are put together (concatenation, formatted strings, join), names are
 * followed to what a file binds them to, and a name that comes from an import is written out in
 * full, whatever it is called locally:
 *
 *     from openai import OpenAI as O          IMPORT openai.OpenAI
 *     client = O(base_url=f"{HOST}/v1")       CALL   openai.OpenAI (base_url="http://…/v1")
 *     client.chat.completions.create(...)     CALL   openai.OpenAI().chat.completions.create
 *
 * A name starts with "?." when what it belongs to is not known. Modules of JavaScript are written
 * as they are imported ("@ai-sdk/openai.openai"); a default import is the module itself.
 *
 * Everything lives until the event was handled; nothing in it needs to be well-formed.
 */
#pragma once

#include "base/span.h"

enum code_kind {
	CODE_UNKNOWN,
	CODE_TEXT,   /* text: without quotes and escapes */
	CODE_WORD,   /* a number, or True, false, None ..., as it is written */
	CODE_NAME,   /* text: something imported or built in, or of it */
	CODE_RESULT, /* what a call gives. text: what is called; items: its arguments */
	CODE_LIST,
	CODE_DICT,     /* also a class or an enumeration with its constants */
	CODE_EITHER,   /* items: one of them, depending on what is not known */
	CODE_FUNCTION, /* of the source itself. text: its name, as far as it has one */
};

struct code_item;
struct code_function; /* what a reader needs to follow a call into it */

struct code_value {
	enum code_kind kind;
	bool partial; /* a text with holes, items left out, or other values are possible */
	bool bytes;   /* CODE_TEXT: bytes rather than characters */
	struct span text;
	struct span source; /* the dotted name it was read from, as it is written; may be empty */
	const struct code_item *items;
	struct code_function *function;
	uint64_t marks; /* where it comes from, in bits of who follows it (struct code_sink): values
			 * that are made of others have the marks of all of them */
	uint64_t offset, line;
};

struct code_item {
	struct span name; /* of a keyword argument or a key; empty for what only has a position */
	struct code_value value;
	const struct code_item *next;
};

enum code_event_kind {
	CODE_IMPORT,	/* name: the module or what is taken of it, in full */
	CODE_CALL,	/* name: what is called; value: CODE_RESULT, source: as that is written */
	CODE_ASSIGN,	/* name: the target, in full; value */
	CODE_DECORATOR, /* name; value: CODE_NAME, or CODE_RESULT when it has arguments */
	CODE_STRING,	/* value: a constant that is used, so no docstring; as one literal has it */
	CODE_COMMAND, /* name: the program without its folder; value: CODE_LIST of all its words */

	/* These are only for a sink that follows values. */
	CODE_NAMED,    /* name: something imported or built in, wherever it stands */
	CODE_DECODED,  /* name: what decoded it; value: the text that came out */
	CODE_GIVEN,    /* name: what is called, as it is written, of the source itself or of what is
			* not known; value: CODE_RESULT */
	CODE_REDIRECT, /* name: "<", ">" or ">>" of a command; value: the file */
	CODE_EVENT_COUNT,
};

/* When it happens. */
enum code_scope {
	CODE_AT_TOP,	  /* as soon as the file is run or imported */
	CODE_IN_CLASS,	  /* the same, in the body of a class */
	CODE_IN_FUNCTION, /* when the function is called */
};

struct code_event {
	enum code_event_kind kind;
	enum code_scope scope;
	struct span name;
	struct code_value value;
	const struct code_value
		*input; /* CODE_COMMAND: the words of what is piped into it, or NULL */
	const struct code_value
		*receiver;     /* CODE_CALL: the value whose method is called, or NULL */
	uint64_t offset, line; /* line from 1 */
};

/*
 * A sink with a function for marks follows values: the reader then asks it, right after the event
 * of a call, name or constant, which marks the result has; event->value.marks are those of the
 * receiver and the arguments, and what it would have otherwise. For such a sink calls are followed
 * into functions of the source with the values that they are given, as long as CODE_MARK_WORTH is
 * among the marks of some call in them; constants that are decoded are said; and a name that can be
 * several things is all of them.
 */
struct code_sink {
	void (*event)(void *context, const struct code_event *event);
	void *context;
	uint64_t (*mark)(void *context, const struct code_event *event); /* or NULL */
	uint64_t slight; /* marks that are no reason to follow a call */
};

#define CODE_MARK_WORTH (UINT64_C(1) << 63)

/* How reading went. Readers never stop before the end. */
struct code_end {
	const char *fault; /* the first thing that no source has, a lower-case phrase; or NULL */
	uint64_t fault_at;
	bool full; /* more names or deeper nesting than the limits: some events are missing */
};

enum {
	CODE_ITEMS_MAX = 64,	 /* of one list, dict or call */
	CODE_EITHER_MAX = 8,	 /* values of one name */
	CODE_DEPTH_MAX = 100,	 /* of brackets and blocks, one in the other */
	CODE_TEXT_MAX = 1 << 20, /* bytes of a text that is put together */
	CODE_NAME_MAX = 256,	 /* bytes of a dotted name */
};
