/* Facts of what code does. */
#include "eco/behaviour/tell.h"

#include "eco/behaviour/addresses.h"

enum { ATTRS_MAX = 20 };

struct telling {
	struct job *job;
	bool told;
	struct addresses addresses;
};

struct attrs {
	struct attr rows[ATTRS_MAX];
	size_t n;
};

static void add_text(struct attrs *a, const char *key, struct span text)
{
	if (text.n)
		a->rows[a->n++] = (struct attr){ .key = span_str(key), .text = text };
}

static void add_word(struct attrs *a, const char *key, const char *word)
{
	if (word && *word)
		add_text(a, key, span_str(word));
}

static void add_number(struct attrs *a, const char *key, uint64_t n)
{
	a->rows[a->n++] = (struct attr){ .key = span_str(key), .number = n, .is_number = true };
}

static void add_chain(struct attrs *a, const struct behaviour *b)
{
	add_word(a, "source", behaviour_word(b->source));
	add_word(a, "source_kind", b->source_kind);
	add_text(a, "source_how", b->source_how);
	add_number(a, "source_line", b->source_line);
	add_word(a, "transform", behaviour_word(b->transform));
	if (b->transform)
		add_number(a, "transform_line", b->transform_line);
	add_word(a, "sink", behaviour_word(b->sink));
}

static void on_behaviour(void *context, const struct behaviour *b)
{
	static const char *const scopes[] = { "top", "class", "function" };
	struct telling *telling = context;
	struct attrs a = { .n = 0 };

	add_word(&a, "class", behaviour_word(b->class));
	if (b->class == BEHAVIOUR_CHAIN)
		add_chain(&a, b);
	add_word(&a, "kind", b->kind);
	add_text(&a, "how", b->how);
	add_text(&a, "detail", b->detail);
	add_word(&a, "partial", b->partial ? "yes" : NULL);
	add_word(&a, "scope", scopes[b->scope]);
	add_number(&a, "line", b->line);
	add_number(&a, "layer", b->layer);
	add_number(&a, "order", b->order);
	job_fact(telling->job, &(const struct fact){ .kind = FACT_BEHAVIOUR,
						     .offset = b->offset,
						     .count = 1,
						     .attrs = a.rows,
						     .n_attrs = a.n });
	telling->told = true;
}

static void on_text(void *context, const struct behaviour_text *text)
{
	struct telling *telling = context;

	addresses_find(&telling->addresses, text);
}

/* Commands of a shell and of what builds a package are no texts that a program goes on with. */
static bool wants_addresses(const struct job *job, const struct behaviour_language *language)
{
	return job_compares(job) && language != &behaviour_shell;
}

/* What comments say nobody calls, but it is known; so is what stands in texts that were too long to
 * be kept. */
static bool tell_rest(struct addresses *addresses, const struct behaviour_part *parts, size_t n)
{
	addresses->where = "text";
	for (size_t i = 0; i < n; i++) {
		const struct behaviour_text all = { .text = parts[i].text,
						    .offset = parts[i].offset,
						    .line = parts[i].line };

		if (addresses_may_be(all.text))
			addresses_find(addresses, &all);
	}
	return addresses_end(addresses);
}

static bool tell_fault(struct job *job, const struct behaviour_language *language,
		       const struct code_end *end)
{
	if (!end->fault || end->full || language->on_fault == FAULT_IGNORED)
		return false;
	if (language->on_fault == FAULT_LOST)
		job_incomplete(job, "the source is not of its language, as far as it is known",
			       end->fault_at);
	else
		job_malformed(job, end->fault, end->fault_at);
	return true;
}

static bool tell(struct job *job, const struct behaviour_language *language,
		 const struct behaviour_part *parts, size_t n, struct code_end *all)
{
	struct telling telling = { .job = job };
	struct behaviour_sink sink = { .behaviour = on_behaviour, .context = &telling };
	struct behaviours *b = behaviours_new(job_arena(job), &sink);
	struct code_end end = { 0 };

	if (wants_addresses(job, language)) {
		addresses_init(&telling.addresses, job, "code");
		sink.text = on_text;
	}
	for (size_t i = 0; i < n; i++) {
		telling.addresses.source = parts[i].text;
		telling.addresses.offset = parts[i].offset;

		struct code_end one =
			behaviours_read(b, language, parts[i].text, parts[i].offset, parts[i].line);

		end.full |= one.full;
		end.fault = end.fault ? end.fault : one.fault;
		end.fault_at = end.fault_at ? end.fault_at : one.fault_at;
	}
	if (sink.text)
		telling.told |= tell_rest(&telling.addresses, parts, n);
	if (end.full)
		job_incomplete(job, "the source does more than the limits allow to follow", 0);
	*all = end;
	return telling.told || end.full;
}

bool behaviour_tell_parts(struct job *job, const struct behaviour_language *language,
			  const struct behaviour_part *parts, size_t n)
{
	struct code_end end;
	bool told = tell(job, language, parts, n, &end);

	return tell_fault(job, language, &end) || told;
}

bool behaviour_tell_mixed(struct job *job, const struct behaviour_language *language,
			  const struct behaviour_part *parts, size_t n)
{
	struct code_end end;

	return tell(job, language, parts, n, &end);
}

bool behaviour_tell(struct job *job, const struct behaviour_language *language, struct span bytes)
{
	const struct behaviour_part whole = { .text = bytes, .line = 1 };

	return behaviour_tell_parts(job, language, &whole, 1);
}
