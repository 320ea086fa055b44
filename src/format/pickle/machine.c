/* The loop: framing, opcodes and their arguments. Sources: Lib/pickle.py and Modules/_pickle.c of
 * CPython 3, pickle.py and cPickle of 2.7. */
#include "format/pickle/machine.h"

#include "base/reader.h"
#include "format/pickle/ops.h"

enum { PROTOCOL_MAX = 5 };

uint64_t machine_offset(const struct pickle *m)
{
	return m->base + (uint64_t)(m->at - m->bytes.p);
}

void machine_complain(struct pickle *m, const char *what)
{
	if (m->complaint)
		return;
	m->complaint = what;
	m->complaint_at = machine_offset(m);
}

void machine_break(struct pickle *m, const char *what)
{
	if (m->state != RUNNING)
		return;
	machine_complain(m, what);
	m->state = BROKEN;
}

void machine_over(struct pickle *m, const char *why)
{
	if (m->state != RUNNING)
		return;
	m->over = why;
	m->state = OVER;
}

/* Framing and the like. */

static void proto(struct pickle *m)
{
	if (m->argument.p[0] > PROTOCOL_MAX)
		machine_break(m, "the protocol is not known");
	else
		m->protocol = m->argument.p[0];
}

static void frame(struct pickle *m)
{
	struct reader r = reader_of(m->argument);
	uint64_t n = reader_u64le(&r), left = (uint64_t)(m->end - m->p);

	if (m->limit != m->end && m->p != m->limit)
		m->frames_differ = true; /* inside another one */
	if (n > INT64_MAX)
		machine_break(m, "a frame is larger than can be");
	else if (n > left)
		machine_complain(m, "a frame goes on behind the end");
	m->limit = n < left ? m->p + n : m->end;
}

static void stop(struct pickle *m)
{
	if (!stack_need(m, 1))
		return;
	if (m->p != m->limit && m->limit != m->end) {
		m->frames_differ = true;
		m->frame_end = (uint64_t)(m->limit - m->bytes.p);
	}
	m->result = *--m->sp;
	m->state = STOPPED;
}

/* The argument of an opcode does not lie whole before the limit: the frame ends, the input ends, or
 * it is broken. */
static bool fetch_slow(struct pickle *m)
{
	struct span rest = span_of(m->at, (size_t)(m->end - m->at));
	uint64_t whole, begin;

	if (m->limit != m->end && frame_straddled(rest, (uint64_t)(m->limit - m->at), &begin))
		m->frames_differ = true;

	enum opcode_end end = opcode_argument(rest, &m->argument, &whole);

	if (end == OPCODE_CUT && opcodes[*m->at].form >= FORM_LINE &&
	    opcodes[*m->at].form <= FORM_LINES) {
		/* Python's unpickler takes the last line without its last character for whole. */
		machine_complain(m, "the last line of the pickle is cut short");
		m->argument = span_from(rest, 1);
		m->p = m->limit = m->end;
		return true;
	}
	if (end == OPCODE_CUT)
		machine_break(m, "the pickle is cut short");
	else if (end == OPCODE_NEGATIVE)
		machine_break(m, "a size is negative");
	else if (end == OPCODE_UNKNOWN)
		machine_break(m, "there is no such opcode");
	if (end != OPCODE_WHOLE)
		return false;
	m->p = m->at + whole;
	if (m->p > m->limit)
		m->limit = m->end;
	return true;
}

/* Behind the end of a frame the reader goes on where its file stands. */
static bool leave_frame(struct pickle *m)
{
	if (m->p == m->limit && m->limit != m->end) {
		m->p += m->raw_after_frame;
		m->raw_after_frame = 0;
		m->limit = m->end;
	}
	if (m->p < m->limit)
		return true;
	m->at = m->p;
	machine_break(m, "the pickle ends without STOP");
	return false;
}

/* Reads the opcode at m->p and its argument. */
static inline bool fetch(struct pickle *m)
{
	if (m->p >= m->limit && !leave_frame(m))
		return false;
	m->at = m->p;

	const struct opcode *opcode = &opcodes[*m->at];
	uint64_t left = (uint64_t)(m->limit - m->at);

	if (opcode->form == FORM_FIXED && opcode->size <= left) {
		m->argument = span_of(m->at + 1, opcode->size - 1U);
		m->p = m->at + opcode->size;
		return true;
	}
	if (opcode->form == FORM_SIZE1 && left >= 2 && m->at[1] <= left - 2) {
		m->argument = span_of(m->at + 2, m->at[1]);
		m->p = m->at + 2 + m->at[1];
		return true;
	}

	uint64_t whole;

	if (opcode_argument(span_of(m->at, left), &m->argument, &whole) != OPCODE_WHOLE)
		return fetch_slow(m);
	m->p = m->at + whole;
	return true;
}

static struct pickle_value literal(const struct pickle *m, const struct opcode *opcode)
{
	return value_of((enum tag)opcode->tag, (uint64_t)(m->at - m->bytes.p));
}

