/*
 * Python pickles as files of their own. Only protocols 2 and later announce themselves; anything
 * else is bid for when its first opcodes fit together, and given back when they lead nowhere.
 */
#include "format/pickle.h"

#include "format/format.h"
#include "format/pickle/machine.h"
#include "format/pickle/opcodes.h"
#include "format/torch.h"
#include "sys/inflate.h"

static const char *const names[] = { ".pkl", ".pickle", ".pck", ".joblib", NULL };

static bool is_announced(struct span head)
{
	return head.n >= 3 && head.p[0] == 0x80 && head.p[1] <= 5 &&
	       opcodes[head.p[2]].form != FORM_UNKNOWN;
}

/* LZMA has no signature. What begins like it may as well be an opcode with an argument; without one
 * the next byte would be an opcode, and is none. */
static bool is_bare(uint8_t code)
{
	const struct opcode *opcode = &opcodes[code];

	return opcode->form == FORM_UNKNOWN || (opcode->form == FORM_FIXED && opcode->size == 1);
}

/* Well-known things that pickles are wrapped in: other modules unwrap them. */
static bool is_wrapped(struct span head)
{
	static const char *const magics[] = { "PK\3\4",
					      "PK\5\6",
					      "\x1f\x8b",
					      "BZh",
					      "\xfd"
					      "7zXZ",
					      "\x28\xb5\x2f\xfd",
					      "\x04\x22\x4d\x18",
					      "7z\xbc\xaf",
					      "ZF",
					      "x\x01",
					      "x\x5e",
					      "x\x9c",
					      "x\xda",
					      "\x93NUMPY",
					      "version https://git-lfs",
					      NULL };

	for (size_t i = 0; magics[i]; i++)
		if (span_starts(head, magics[i]))
			return true;
	return lzma_begins(head) && is_bare(head.p[0]);
}

/* Text arguments that the loader would refuse at once. */
static bool is_sane(uint8_t opcode, struct span argument)
{
	uint8_t first = argument.n ? argument.p[0] : 0;

	switch (opcode) {
	case 'I':
	case 'L':
	case 'F':
	case 'g':
	case 'p':
		return (first >= '0' && first <= '9') || first == '-' || first == '+' ||
		       first == ' ' || first == 'n' || first == 'i';
	case 'S':
		return first == '\'' || first == '"';
	case 'c':
	case 'i':
		return span_byte(argument, ' ') == SPAN_NONE;
	default:
		return true;
	}
}

/* How many values an opcode wants on the stack; those that take all to a mark want none. */
static unsigned wants(enum opcode_action action, const struct opcode *opcode)
{
	switch (action) {
	case ACTION_TUPLE_SHORT:
		return opcode->tag;
	case ACTION_APPEND:
	case ACTION_STACK_GLOBAL:
	case ACTION_REDUCE:
	case ACTION_NEWOBJ:
	case ACTION_BUILD:
		return 2;
	case ACTION_SETITEM:
	case ACTION_NEWOBJ_EX:
		return 3;
	case ACTION_MEMOIZE:
	case ACTION_PUT:
	case ACTION_BINPERSID:
	case ACTION_POP:
	case ACTION_DUP:
	case ACTION_READONLY_BUFFER:
	case ACTION_STOP:
		return 1;
	default:
		return 0;
	}
}

static bool wants_mark(enum opcode_action action)
{
	return action == ACTION_TUPLE || action == ACTION_APPENDS || action == ACTION_SETITEMS ||
	       action == ACTION_ADDITEMS || action == ACTION_COLLECT || action == ACTION_INST ||
	       action == ACTION_OBJ || action == ACTION_POP_MARK;
}

static bool uses_global(enum opcode_action action)
{
	return action == ACTION_REDUCE || action == ACTION_INST || action == ACTION_OBJ ||
	       action == ACTION_NEWOBJ || action == ACTION_NEWOBJ_EX || action == ACTION_BUILD;
}

/* Whether the first opcodes could be those of a pickle: none is unknown or comes where nothing is
 * on the stack, up to STOP, the head's end or the use of a global. The stack is only known to be
 * non-empty or to have a mark: a loader that could get further must never be denied. */
static bool is_plausible(const struct probe *probe)
{
	struct span rest = probe->head, argument;
	uint64_t pushed = 0, marks = 0, whole;

	while (rest.n) {
		uint8_t code = rest.p[0];
		const struct opcode *opcode = &opcodes[code];
		enum opcode_action action = (enum opcode_action)opcode->action;
		enum opcode_end end = opcode_argument(rest, &argument, &whole);

		if (end == OPCODE_CUT && code == 'i' && marks)
			return true; /* Python's unpickler takes a last line without newline */
		if (end == OPCODE_CUT && probe->size > probe->head.n) {
			argument = span_from(rest, 1);
			return pushed + marks > 0 || is_sane(code, argument);
		}
		if (end != OPCODE_WHOLE || !is_sane(code, argument))
			return false;
		if (wants(action, opcode) > pushed || (wants_mark(action) && marks == 0))
			return false;
		if (action == ACTION_STOP || uses_global(action))
			return true;
		marks += action == ACTION_MARK;
		pushed++; /* at most */
		rest = span_from(rest, whole);
	}
	return probe->size > probe->head.n;
}

/* To an unpickler these are a persistent id. Those that know ids look for a zip first, the others
 * stop here, so that nothing behind it ever runs. */
static bool is_zip(struct span head)
{
	return span_starts(head, "PK\3\4") || span_starts(head, "PK\5\6");
}

static unsigned bid(const struct probe *probe)
{
	if (is_zip(probe->head))
		return BID_NONE;
	if (torch_stacks(probe))
		return BID_NONE; /* pickles with raw bytes in between: format/torch_legacy.c */
	if (is_announced(probe->head))
		return BID_MAGIC;
	if (span_starts(probe->head, "PK\3\4") || span_starts(probe->head, "PK\5\6"))
		return BID_NONE; /* an unknown persistent id, at which every loader stops */
	if (probe_named(probe, names) || (probe->size > 1 && is_plausible(probe)))
		return BID_READ;
	return BID_NONE;
}

static void read(struct job *job, struct span bytes)
{
	const struct probe probe = { .head = bytes, .name = job_name(job), .size = bytes.n };

	/* The name alone is enough, unless other modules unwrap what is in it. */
	if (is_announced(bytes) || (probe_named(&probe, names) && !is_wrapped(bytes)))
		pickle_read(job, bytes, 0);
	else if (!pickle_try_read(job, bytes))
		job_decline(job);
}

const struct format format_pickle = {
	.name = "pickle",
	.bid = bid,
	.read = read,
};
