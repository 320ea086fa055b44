/*
 * The opcodes of pickle protocols 0 to 5 as a table: name, form of the argument, what it does.
 * Source: CPython's Lib/pickletools.py and Modules/_pickle.c.
 */
#pragma once

#include "base/span.h"

/* The argument that follows the opcode's byte. */
enum opcode_form {
	FORM_UNKNOWN, /* no such opcode */
	FORM_FIXED,   /* opcode.size bytes in all */
	FORM_LINE,    /* up to and with a newline */
	FORM_LINES,   /* two of them */
	FORM_SIZE1,   /* a size of 1, 4 or 8 bytes, little endian, and so many bytes */
	FORM_SIZE4,
	FORM_SIZE8,
	FORM_SIGNED4, /* the size is signed; negative ones are refused */
};

enum opcode_action {
	ACTION_NONE, /* not an opcode */
	ACTION_LITERAL,
	ACTION_MEMOIZE,
	ACTION_GET,
	ACTION_PUT,
	ACTION_MARK,
	ACTION_TUPLE_SHORT, /* TUPLE1, TUPLE2, TUPLE3 */
	ACTION_TUPLE,
	ACTION_EMPTY, /* a new list, dict or set */
	ACTION_APPEND,
	ACTION_APPENDS,
	ACTION_SETITEM,
	ACTION_SETITEMS,
	ACTION_ADDITEMS,
	ACTION_COLLECT, /* LIST, DICT, FROZENSET: a new one of all back to the mark */
	ACTION_GLOBAL,
	ACTION_STACK_GLOBAL,
	ACTION_EXTENSION,
	ACTION_REDUCE,
	ACTION_INST,
	ACTION_OBJ,
	ACTION_NEWOBJ,
	ACTION_NEWOBJ_EX,
	ACTION_BUILD,
	ACTION_PERSID,
	ACTION_BINPERSID,
	ACTION_POP,
	ACTION_POP_MARK,
	ACTION_DUP,
	ACTION_PROTO,
	ACTION_FRAME,
	ACTION_NEXT_BUFFER,
	ACTION_READONLY_BUFFER,
	ACTION_STOP,
};

struct opcode {
	const char *name;
	uint8_t size; /* opcode and argument, for FORM_FIXED */
	uint8_t form;
	uint8_t action;
	uint8_t tag; /* of the value made, enum tag; for ACTION_TUPLE_SHORT the number of items */
};

/* By the opcode's byte. */
extern const struct opcode opcodes[256];

enum opcode_end {
	OPCODE_WHOLE,
	OPCODE_UNKNOWN,
	OPCODE_CUT,	 /* more bytes are wanted than there are */
	OPCODE_NEGATIVE, /* a negative size */
};

/* The argument of the opcode at `rest` (which is not empty): *head bytes of size field lie between
 * the opcode's byte and the *argument, and *whole is the length of everything. For lines, the
 * argument holds the newline(s). For OPCODE_CUT *whole is what it would have been (saturated), and
 * 0 when that is not known. */
enum opcode_end opcode_argument(struct span rest, struct span *argument, uint64_t *whole);
