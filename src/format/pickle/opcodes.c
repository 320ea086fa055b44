/* The table of opcodes, and the length of one with its argument. */
#include "format/pickle/opcodes.h"

#include "base/reader.h"
#include "format/pickle/value.h"

/* clang-format off */
const struct opcode opcodes[256] = {
	['('] = { "MARK", 1, FORM_FIXED, ACTION_MARK, TAG_UNSET },
	['.'] = { "STOP", 1, FORM_FIXED, ACTION_STOP, TAG_UNSET },
	['0'] = { "POP", 1, FORM_FIXED, ACTION_POP, TAG_UNSET },
	['1'] = { "POP_MARK", 1, FORM_FIXED, ACTION_POP_MARK, TAG_UNSET },
	['2'] = { "DUP", 1, FORM_FIXED, ACTION_DUP, TAG_UNSET },
	['F'] = { "FLOAT", 0, FORM_LINE, ACTION_LITERAL, TAG_FLOAT },
	['I'] = { "INT", 0, FORM_LINE, ACTION_LITERAL, TAG_INT },
	['J'] = { "BININT", 5, FORM_FIXED, ACTION_LITERAL, TAG_INT },
	['K'] = { "BININT1", 2, FORM_FIXED, ACTION_LITERAL, TAG_INT },
	['L'] = { "LONG", 0, FORM_LINE, ACTION_LITERAL, TAG_INT },
	['M'] = { "BININT2", 3, FORM_FIXED, ACTION_LITERAL, TAG_INT },
	['N'] = { "NONE", 1, FORM_FIXED, ACTION_LITERAL, TAG_NONE },
	['P'] = { "PERSID", 0, FORM_LINE, ACTION_PERSID, TAG_TEXT },
	['Q'] = { "BINPERSID", 1, FORM_FIXED, ACTION_BINPERSID, TAG_UNSET },
	['R'] = { "REDUCE", 1, FORM_FIXED, ACTION_REDUCE, TAG_UNSET },
	['S'] = { "STRING", 0, FORM_LINE, ACTION_LITERAL, TAG_TEXT },
	['T'] = { "BINSTRING", 0, FORM_SIGNED4, ACTION_LITERAL, TAG_TEXT },
	['U'] = { "SHORT_BINSTRING", 0, FORM_SIZE1, ACTION_LITERAL, TAG_TEXT },
	['V'] = { "UNICODE", 0, FORM_LINE, ACTION_LITERAL, TAG_TEXT },
	['X'] = { "BINUNICODE", 0, FORM_SIZE4, ACTION_LITERAL, TAG_TEXT },
	['a'] = { "APPEND", 1, FORM_FIXED, ACTION_APPEND, TAG_UNSET },
	['b'] = { "BUILD", 1, FORM_FIXED, ACTION_BUILD, TAG_UNSET },
	['c'] = { "GLOBAL", 0, FORM_LINES, ACTION_GLOBAL, TAG_UNSET },
	['d'] = { "DICT", 1, FORM_FIXED, ACTION_COLLECT, TAG_DICT },
	['}'] = { "EMPTY_DICT", 1, FORM_FIXED, ACTION_EMPTY, TAG_DICT },
	['e'] = { "APPENDS", 1, FORM_FIXED, ACTION_APPENDS, TAG_UNSET },
	['g'] = { "GET", 0, FORM_LINE, ACTION_GET, TAG_UNSET },
	['h'] = { "BINGET", 2, FORM_FIXED, ACTION_GET, TAG_UNSET },
	['i'] = { "INST", 0, FORM_LINES, ACTION_INST, TAG_UNSET },
	['j'] = { "LONG_BINGET", 5, FORM_FIXED, ACTION_GET, TAG_UNSET },
	['l'] = { "LIST", 1, FORM_FIXED, ACTION_COLLECT, TAG_LIST },
	[']'] = { "EMPTY_LIST", 1, FORM_FIXED, ACTION_EMPTY, TAG_LIST },
	['o'] = { "OBJ", 1, FORM_FIXED, ACTION_OBJ, TAG_UNSET },
	['p'] = { "PUT", 0, FORM_LINE, ACTION_PUT, TAG_UNSET },
	['q'] = { "BINPUT", 2, FORM_FIXED, ACTION_PUT, TAG_UNSET },
	['r'] = { "LONG_BINPUT", 5, FORM_FIXED, ACTION_PUT, TAG_UNSET },
	['s'] = { "SETITEM", 1, FORM_FIXED, ACTION_SETITEM, TAG_UNSET },
	['t'] = { "TUPLE", 1, FORM_FIXED, ACTION_TUPLE, TAG_UNSET },
	[')'] = { "EMPTY_TUPLE", 1, FORM_FIXED, ACTION_EMPTY, TAG_TUPLE_DATA },
	['u'] = { "SETITEMS", 1, FORM_FIXED, ACTION_SETITEMS, TAG_UNSET },
	['G'] = { "BINFLOAT", 9, FORM_FIXED, ACTION_LITERAL, TAG_FLOAT },

	[0x80] = { "PROTO", 2, FORM_FIXED, ACTION_PROTO, TAG_UNSET },
	[0x81] = { "NEWOBJ", 1, FORM_FIXED, ACTION_NEWOBJ, TAG_UNSET },
	[0x82] = { "EXT1", 2, FORM_FIXED, ACTION_EXTENSION, TAG_UNSET },
	[0x83] = { "EXT2", 3, FORM_FIXED, ACTION_EXTENSION, TAG_UNSET },
	[0x84] = { "EXT4", 5, FORM_FIXED, ACTION_EXTENSION, TAG_UNSET },
	[0x85] = { "TUPLE1", 1, FORM_FIXED, ACTION_TUPLE_SHORT, 1 },
	[0x86] = { "TUPLE2", 1, FORM_FIXED, ACTION_TUPLE_SHORT, 2 },
	[0x87] = { "TUPLE3", 1, FORM_FIXED, ACTION_TUPLE_SHORT, 3 },
	[0x88] = { "NEWTRUE", 1, FORM_FIXED, ACTION_LITERAL, TAG_BOOL },
	[0x89] = { "NEWFALSE", 1, FORM_FIXED, ACTION_LITERAL, TAG_BOOL },
	[0x8a] = { "LONG1", 0, FORM_SIZE1, ACTION_LITERAL, TAG_INT },
	[0x8b] = { "LONG4", 0, FORM_SIGNED4, ACTION_LITERAL, TAG_INT },

	['B'] = { "BINBYTES", 0, FORM_SIZE4, ACTION_LITERAL, TAG_BYTES },
	['C'] = { "SHORT_BINBYTES", 0, FORM_SIZE1, ACTION_LITERAL, TAG_BYTES },

	[0x8c] = { "SHORT_BINUNICODE", 0, FORM_SIZE1, ACTION_LITERAL, TAG_TEXT },
	[0x8d] = { "BINUNICODE8", 0, FORM_SIZE8, ACTION_LITERAL, TAG_TEXT },
	[0x8e] = { "BINBYTES8", 0, FORM_SIZE8, ACTION_LITERAL, TAG_BYTES },
	[0x8f] = { "EMPTY_SET", 1, FORM_FIXED, ACTION_EMPTY, TAG_SET },
	[0x90] = { "ADDITEMS", 1, FORM_FIXED, ACTION_ADDITEMS, TAG_UNSET },
	[0x91] = { "FROZENSET", 1, FORM_FIXED, ACTION_COLLECT, TAG_FROZENSET },
	[0x92] = { "NEWOBJ_EX", 1, FORM_FIXED, ACTION_NEWOBJ_EX, TAG_UNSET },
	[0x93] = { "STACK_GLOBAL", 1, FORM_FIXED, ACTION_STACK_GLOBAL, TAG_UNSET },
	[0x94] = { "MEMOIZE", 1, FORM_FIXED, ACTION_MEMOIZE, TAG_UNSET },
	[0x95] = { "FRAME", 9, FORM_FIXED, ACTION_FRAME, TAG_UNSET },

	[0x96] = { "BYTEARRAY8", 0, FORM_SIZE8, ACTION_LITERAL, TAG_BYTEARRAY },
	[0x97] = { "NEXT_BUFFER", 1, FORM_FIXED, ACTION_NEXT_BUFFER, TAG_UNSET },
	[0x98] = { "READONLY_BUFFER", 1, FORM_FIXED, ACTION_READONLY_BUFFER, TAG_UNSET },
};
/* clang-format on */

