/* Most of what large pickles are, without leaving the registers: literals, a memo that grows by
 * one, marks, and lists and dicts of plain data once those are lazy. Everything else, and whatever
 * is not quite as simple, is left to the machine. */
#include "format/pickle/ops.h"

enum { LONGEST = 2 + UINT8_MAX };

/* What changes on the way, of struct pickle. */
struct fast {
	const uint8_t *p;
	struct pickle_value *sp, *fence;
	uint64_t memo_top, n_marks;
	uint64_t memo_room, marks_room; /* 0 where they do not grow here */
};

/* A run of the same opcode: the processor need not look up the next one's size. */
static inline uint64_t literals(const struct pickle *m, struct fast *f, const struct opcode *opcode,
				const uint8_t *limit)
{
	const uint8_t *base = m->bytes.p;
	uint64_t n = 0;
	uint8_t code = *f->p;

	for (; *f->p == code && f->p < limit && f->sp < m->stack_end; f->p += opcode->size, n++)
		*f->sp++ = value_of((enum tag)opcode->tag, (uint64_t)(f->p - base));
	return n;
}

/* GET and PUT of one byte, MEMOIZE. */
static inline bool memo(const struct pickle *m, struct fast *f)
{
	struct pickle_value *values = m->memo_pool.p;
	uint8_t code = *f->p;

	if (code == 'h' && f->p[1] < f->memo_top && value_tag(values[f->p[1]]) != TAG_UNSET) {
		*f->sp++ = values[f->p[1]];
		f->p += 2;
		return true;
	}
	if (f->memo_top >= f->memo_room || f->sp == f->fence ||
	    (code != 0x94 && (code != 'q' || f->p[1] != f->memo_top)))
		return false;
	values[f->memo_top++] = value_copy(f->sp[-1]);
	f->p += code == 'q' ? 2 : 1;
	return true;
}

static inline bool mark(const struct pickle *m, struct fast *f)
{
	uint32_t *marks = m->marks_pool.p;

	if (f->n_marks >= f->marks_room)
		return false;
	marks[f->n_marks++] = (uint32_t)(f->sp - m->stack);
	f->fence = f->sp;
	f->p++;
	return true;
}

static inline bool empty(const struct pickle *m, struct fast *f, enum tag tag)
{
	if (!machine_is_spare(m) || (tag != TAG_LIST && tag != TAG_DICT) ||
	    stack_may_be_state(m, f->sp + 1))
		return false;
	*f->sp++ = value_of(tag, VALUE_LAZY | (uint64_t)(f->p - m->bytes.p));
	f->p++;
	return true;
}

/* SETITEMS of a lazy dict, APPENDS of a lazy list, with plain data. */
static inline bool items(const struct pickle *m, struct fast *f, enum tag tag)
{
	const uint32_t *marks = m->marks_pool.p;

	if (f->marks_room == 0 || f->n_marks == 0 || m->n_lazy)
		return false;

	struct pickle_value *first = m->stack + marks[f->n_marks - 1];
	struct pickle_value *fence = m->stack + (f->n_marks > 1 ? marks[f->n_marks - 2] : 0);

	if (first <= fence || value_tag(first[-1]) != tag || !value_is_lazy(first[-1]) ||
	    (tag == TAG_DICT && ((f->sp - first) % 2 || stack_may_be_state(m, first))))
		return false;
	for (const struct pickle_value *v = first; v < f->sp; v++)
		if (!value_is_data(*v) && (v->bits & (VALUE_LAZY | VALUE_COPY)) != VALUE_LAZY)
			return false;
	f->sp = first;
	f->fence = fence;
	f->n_marks--;
	f->p++;
	return true;
}

static inline bool other(const struct pickle *m, struct fast *f, const struct opcode *opcode)
{
	switch ((enum opcode_action)opcode->action) {
	case ACTION_GET:
	case ACTION_PUT:
	case ACTION_MEMOIZE:
		return memo(m, f);
	case ACTION_MARK:
		return mark(m, f);
	case ACTION_EMPTY:
		return empty(m, f, (enum tag)opcode->tag);
	case ACTION_SETITEMS:
		return items(m, f, TAG_DICT);
	case ACTION_APPENDS:
		return items(m, f, TAG_LIST);
	default:
		return false;
	}
}

static uint64_t run(const struct pickle *m, struct fast *f, const uint8_t *limit)
{
	uint64_t steps = 0;

	while (f->p < limit && f->sp < m->stack_end) {
		const struct opcode *opcode = &opcodes[*f->p];

		if (opcode->action == ACTION_LITERAL && opcode->size) {
			steps += literals(m, f, opcode, limit);
			continue;
		}
		if (opcode->action == ACTION_LITERAL && opcode->form == FORM_SIZE1) {
			*f->sp++ = value_of((enum tag)opcode->tag, (uint64_t)(f->p - m->bytes.p));
			f->p += 2 + f->p[1];
		} else if (!other(m, f, opcode)) {
			break;
		}
		steps++;
	}
	return steps;
}

uint64_t run_fast(struct pickle *m)
{
	/* Near the end of the frame an opcode may not lie in it whole. */
	const uint8_t *limit = m->limit - m->p > LONGEST ? m->limit - LONGEST : m->p;
	bool plain = m->view != VIEW_PYTHON2 && !m->marks_differ;
	struct fast f = { .p = m->p,
			  .sp = m->sp,
			  .fence = m->fence,
			  .memo_top = m->memo_top,
			  .n_marks = m->n_marks,
			  .memo_room = m->n_memo == m->memo_top ? m->memo_pool.room : 0,
			  .marks_room = plain ? m->marks_pool.room : 0 };
	uint64_t steps = run(m, &f, limit);

	m->p = f.p;
	m->sp = f.sp;
	m->fence = f.fence;
	m->n_memo += f.memo_top - m->memo_top;
	m->memo_top = f.memo_top;
	m->n_marks = f.n_marks;
	return steps;
}
