/* A record with its words as a fact with its attributes. */
#include "format/pickle/opcodes.h"
#include "format/pickle/words.h"

enum {
	STATE_SHOWN = 4000,
	PATH_SHOWN = 380, /* of things in arguments; longer ones are called unknown */
	SCRATCH = 30 << 10,
};

struct attrs {
	struct attr a[FACT_ATTRS_MAX];
	size_t n;
	struct buf text;
};

static void attr_text(struct attrs *attrs, const char *key, struct span text)
{
	assert(attrs->n < FACT_ATTRS_MAX);
	attrs->a[attrs->n++] = (struct attr){ .key = span_str(key), .text = text };
}

static void attr_number(struct attrs *attrs, const char *key, uint64_t number)
{
	assert(attrs->n < FACT_ATTRS_MAX);
	attrs->a[attrs->n++] =
		(struct attr){ .key = span_str(key), .number = number, .is_number = true };
}

/* What was appended to the text since `from`. */
static struct span since(const struct attrs *attrs, size_t from)
{
	return span_of(attrs->text.p + from, attrs->text.n - from);
}

/* The text of a literal, or "?" when it is longer than that. */
static void put_literal(struct pickle *m, struct buf *out, uint64_t offset, size_t most)
{
	uint8_t bytes[STATE_SHOWN];
	struct span text;

	if (literal_decoded(m, value_of(TAG_TEXT, offset), bytes, most, &text))
		buf_span(out, text);
	else
		buf_byte(out, '?');
}

/* "formula=y ~ x" */
static void attr_state(struct pickle *m, struct attrs *attrs, uint64_t payload)
{
	size_t from = attrs->text.n;
	uint64_t offset = payload & ((UINT64_C(1) << (BYTE_SHIFT)) - 1);

	buf_str(&attrs->text, state_keys[payload >> (BYTE_SHIFT)]);
	buf_byte(&attrs->text, '=');
	if (offset)
		put_literal(m, &attrs->text, offset - 1, STATE_SHOWN);
	else
		buf_byte(&attrs->text, '?');
	attr_text(attrs, "state", since(attrs, from));
}

/* A letter and what goes with it. */
static void attr_word(struct pickle *m, struct attrs *attrs, const char *key, uint8_t letter,
		      uint64_t payload)
{
	size_t from = attrs->text.n;

	buf_byte(&attrs->text, letter);
	if (letter == 'g' || letter == 'c' || letter == 'n') {
		global_path(global_of(m, value_of(TAG_GLOBAL, payload)), &attrs->text);
	} else if (letter == 's' && payload) {
		uint8_t bytes[PATH_SHOWN];
		struct span text;
		struct pickle_value v = value_of(TAG_TEXT, payload - 1);

		if (literal_decoded(m, v, bytes, sizeof(bytes), &text))
			buf_span(&attrs->text, text);
		else
			attrs->text.over = true;
	}
	if (attrs->text.over || attrs->text.n - from > PATH_SHOWN) {
		buf_cut(&attrs->text, from);
		attrs->text.over = false;
		buf_byte(&attrs->text, '?');
	}
	attr_text(attrs, key, since(attrs, from));
}

static void attr_words(struct pickle *m, struct attrs *attrs, const uint64_t *words, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		uint8_t letter = (uint8_t)(words[i] >> LETTER_SHIFT);
		uint64_t payload = words[i] & ((UINT64_C(1) << LETTER_SHIFT) - 1);

		if (letter == WORD_COUNT)
			attr_number(attrs, "count", payload);
		else if (letter == WORD_INSIDE)
			attr_word(m, attrs, "inside", (uint8_t)(payload >> (BYTE_SHIFT)),
				  payload & UINT32_MAX);
		else if (letter == WORD_SLOT)
			attr_word(m, attrs, "slot", payload ? 's' : '?', payload);
		else if (letter == WORD_HOOK)
			attr_word(m, attrs, "hook", payload ? 's' : '?', payload);
		else if (letter == WORD_MADE)
			attr_word(m, attrs, "made", 'g', payload);
		else if (letter == WORD_STATE)
			attr_state(m, attrs, payload);
		else
			attr_word(m, attrs, "argument", letter, payload);
	}
}

