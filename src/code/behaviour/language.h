/*
 * What a language gives to the reader of behaviours (read.h): its reader of events, a table of
 * calls, and functions for shapes that no row can say. A language is one file here, NAME.c.
 */
#pragma once

#include "code/behaviour/behaviour.h"
#include "code/scope.h"

/* What a row's argument is, and what its result is. */
enum {
	CALL_COMMAND = 1, /* the argument is a command of the shell, or a list of its words */
	CALL_CODE = 2,	  /* the argument is source of the same language, which is read too */
	CALL_ADDRESS = 4, /* the argument is an address: its host may say more (place.h) */
	CALL_PATH = 8,	  /* the argument is the path of a file that is read */
	CALL_WRITES = 16, /* the argument is the path of a file that is written */
	CALL_QUIET =
		32, /* alone it is no behaviour: it only marks what it gives, or ends a chain */
	CALL_GIVES = 64,  /* what it gives has the mark of the class */
	CALL_ANY = 128,	  /* all arguments end chains, not only the one named */
	CALL_FRESH = 256, /* what it gives has no marks of its arguments: an exit code, a length */
	CALL_WEAK = 512,  /* honest programs do so too: it counts only where code is run */
	CALL_RECEIVER = 1024, /* the argument is what the method is of */
	CALL_NAMED = 2048,    /* it need not be called: its name is enough */
};

/* One row: what calling a name does. Several rows may fit one call; all of them count. */
struct behaviour_call {
	const char *name; /* "os.system"; "ctypes." all below; "*.post" of anything */
	enum behaviour_class class;
	const char *kind; /* or NULL */
	unsigned flags;
	const char *argument; /* its name, where it has one */
	unsigned position;    /* from 0; CALL_NO_POSITION: by name only; CALL_LAST */
};

enum { CALL_LAST = 98, CALL_NO_POSITION = 99 };

struct behaviours;

typedef void behaviour_see(struct behaviours *b, const struct code_event *event);

struct behaviour_language {
	const char *name;
	const struct behaviour_call *calls; /* ended by a row without a name */
	struct code_end (*read)(struct span text, uint64_t offset, uint64_t line,
				struct code_scopes *scopes, const struct code_sink *sink);

	/* Files are whole programs, in which all comes of all: what is decoded counts only as a
	 * constant or the result of a call with one of these in its name. NULL: it always does. */
	const char *const *decoders;

	/* Source that is no text of the language: FAULT_LOST where the reader may have lost its
	 * way, so that not all was seen. */
	enum { FAULT_IGNORED, FAULT_MALFORMED, FAULT_LOST } on_fault;

	bool constants; /* running a constant as code is told too; elsewhere it is all over */

	/* Looks at a text before it is read; may be NULL. */
	void (*look)(struct behaviours *b, struct span text, uint64_t offset, uint64_t line);

	/* See events before the table does: one a kind of event (enum code_event_kind), NULL where
	 * there is nothing to see. */
	behaviour_see *const *see;
};

/* Lets the language at hand see an event. */
void behaviour_see_event(struct behaviours *b, const struct code_event *event);

extern const struct behaviour_language behaviour_javascript, behaviour_python, behaviour_shell;
