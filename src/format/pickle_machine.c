/* The opcodes. Sources: Lib/pickle.py and Modules/_pickle.c of CPython 3, pickle.py and cPickle
 * of 2.7. */
#include "format/pickle_machine.h"

#include "base/reader.h"
#include "format/pickle_opcodes.h"

enum { PROTOCOL_MAX = 5, LONGEST_FAST = 2 + UINT8_MAX };

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

/* The stack. */

static inline void push(struct pickle *m, struct pickle_value v)
{
	if (m->sp == m->stack_end && !machine_more_stack(m))
		return;
	*m->sp++ = v;
}

/* Fewer than k values above the mark. Python 3 fails here; Python 2's C unpickler knows no such
 * limit, and its marks stay where they are; to pickle.py of Python 2 they are values too. */
static bool reach_below(struct pickle *m, uint64_t k)
{
	m->marks_differ |= m->n_marks > 0; /* one that counts them may have enough */
	if ((uint64_t)(m->sp - m->stack) < k) {
		machine_break(m, "the stack is empty");
		return false;
	}
	machine_complain(m, "values below a mark are used");
	m->fence = m->stack;
	return true;
}

static inline bool need(struct pickle *m, uint64_t k)
{
	return (uint64_t)(m->sp - m->fence) >= k || reach_below(m, k);
}

static void push_mark(struct pickle *m)
{
	if (m->view == VIEW_PYTHON2) {
		push(m, value_of(TAG_MARK, 0));
		return;
	}
	if (!pool_need(m, &m->marks_pool, m->n_marks + 1))
		return;
	((uint32_t *)m->marks_pool.p)[m->n_marks++] = (uint32_t)(m->sp - m->stack);
	if (!m->marks_differ)
		m->fence = m->sp;
}

/* Takes everything above the last mark, and the mark. The values stay readable until the next push.
 */
static struct pickle_value *pop_to_mark_object(struct pickle *m, uint64_t *n)
{
	struct pickle_value *mark = m->sp;

	while (mark > m->stack && value_tag(mark[-1]) != TAG_MARK)
		mark--;
	*n = (uint64_t)(m->sp - mark);
	if (mark == m->stack) {
		machine_break(m, "there is no mark");
		return NULL;
	}
	m->sp = mark - 1;
	return mark;
}

static struct pickle_value *pop_to_mark(struct pickle *m, uint64_t *n)
{
	const uint32_t *marks = m->marks_pool.p;

	if (m->view == VIEW_PYTHON2)
		return pop_to_mark_object(m, n);
	*n = 0;
	if (m->n_marks == 0) {
		machine_break(m, "there is no mark");
		return NULL;
	}

	struct pickle_value *mark = m->stack + marks[--m->n_marks];

	if (mark > m->sp) {
		machine_break(m, "a mark lies above the stack");
		return NULL;
	}
	*n = (uint64_t)(m->sp - mark);
	m->sp = mark;
	m->fence = m->stack;
	if (m->n_marks && !m->marks_differ)
		m->fence += marks[m->n_marks - 1];
	return mark;
}

static void pop(struct pickle *m)
{
	const uint32_t *marks = m->marks_pool.p;
	uint64_t n;

	if (m->n_marks && m->stack + marks[m->n_marks - 1] == m->sp)
		(void)pop_to_mark(m, &n); /* only the mark */
	else if (need(m, 1))
		m->sp--;
}

/* The memo. */

static bool memo_key(struct pickle *m, uint64_t *key)
{
	struct reader r = reader_of(m->argument);
	bool odd = false;

	if (*m->at != 'g' && *m->at != 'p') {
		*key = reader_le(&r, (unsigned)m->argument.n);
		return true;
	}

	struct span line = span_part(m->argument, 0, m->argument.n - (m->argument.n > 0));

	if (!text_key(line, m->view == VIEW_PYTHON2, key, &odd))
		machine_complain(m, "a key of the memo is no number");
	m->keys_differ |= odd;
	return true;
}

