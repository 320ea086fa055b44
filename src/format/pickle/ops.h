/* What the opcodes do, one function each where it is more than a line. */
#pragma once

#include "format/pickle/machine.h"
#include "format/pickle/opcodes.h"

/* pickle/stack.c */

/* Called when fewer than k values lie above the mark; whether there are enough below it. */
bool stack_reach_below(struct pickle *m, uint64_t k);

static inline void stack_push(struct pickle *m, struct pickle_value v)
{
	if (m->sp == m->stack_end && !machine_more_stack(m))
		return;
	*m->sp++ = v;
}

/* Whether an opcode may take k values. */
static inline bool stack_need(struct pickle *m, uint64_t k)
{
	return (uint64_t)(m->sp - m->fence) >= k || stack_reach_below(m, k);
}

/* Whether a container whose items begin at `items` lies so close above an object or class that it
 * may become a state or keywords. */
static inline bool stack_may_be_state(const struct pickle *m, const struct pickle_value *items)
{
	for (ptrdiff_t below = 2; below <= 4 && items - m->stack >= below; below++)
		if (value_tag(items[-below]) >= TAG_OBJECT)
			return true;
	return false;
}

void op_mark(struct pickle *m);
/* Takes everything above the last mark, and the mark: *n values, readable until the next push.
 * NULL, with the run ended, when there is no mark. */
struct pickle_value *op_to_mark(struct pickle *m, uint64_t *n);
void op_pop(struct pickle *m);
void op_pop_mark(struct pickle *m);
void op_get(struct pickle *m);
void op_put(struct pickle *m);
void op_tuple_short(struct pickle *m, struct pickle_value *items, uint64_t n);
void op_tuple(struct pickle *m);
void op_empty(struct pickle *m, enum tag tag);
void op_collect(struct pickle *m, enum tag tag);
/* APPEND and SETITEM with their n values; APPENDS, SETITEMS and ADDITEMS. */
void op_items(struct pickle *m, enum opcode_action action, uint64_t n);
void op_items_marked(struct pickle *m, enum opcode_action action);

/* pickle/objects.c */

void op_global(struct pickle *m);
void op_stack_global(struct pickle *m);
void op_extension(struct pickle *m);
void op_reduce(struct pickle *m);
void op_inst(struct pickle *m);
void op_obj(struct pickle *m);
void op_newobj(struct pickle *m);
void op_newobj_ex(struct pickle *m);
void op_build(struct pickle *m);
void op_persistent(struct pickle *m, struct pickle_value id);

/* pickle/fast.c */

/* Runs opcodes as long as they are simple, and gives their number. */
uint64_t run_fast(struct pickle *m);