static void attr_also(struct attrs *attrs, const struct global *g)
{
	static const char letters[] = "icnbs";
	size_t from = attrs->text.n;

	for (unsigned i = OPERATION_CALL; i <= OPERATION_ITEMS; i++)
		if (g->operations & 1u << i)
			buf_byte(&attrs->text, (uint8_t)letters[i]);
	attr_text(attrs, "also", since(attrs, from));
}

static void attr_written(struct attrs *attrs, const struct global *g)
{
	size_t from = attrs->text.n;

	if (span_eq(g->module, g->written_module) && span_eq(g->name, g->written_name))
		return;
	buf_span(&attrs->text, g->written_module);
	buf_byte(&attrs->text, '.');
	buf_span(&attrs->text, g->written_name);
	attr_text(attrs, "written", since(attrs, from));
}

static void attr_target(struct pickle *m, struct attrs *attrs, const struct record *r,
			struct span expression)
{
	const struct global *g = global_of(m, r->target);
	size_t from = attrs->text.n;

	if (g)
		global_path(g, &attrs->text);
	attr_text(attrs, "global", g ? since(attrs, from) : expression);
	if (g && !g->expression)
		attr_written(attrs, g);
	if (g && r->operation == OPERATION_IMPORT)
		attr_also(attrs, g);
}

/* As Python would have it, for people: "_3 = numpy.dtype('f8', False, True)". */
static void attr_line(struct attrs *attrs, const struct record *r, struct span arguments)
{
	struct span global = attrs->a[0].text;
	size_t from = attrs->text.n;

	switch ((enum operation)r->operation) {
	case OPERATION_IMPORT:
		buf_str(&attrs->text, "import ");
		buf_span(&attrs->text, global);
		break;
	case OPERATION_CALL:
	case OPERATION_NEW:
		buf_printf(&attrs->text, "_%u = ", r->number);
		buf_span(&attrs->text, global);
		buf_str(&attrs->text, r->operation == OPERATION_NEW ? ".__new__" : "");
		buf_span(&attrs->text, arguments);
		break;
	case OPERATION_BUILD:
		buf_printf(&attrs->text, "_%u.__setstate__", r->number);
		buf_span(&attrs->text, arguments);
		break;
	case OPERATION_ITEMS:
		buf_printf(&attrs->text, "_%u.update", r->number);
		buf_span(&attrs->text, arguments);
		break;
	}
	attr_text(attrs, "text", since(attrs, from));
}

void record_emit(struct pickle *m, const struct record *r)
{
	static const char *const operations[] = { "import", "call", "new", "build", "items" };
	static const char *const subjects[] = { "name", "global", "expression" };
	struct span blob = span_from(span_of(m->blob_pool.p, m->n_blob), r->blob);
	uint8_t scratch[SCRATCH];
	uint64_t words[WORDS_MAX];
	struct span text = span_part(blob, r->n_words * 8U, r->n_text);
	struct span expression = span_part(blob, r->n_words * 8U + r->n_text, r->n_expression);
	struct attrs attrs = { .text = { .p = scratch, .room = SCRATCH, .max = SCRATCH - 1 } };

	if (r->n_words)
		memcpy(words, blob.p, r->n_words * 8U);
	attr_target(m, &attrs, r, expression);
	attr_text(&attrs, "operation", span_str(operations[r->operation]));
	attr_text(&attrs, "opcode", span_str(opcodes[r->opcode].name));
	attr_text(&attrs, "on", span_str(subjects[r->on]));
	attr_number(&attrs, "protocol", r->protocol);
	if (r->operation != OPERATION_IMPORT)
		attr_text(&attrs, "arguments", text);
	if (job_inspects(m->job))
		attr_line(&attrs, r, text);
	if (m->state == BROKEN)
		attr_number(&attrs, "broken", machine_offset(m));
	if (r->nested)
		attr_number(&attrs, "nested", 1);
	if (m->options.via)
		attr_text(&attrs, "via", span_str(m->options.via));
	if (m->view == VIEW_FRAME_TAIL)
		attr_text(&attrs, "view", span_str("frame-tail"));
	if (m->view == VIEW_PYTHON2)
		attr_text(&attrs, "view", span_str("python2"));
	attr_words(m, &attrs, words, r->n_words);
	job_fact(m->job, &(const struct fact){ .kind = FACT_CALL,
					       .offset = r->offset,
					       .count = r->count,
					       .attrs = attrs.a,
					       .n_attrs = attrs.n });
}