static void memo_get(struct pickle *m)
{
	uint64_t key;

	if (!memo_key(m, &key))
		return;

	struct pickle_value v = machine_memo_get(m, key);

	if (value_tag(v) == TAG_UNSET)
		machine_break(m, "a key of the memo was never set");
	else
		push(m, v);
}

static void memo_put(struct pickle *m)
{
	uint64_t key;

	if (memo_key(m, &key) && need(m, 1))
		machine_memo_put(m, key, m->sp[-1]);
}

/* Containers. */

static void replace_by_tuple(struct pickle *m, struct pickle_value *items, uint64_t n)
{
	m->sp = items;
	push(m, machine_tuple(m, items, n));
}

static void empty(struct pickle *m, enum tag tag)
{
	push(m, tag == TAG_TUPLE_DATA ? value_of(tag, 0) : machine_object(m, tag));
}

static void collect(struct pickle *m, enum tag tag)
{
	uint64_t n;
	struct pickle_value *items = pop_to_mark(m, &n);

	if (!items)
		return;
	if (tag == TAG_DICT && n % 2)
		machine_complain(m, "a dict has a key without a value");
	if (tag == TAG_DICT)
		n -= n % 2;

	struct pickle_value v = machine_object(m, tag);

	if (m->state != RUNNING)
		return;
	object_put(m, v, items, n);
	push(m, v);
}

/* The methods by which items get into something that is no plain container. */
static const char *method_of(enum opcode_action action)
{
	switch (action) {
	case ACTION_APPEND:
	case ACTION_APPENDS:
		return "append";
	case ACTION_ADDITEMS:
		return "add";
	default:
		return NULL; /* __setitem__ is looked up in the class */
	}
}

static bool is_plain_for(enum tag tag, enum opcode_action action)
{
	switch (action) {
	case ACTION_APPEND:
	case ACTION_APPENDS:
		return tag == TAG_LIST;
	case ACTION_ADDITEMS:
		return tag == TAG_SET;
	default:
		return tag == TAG_DICT || tag == TAG_LIST;
	}
}

/* Of nothing at all only APPENDS makes a call: some loaders' extend([]). */
static void put_items(struct pickle *m, enum opcode_action action, struct pickle_value object,
		      const struct pickle_value *items, uint64_t n)
{
	enum tag tag = value_tag(object);

	if (is_plain_for(tag, action))
		object_put(m, object, items, n);
	else if (tag >= TAG_OBJECT && tag != TAG_MARK && (n || action == ACTION_APPENDS))
		call_items(m, object, method_of(action), items, n);
	else if (n && tag != TAG_BYTEARRAY)
		machine_complain(m, "items are put into something that holds none");
}

static void put_fixed(struct pickle *m, enum opcode_action action, uint64_t n)
{
	if (!need(m, n + 1))
		return;
	put_items(m, action, m->sp[-1 - (ptrdiff_t)n], m->sp - n, n);
	m->sp -= n;
}

/* What items between a mark and the top are put into. To pickle.py of Python 2 that is
 * stack[mark - 1]: the last item when the mark lies at the bottom. */
static bool below_mark(struct pickle *m, const struct pickle_value *items, uint64_t n,
		       struct pickle_value *object)
{
	m->marks_differ |= n && items == m->stack;
	if (n && items == m->stack + 1 && m->view == VIEW_PYTHON2)
		*object = items[n - 1];
	else if (need(m, 1))
		*object = m->sp[-1];
	return m->state == RUNNING;
}

static void put_marked(struct pickle *m, enum opcode_action action)
{
	uint64_t n;
	struct pickle_value *items = pop_to_mark(m, &n), object;

	if (!items || !below_mark(m, items, n, &object))
		return;
	if (action == ACTION_SETITEMS && n % 2) {
		machine_complain(m, "a key is set without a value");
		n--;
	}

	ptrdiff_t height = m->sp - m->stack;

	m->sp = items + n; /* what is free above the stack may be written to */
	put_items(m, action, object, items, n);
	m->sp = m->stack + height;
}

