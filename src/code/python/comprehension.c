/* Comprehensions of Python: of what is gone through all items may be known. */
#include "code/python/reader.h"
#include "code/python/sequence.h"

struct clause {
	struct code_value target, sequence;
	struct python_place condition; /* token.kind END: there is none */
};

static void read_clause(struct python_reader *r, struct clause *clause)
{
	clause->target = python_targets(r);
	if (!python_take_word(r, "in"))
		return;
	clause->sequence = python_either(r);
}

/* Names that are gone through hide others as long as the comprehension lasts; what they are bound
 * to outside comes back with their frame. */
static struct code_value evaluate(struct python_reader *r, const struct python_place *first,
				  const struct clause *clause, const struct code_value *seen)
{
	struct python_pieces pieces;
	struct python_sequence sequence;
	struct python_place here = python_place(r);
	struct code_value v = *seen, item;
	bool quiet = r->quiet;

	if (!python_sequence(r->pool, &clause->sequence, &sequence))
		return v;
	if (!code_enter(r->scopes,
			code_when(r->scopes) == CODE_IN_FUNCTION ? CODE_IN_FUNCTION : CODE_AT_TOP))
		return v;
	pieces = python_pieces_of(r->pool);
	r->quiet = true;
	while (r->steps > 0 && python_sequence_next(&sequence, &item)) {
		r->steps--;
		python_assign(r, &clause->target, &item);
		python_go(r, first);
		item = python_expression(r);
		python_pieces_add(&pieces, &item);
	}
	r->quiet = quiet;
	python_go(r, &here);
	(void)code_leave(r->scopes);
	v = python_pieces_list(&pieces);
	v.partial |= r->steps == 0;
	v.marks |= seen->marks | clause->sequence.marks;
	return v;
}

struct code_value python_comprehension(struct python_reader *r, const struct python_place *first,
				       struct code_value v)
{
	struct clause clause = { 0 };
	unsigned n = 0, conditions = 0;
	uint64_t marks = v.marks;

	for (;;) {
		if (python_take_word(r, "for")) {
			read_clause(r, &clause);
			marks |= clause.sequence.marks;
			n++;
		} else if (python_take_word(r, "if")) {
			(void)python_either(r);
			conditions++;
		} else if (!python_take_word(r, "async")) {
			break;
		}
	}
	if (n == 0)
		return v;
	if (n == 1 && conditions == 0 && r->follows && first && r->steps > 0)
		v = evaluate(r, first, &clause, &v);
	else
		v = (struct code_value){ .kind = v.kind == CODE_LIST ? CODE_LIST : CODE_UNKNOWN,
					 .partial = true };
	v.marks |= marks;
	v.source = (struct span){ 0 };
	return v;
}
