/* Opcodes that import, call, make and fill: what a pickle does to the world. */
#include "base/reader.h"
#include "format/pickle/ops.h"

static void push_global(struct pickle *m, struct pickle_value global)
{
	call_import(m, global);
	stack_push(m, global);
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

void op_global(struct pickle *m)
{
	push_global(m, global_of_lines(m));
}

static bool may_be_text(struct pickle_value v)
{
	enum tag tag = value_tag(v);

	return tag == TAG_TEXT || tag == TAG_OBJECT || tag == TAG_PERSISTENT || tag == TAG_GLOBAL ||
	       tag == TAG_UNKNOWN;
}

void op_stack_global(struct pickle *m)
{
	if (!stack_need(m, 2))
		return;
	m->sp -= 2;
	if (may_be_text(m->sp[0]) && may_be_text(m->sp[1]))
		push_global(m, name_global(m, m->sp[0], m->sp[1]));
	else
		machine_break(m, "the name of a global is no text");
}

void op_extension(struct pickle *m)
{
	struct reader r = reader_of(m->argument);
	uint64_t code = reader_le(&r, (unsigned)m->argument.n);

	if (code == 0 || code > INT32_MAX)
		machine_break(m, "an extension code is not above zero");
	else
		push_global(m, name_extension(m, (int64_t)code));
}

/* Calls. */

void op_reduce(struct pickle *m)
{
	if (!stack_need(m, 2))
		return;
	m->sp--;
	m->sp[-1] = call_reduce(m, m->sp[-1], m->sp[0]);
}

void op_inst(struct pickle *m)
{
	uint64_t n;
	struct pickle_value cls = global_of_lines(m);

	call_import(m, cls);

	struct pickle_value *items = m->state == RUNNING ? op_to_mark(m, &n) : NULL;

	if (items)
		stack_push(m, call_instance(m, cls, machine_tuple(m, items, n)));
}

void op_obj(struct pickle *m)
{
	uint64_t n;
	struct pickle_value *items = op_to_mark(m, &n);

	if (!items)
		return;
	if (n == 0)
		machine_break(m, "there is no class above the mark");
	else
		stack_push(m, call_instance(m, items[0], machine_tuple(m, items + 1, n - 1)));
}

void op_newobj(struct pickle *m)
{
	if (!stack_need(m, 2))
		return;
	m->sp--;
	m->sp[-1] = call_new(m, m->sp[-1], m->sp[0], value_of(TAG_NONE, 0));
}

void op_newobj_ex(struct pickle *m)
{
	if (!stack_need(m, 3))
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

void op_build(struct pickle *m)
{
	if (!stack_need(m, 2))
		return;
	m->sp--;
	call_build(m, m->sp[-1], m->sp[0]);
	built(m);
}

void pickle_give(struct pickle *m, struct pickle_value value)
{
	m->given = value;
}

void op_persistent(struct pickle *m, struct pickle_value id)
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
	stack_push(m, value_copy(m->given));
}