/* Globals. */

static void push_global(struct pickle *m, struct pickle_value global)
{
	call_import(m, global);
	push(m, global);
}

/* The two lines, each without what ends it. */
static void names(const struct pickle *m, struct span *module, struct span *name)
{
	ptrdiff_t n = span_byte(m->argument, '\n');
	uint64_t end = n == SPAN_NONE ? m->argument.n : (uint64_t)n + 1;

	*module = span_part(m->argument, 0, end - (end > 0));
	*name = span_from(m->argument, end);
	name->n -= name->n > 0;
}

static struct pickle_value global_of_lines(struct pickle *m)
{
	struct span module, name;

	names(m, &module, &name);
	return name_global_written(m, module, name);
}

static bool may_be_text(struct pickle_value v)
{
	enum tag tag = value_tag(v);

	return tag == TAG_TEXT || tag == TAG_OBJECT || tag == TAG_PERSISTENT || tag == TAG_GLOBAL ||
	       tag == TAG_UNKNOWN;
}

static void stack_global(struct pickle *m)
{
	if (!need(m, 2))
		return;
	m->sp -= 2;
	if (may_be_text(m->sp[0]) && may_be_text(m->sp[1]))
		push_global(m, name_global(m, m->sp[0], m->sp[1]));
	else
		machine_break(m, "the name of a global is no text");
}

static void extension(struct pickle *m)
{
	struct reader r = reader_of(m->argument);
	uint64_t code = reader_le(&r, (unsigned)m->argument.n);

	if (code == 0 || code > INT32_MAX)
		machine_break(m, "an extension code is not above zero");
	else
		push_global(m, name_extension(m, (int64_t)code));
}

/* Calls. */

static void reduce(struct pickle *m)
{
	if (!need(m, 2))
		return;
	m->sp--;
	m->sp[-1] = call_reduce(m, m->sp[-1], m->sp[0]);
}

static void inst(struct pickle *m)
{
	uint64_t n;
	struct pickle_value cls = global_of_lines(m);

	call_import(m, cls);

	struct pickle_value *items = m->state == RUNNING ? pop_to_mark(m, &n) : NULL;

	if (items)
		push(m, call_instance(m, cls, machine_tuple(m, items, n)));
}

static void obj(struct pickle *m)
{
	uint64_t n;
	struct pickle_value *items = pop_to_mark(m, &n);

	if (!items)
		return;
	if (n == 0)
		machine_break(m, "there is no class above the mark");
	else
		push(m, call_instance(m, items[0], machine_tuple(m, items + 1, n - 1)));
}

static void newobj(struct pickle *m)
{
	if (!need(m, 2))
		return;
	m->sp--;
	m->sp[-1] = call_new(m, m->sp[-1], m->sp[0], value_of(TAG_NONE, 0));
}

static void newobj_ex(struct pickle *m)
{
	if (!need(m, 3))
		return;
	m->sp -= 2;
	m->sp[-1] = call_new(m, m->sp[-1], m->sp[0], m->sp[1]);
}

/* The loader's own file stands behind an open frame. It reads its bytes there, then goes on with
 * what is left of the frame, then behind those bytes. */
static void skip_raw(struct pickle *m, uint64_t at, uint64_t raw)
{
	if (raw == PICKLE_STOPS) {
		m->state = BROKEN; /* the hook has said why */
		return;
	}
	if (m->p != m->limit && m->limit != m->end)
		m->frames_differ = true;
	if (raw > m->bytes.n - at) {
		machine_break(m, "the raw bytes inside the pickle are cut short");
		return;
	}
	if (m->raw_at == 0)
		m->raw_at = (uint64_t)(m->p - m->bytes.p);
	if (m->limit == m->end)
		m->p += raw;
	else
		m->raw_after_frame += raw;
}

