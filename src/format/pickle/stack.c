/* Opcodes that only move values: stack and marks, the memo, containers. */
#include "base/reader.h"
#include "format/pickle/ops.h"

/* Fewer than k values above the mark. Python 3 fails here; Python 2's C unpickler knows no such
 * limit, and its marks stay where they are; to pickle.py of Python 2 they are values too. */
bool stack_reach_below(struct pickle *m, uint64_t k)
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

void op_mark(struct pickle *m)
{
	if (m->view == VIEW_PYTHON2) {
		stack_push(m, value_of(TAG_MARK, 0));
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

struct pickle_value *op_to_mark(struct pickle *m, uint64_t *n)
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

	if (mark > m->sp) { /* Python 2's C unpickler finds nothing there */
		machine_complain(m, "a mark lies above the stack");
		mark = m->sp;
	}
	*n = (uint64_t)(m->sp - mark);
	m->sp = mark;
	m->fence = m->stack;
	if (m->n_marks && !m->marks_differ)
		m->fence += marks[m->n_marks - 1];
	return mark;
}

void op_pop(struct pickle *m)
{
	const uint32_t *marks = m->marks_pool.p;
	uint64_t n;

	if (m->n_marks && m->stack + marks[m->n_marks - 1] == m->sp)
		(void)op_to_mark(m, &n); /* only the mark */
	else if (stack_need(m, 1))
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

void op_get(struct pickle *m)
{
	uint64_t key;

	if (!memo_key(m, &key))
		return;

	struct pickle_value v = machine_memo_get(m, key);

	if (value_tag(v) == TAG_UNSET)
		machine_break(m, "a key of the memo was never set");
	else
		stack_push(m, v);
}

void op_put(struct pickle *m)
{
	uint64_t key;

	if (memo_key(m, &key) && stack_need(m, 1))
		machine_memo_put(m, key, m->sp[-1]);
}

/* Containers. */

void op_tuple_short(struct pickle *m, struct pickle_value *items, uint64_t n)
{
	m->sp = items;
	stack_push(m, machine_tuple(m, items, n));
}

void op_empty(struct pickle *m, enum tag tag)
{
	stack_push(m, tag == TAG_TUPLE_DATA
			      ? value_of(tag, 0)
			      : machine_empty(m, tag, stack_may_be_state(m, m->sp + 1)));
}

void op_collect(struct pickle *m, enum tag tag)
{
	uint64_t n;
	struct pickle_value *items = op_to_mark(m, &n);

	if (!items)
		return;
	if (tag == TAG_DICT && n % 2)
		machine_complain(m, "a dict has a key without a value");
	if (tag == TAG_DICT)
		n -= n % 2;

	struct pickle_value v = machine_object(m, tag);

	if (m->state != RUNNING)
		return;
	object_put(m, v, items, n, true);
	stack_push(m, v);
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
		object_put(m, object, items, n, tag == TAG_DICT && stack_may_be_state(m, items));
	else if (tag >= TAG_OBJECT && tag != TAG_MARK && (n || action == ACTION_APPENDS))
		call_items(m, object, method_of(action), items, n);
	else if (n && tag != TAG_BYTEARRAY)
		machine_complain(m, "items are put into something that holds none");
}

void op_items(struct pickle *m, enum opcode_action action, uint64_t n)
{
	if (!stack_need(m, n + 1))
		return;
	put_items(m, action, m->sp[-1 - (ptrdiff_t)n], m->sp - n, n);
	m->sp -= n;
}

/* What items between a mark and the top are put into. To pickle.py of Python 2 that is
 * stack[mark - 1]: the last item when the mark lies at the bottom. */
static bool below_mark(struct pickle *m, const struct pickle_value *items, uint64_t n,
		       struct pickle_value *object)
{
	m->marks_differ |= items == m->stack;
	if (items == m->stack + 1 && m->view == VIEW_PYTHON2)
		*object = n ? items[n - 1] : value_of(TAG_MARK, 0);
	else if (stack_need(m, 1))
		*object = m->sp[-1];
	return m->state == RUNNING;
}

void op_items_marked(struct pickle *m, enum opcode_action action)
{
	uint64_t n;
	struct pickle_value *items = op_to_mark(m, &n), object;

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

void op_pop_mark(struct pickle *m)
{
	uint64_t n;

	(void)op_to_mark(m, &n); /* and what is above it */
}

void op_tuple(struct pickle *m)
{
	uint64_t n;
	struct pickle_value *items = op_to_mark(m, &n);

	if (items)
		stack_push(m, machine_tuple(m, items, n));
}