static inline void step(struct pickle *m)
{
	const struct opcode *opcode = &opcodes[*m->at];

	switch ((enum opcode_action)opcode->action) {
	case ACTION_NONE:
		break;
	case ACTION_LITERAL:
		stack_push(m, literal(m, opcode));
		break;
	case ACTION_MEMOIZE:
		if (stack_need(m, 1))
			machine_memo_put(m, m->n_memo, m->sp[-1]);
		break;
	case ACTION_GET:
		op_get(m);
		break;
	case ACTION_PUT:
		op_put(m);
		break;
	case ACTION_MARK:
		op_mark(m);
		break;
	case ACTION_TUPLE_SHORT:
		if (stack_need(m, opcode->tag))
			op_tuple_short(m, m->sp - opcode->tag, opcode->tag);
		break;
	case ACTION_TUPLE:
		op_tuple(m);
		break;
	case ACTION_EMPTY:
		op_empty(m, (enum tag)opcode->tag);
		break;
	case ACTION_COLLECT:
		op_collect(m, (enum tag)opcode->tag);
		break;
	case ACTION_APPEND:
		op_items(m, ACTION_APPEND, 1);
		break;
	case ACTION_SETITEM:
		op_items(m, ACTION_SETITEM, 2);
		break;
	case ACTION_APPENDS:
	case ACTION_SETITEMS:
	case ACTION_ADDITEMS:
		op_items_marked(m, (enum opcode_action)opcode->action);
		break;
	case ACTION_GLOBAL:
		op_global(m);
		break;
	case ACTION_STACK_GLOBAL:
		op_stack_global(m);
		break;
	case ACTION_EXTENSION:
		op_extension(m);
		break;
	case ACTION_REDUCE:
		op_reduce(m);
		break;
	case ACTION_INST:
		op_inst(m);
		break;
	case ACTION_OBJ:
		op_obj(m);
		break;
	case ACTION_NEWOBJ:
		op_newobj(m);
		break;
	case ACTION_NEWOBJ_EX:
		op_newobj_ex(m);
		break;
	case ACTION_BUILD:
		op_build(m);
		break;
	case ACTION_PERSID:
		op_persistent(m, literal(m, opcode));
		break;
	case ACTION_BINPERSID:
		if (stack_need(m, 1))
			op_persistent(m, *--m->sp);
		break;
	case ACTION_POP:
		op_pop(m);
		break;
	case ACTION_POP_MARK:
		op_pop_mark(m);
		break;
	case ACTION_DUP:
		if (stack_need(m, 1))
			stack_push(m, value_copy(m->sp[-1]));
		break;
	case ACTION_PROTO:
		proto(m);
		break;
	case ACTION_FRAME:
		frame(m);
		break;
	case ACTION_NEXT_BUFFER:
		stack_push(m, value_of(TAG_BUFFER, 0));
		break;
	case ACTION_READONLY_BUFFER:
		(void)stack_need(m, 1);
		break;
	case ACTION_STOP:
		stop(m);
		break;
	}
}

static void start(struct pickle *m, uint64_t from)
{
	m->p = m->at = m->bytes.p + from;
	m->end = m->limit = m->bytes.p + m->bytes.n;
	m->state = RUNNING;
	m->sp = m->fence = m->stack;
	m->protocol = 0;
	m->n_marks = m->n_memo = m->memo_top = m->n_sparse = m->n_lazy = m->n_cells = m->n_objects =
		0;
	m->n_globals = m->n_text = m->raw_after_frame = m->frame_end = m->raw_at = 0;
	m->n_payloads = m->n_calls = 0;
	m->frames_differ = m->marks_differ = m->keys_differ = m->lost = false;
	m->credible = m->named = m->called = false;
	m->complaint = m->over = NULL;
	m->strange_id_at = NULL;
	m->result = value_of(TAG_UNKNOWN, 0);
	memset(m->global_heads, 0, sizeof(m->global_heads));
	if (m->sparse_pool.room)
		memset(m->sparse_pool.p, 0, m->sparse_pool.room * m->sparse_pool.unit);
	if (m->lazy_pool.room)
		memset(m->lazy_pool.p, 0, m->lazy_pool.room * m->lazy_pool.unit);
}

static bool is_blank(const uint8_t *p, const uint8_t *end)
{
	while (p < end && memchr(" \t\r\n", *p, 4))
		p++;
	return p == end;
}

static bool is_text(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < ' ' && !memchr("\t\n\v\f\r", s.p[i], 5))
			return false;
	return true;
}

/* What a loader would get out of a file that is only guessed to be a pickle: something that it
 * calls, or a value. An import before it breaks counts unless that is all text. */
static bool is_pickle(const struct pickle *m)
{
	enum { LOOKED_AT = 4096 };

	if (m->called)
		return true;
	if (m->state == STOPPED)
		return m->named || is_blank(m->p, m->end);
	return m->named && !is_text(span_part(m->bytes, 0, LOOKED_AT));
}

void machine_run(struct pickle *m, uint64_t from)
{
	start(m, from);
	while (m->state == RUNNING) {
		uint64_t steps = 0;

		for (; steps < STEPS && m->state == RUNNING; steps++) {
			steps += run_fast(m);
			if (fetch(m))
				step(m);
		}
		m->steps += steps;
		if (!job_spend(m->job, steps))
			machine_over(m, "there are more opcodes than the limit allows");
	}
	m->credible = m->guess ? is_pickle(m) : m->credible || m->state == STOPPED;
	record_flush(m);
}