static void built(struct pickle *m)
{
	const struct pickle_hooks *hooks = m->options.hooks;
	uint64_t raw = 0, at = (uint64_t)((m->limit == m->end ? m->p : m->limit) - m->bytes.p);

	if (!hooks || !hooks->built || value_tag(m->sp[-1]) != TAG_OBJECT || m->state != RUNNING)
		return;
	at += m->raw_after_frame;
	if (!hooks->built(m, m->sp[-1], at, &raw, hooks->context))
		return;
	m->sp[-1] = value_of(TAG_INERT, 0);
	skip_raw(m, at, raw);
}

static void build(struct pickle *m)
{
	if (!need(m, 2))
		return;
	m->sp--;
	call_build(m, m->sp[-1], m->sp[0]);
	built(m);
}

void pickle_give(struct pickle *m, struct pickle_value value)
{
	m->given = value;
}

static void persistent(struct pickle *m, struct pickle_value id)
{
	const struct pickle_hooks *hooks = m->options.hooks;
	struct pickle_value v = machine_object(m, TAG_PERSISTENT);

	if (m->state != RUNNING)
		return;
	object_add(m, v, CHUNK_MADE, &id, 1);
	m->given = v;
	if (!hooks || !hooks->persistent ||
	    !hooks->persistent(m, id, machine_offset(m), hooks->context)) {
		m->strange_id = m->strange_id_at ? m->strange_id : id;
		m->strange_id_at = m->strange_id_at ? m->strange_id_at : m->at;
	}
	push(m, m->given);
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
	if (!need(m, 1))
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

static void pop_mark(struct pickle *m)
{
	uint64_t n;

	(void)pop_to_mark(m, &n); /* and what is above it */
}

static void tuple(struct pickle *m)
{
	uint64_t n;
	struct pickle_value *items = pop_to_mark(m, &n);

	if (items)
		push(m, machine_tuple(m, items, n));
}

static inline void step(struct pickle *m)
{
	const struct opcode *opcode = &opcodes[*m->at];

	switch ((enum opcode_action)opcode->action) {
	case ACTION_NONE:
		break;
	case ACTION_LITERAL:
		push(m, literal(m, opcode));
		break;
	case ACTION_MEMOIZE:
		if (need(m, 1))
			machine_memo_put(m, m->n_memo, m->sp[-1]);
		break;
	case ACTION_GET:
		memo_get(m);
		break;
	case ACTION_PUT:
		memo_put(m);
		break;
	case ACTION_MARK:
		push_mark(m);
		break;
	case ACTION_TUPLE_SHORT:
		if (need(m, opcode->tag))
			replace_by_tuple(m, m->sp - opcode->tag, opcode->tag);
		break;
	case ACTION_TUPLE:
		tuple(m);
		break;
	case ACTION_EMPTY:
		empty(m, (enum tag)opcode->tag);
		break;
	case ACTION_COLLECT:
		collect(m, (enum tag)opcode->tag);
		break;
	case ACTION_APPEND:
		put_fixed(m, ACTION_APPEND, 1);
		break;
	case ACTION_SETITEM:
		put_fixed(m, ACTION_SETITEM, 2);
		break;
	case ACTION_APPENDS:
	case ACTION_SETITEMS:
	case ACTION_ADDITEMS:
		put_marked(m, (enum opcode_action)opcode->action);
		break;
	case ACTION_GLOBAL:
		push_global(m, global_of_lines(m));
		break;
	case ACTION_STACK_GLOBAL:
		stack_global(m);
		break;
	case ACTION_EXTENSION:
		extension(m);
		break;
	case ACTION_REDUCE:
		reduce(m);
		break;
	case ACTION_INST:
		inst(m);
		break;
	case ACTION_OBJ:
		obj(m);
		break;
	case ACTION_NEWOBJ:
		newobj(m);
		break;
	case ACTION_NEWOBJ_EX:
		newobj_ex(m);
		break;
	case ACTION_BUILD:
		build(m);
		break;
	case ACTION_PERSID:
		persistent(m, literal(m, opcode));
		break;
	case ACTION_BINPERSID:
		if (need(m, 1))
			persistent(m, *--m->sp);
		break;
	case ACTION_POP:
		pop(m);
		break;
	case ACTION_POP_MARK:
		pop_mark(m);
		break;
	case ACTION_DUP:
		if (need(m, 1))
			push(m, m->sp[-1]);
		break;
	case ACTION_PROTO:
		proto(m);
		break;
	case ACTION_FRAME:
		frame(m);
		break;
	case ACTION_NEXT_BUFFER:
		push(m, value_of(TAG_BUFFER, 0));
		break;
	case ACTION_READONLY_BUFFER:
		(void)need(m, 1);
		break;
	case ACTION_STOP:
		stop(m);
		break;
	}
}

/* Most of what large pickles are, without leaving the registers: literals of fixed size, short
 * texts, and a memo that grows by one. Stops before whatever else comes, and where too little is
 * left of the frame for any of these. Gives the number of opcodes. */
static uint64_t run_fast(struct pickle *m)
{
	const uint8_t *p = m->p, *base = m->bytes.p;
	const uint8_t *limit = m->limit - p > LONGEST_FAST ? m->limit - LONGEST_FAST : p;
	struct pickle_value *sp = m->sp, *stack_end = m->stack_end, *memo = m->memo_pool.p;
	uint64_t top = m->memo_top, room = m->n_memo == top ? m->memo_pool.room : 0, steps = 0;

	for (; p < limit && sp < stack_end; steps++) {
		const struct opcode *opcode = &opcodes[*p];

		if (opcode->action == ACTION_LITERAL && opcode->size) {
			uint8_t code = *p;

			/* They come in runs; the processor need not look up the next one's size. */
			for (; *p == code && p < limit && sp < stack_end;
			     p += opcode->size, steps++)
				*sp++ = value_of((enum tag)opcode->tag, (uint64_t)(p - base));
			steps--;
		} else if (opcode->action == ACTION_LITERAL && opcode->form == FORM_SIZE1) {
			*sp++ = value_of((enum tag)opcode->tag, (uint64_t)(p - base));
			p += 2 + p[1];
		} else if (opcode->action == ACTION_MEMOIZE && top < room && sp > m->fence) {
			memo[top++] = sp[-1];
			p++;
		} else if (*p == 'h' && p[1] < top && value_tag(memo[p[1]]) != TAG_UNSET) {
			*sp++ = memo[p[1]];
			p += 2;
		} else if (*p == 'q' && p[1] == top && top < room && sp > m->fence) {
			memo[top++] = sp[-1];
			p += 2;
		} else {
			break;
		}
	}
	m->p = p;
	m->sp = sp;
	if (room) {
		m->n_memo += top - m->memo_top;
		m->memo_top = top;
	}
	return steps;
}

static void start(struct pickle *m, uint64_t from)
{
	m->p = m->at = m->bytes.p + from;
	m->end = m->limit = m->bytes.p + m->bytes.n;
	m->state = RUNNING;
	m->sp = m->fence = m->stack;
	m->protocol = 0;
	m->n_marks = m->n_memo = m->memo_top = m->n_sparse = m->n_cells = m->n_objects = 0;
	m->n_globals = m->n_text = m->raw_after_frame = m->frame_end = m->raw_at = 0;
	m->n_payloads = m->n_calls = 0;
	m->frames_differ = m->marks_differ = m->keys_differ = false;
	m->credible = false;
	m->complaint = m->over = NULL;
	m->strange_id_at = NULL;
	m->result = value_of(TAG_UNKNOWN, 0);
	memset(m->global_heads, 0, sizeof(m->global_heads));
	if (m->sparse_pool.room)
		memset(m->sparse_pool.p, 0, m->sparse_pool.room * m->sparse_pool.unit);
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
	m->credible |= m->state == STOPPED;
	record_flush(m);
}