static unsigned size_width(enum opcode_form form)
{
	switch (form) {
	case FORM_SIZE1:
		return 1;
	case FORM_SIZE8:
		return 8;
	default:
		return 4;
	}
}

static enum opcode_end counted(struct span rest, enum opcode_form form, struct span *argument,
			       uint64_t *whole)
{
	struct reader r = reader_of(span_from(rest, 1));
	uint64_t n = reader_le(&r, size_width(form));

	*whole = 0;
	if (r.bad)
		return OPCODE_CUT;
	if (form == FORM_SIGNED4 && n > INT32_MAX)
		return OPCODE_NEGATIVE;

	uint64_t head = 1 + reader_offset(&r);

	if (__builtin_add_overflow(head, n, whole))
		*whole = UINT64_MAX;
	*argument = reader_take(&r, n);
	return r.bad ? OPCODE_CUT : OPCODE_WHOLE;
}

static enum opcode_end lines(struct span rest, unsigned n, struct span *argument, uint64_t *whole)
{
	struct reader r = reader_of(span_from(rest, 1));

	for (unsigned i = 0; i < n; i++)
		(void)reader_until(&r, '\n'); /* only the place counts */
	*argument = span_part(rest, 1, reader_offset(&r));
	*whole = r.bad ? 0 : 1 + argument->n;
	return r.bad ? OPCODE_CUT : OPCODE_WHOLE;
}

enum opcode_end opcode_argument(struct span rest, struct span *argument, uint64_t *whole)
{
	const struct opcode *opcode = &opcodes[rest.p[0]];

	*argument = (struct span){ 0 };
	switch ((enum opcode_form)opcode->form) {
	case FORM_UNKNOWN:
		*whole = 1;
		return OPCODE_UNKNOWN;
	case FORM_FIXED:
		*whole = opcode->size;
		*argument = span_part(rest, 1, opcode->size - 1U);
		return rest.n < opcode->size ? OPCODE_CUT : OPCODE_WHOLE;
	case FORM_LINE:
		return lines(rest, 1, argument, whole);
	case FORM_LINES:
		return lines(rest, 2, argument, whole);
	case FORM_SIZE1:
	case FORM_SIZE4:
	case FORM_SIZE8:
	case FORM_SIGNED4:
		return counted(rest, (enum opcode_form)opcode->form, argument, whole);
	}
	return OPCODE_UNKNOWN;
}
