/* Values on their way from where they come to where they go. */
#include "code/behaviour/state.h"

enum { NEEDLE_MIN = 3 };

#define MARK(class) (UINT64_C(1) << BEHAVIOUR_##class)

/* Which values make a chain of a sink. */
static const struct {
	enum behaviour_class sink;
	uint64_t sources;
} sinks[] = {
	{ BEHAVIOUR_RUN_CODE, MARK(DECODE) | MARK_WEAK | MARK(DOWNLOAD) },
	{ BEHAVIOUR_SPAWN, MARK(DECODE) | MARK(DOWNLOAD) },
	{ BEHAVIOUR_NATIVE_LOAD, MARK(DECODE) | MARK(DOWNLOAD) },
	{ BEHAVIOUR_PERSIST, MARK(DECODE) | MARK(DOWNLOAD) },
	{ BEHAVIOUR_AGENT_WRITE, MARK(DECODE) | MARK(DOWNLOAD) },
	{ BEHAVIOUR_NETWORK, MARK(SECRET_READ) | MARK(ENUMERATE) | MARK(MEMORY_READ) |
				     MARK(METADATA_SERVICE) | MARK(CLIPBOARD) | MARK_ENVIRONMENT },
	{ BEHAVIOUR_SELF_PUBLISH, MARK(SECRET_READ) | MARK_ENVIRONMENT },
};

/* What may be done to a value in between, the one that says most first. */
static const enum behaviour_class transforms[] = { BEHAVIOUR_ENCRYPT, BEHAVIOUR_DECODE,
						   BEHAVIOUR_ENCODE };

static uint64_t sources_of(enum behaviour_class sink)
{
	for (size_t i = 0; i < sizeof(sinks) / sizeof(*sinks); i++)
		if (sinks[i].sink == sink)
			return sinks[i].sources;
	return 0;
}

static enum behaviour_class class_of(unsigned bit)
{
	if (UINT64_C(1) << bit == MARK_WEAK)
		return BEHAVIOUR_DECODE;
	if (UINT64_C(1) << bit == MARK_ENVIRONMENT)
		return BEHAVIOUR_SECRET_READ;
	return (enum behaviour_class)bit;
}

static enum behaviour_class transform_of(uint64_t marks, enum behaviour_class source,
					 enum behaviour_class sink)
{
	for (size_t i = 0; i < sizeof(transforms) / sizeof(*transforms); i++)
		if (transforms[i] != source && marks & behaviour_mark(transforms[i]) &&
		    !(sink == BEHAVIOUR_NETWORK && transforms[i] == BEHAVIOUR_DECODE))
			return transforms[i];
	return BEHAVIOUR_NONE;
}

static void say_chain(struct behaviours *b, const struct code_event *event, unsigned bit,
		      enum behaviour_class sink, const char *kind, uint64_t marks,
		      const struct code_value *detail)
{
	const struct behaviour_source *from = &b->sources[bit];
	enum behaviour_class source = class_of(bit);
	enum behaviour_class transform = transform_of(marks, source, sink);
	struct behaviour chain = {
		.class = BEHAVIOUR_CHAIN,
		.source = source,
		.source_kind = from->kind,
		.source_how = from->how,
		.source_line = from->line,
		.transform = transform,
		.transform_line = transform ? b->sources[transform].line : 0,
		.sink = sink,
	};

	behaviour_tell_one(b, event, &chain, kind, event->name, detail);
}

static bool has_any(struct span name, const char *const *words)
{
	for (size_t i = 0; words[i]; i++)
		if (span_has(name, words[i]))
			return true;
	return false;
}

/* Whether a value, or one in it, that has one of the marks was decoded, rather than came through
 * something that was. */
static bool is_decoded(const struct code_value *v, uint64_t marks, const char *const *decoders)
{
	if (!v || !(v->marks & marks))
		return false;
	if (v->kind == CODE_EITHER || v->kind == CODE_LIST)
		for (const struct code_item *i = v->items; i; i = i->next)
			if (i->value.kind != CODE_LIST && is_decoded(&i->value, marks, decoders))
				return true;
	return v->kind == CODE_RESULT ? has_any(v->text, decoders)
				      : v->kind == CODE_TEXT && !v->partial;
}

bool behaviour_flow(struct behaviours *b, const struct code_event *event, enum behaviour_class sink,
		    const char *kind, uint64_t marks, const struct code_value *detail)
{
	uint64_t sources = marks & sources_of(sink);

	/* Marks that the value has not itself are those of a file that it names. */
	if (b->language->decoders && detail && detail->marks & (MARK(DECODE) | MARK_WEAK) &&
	    !is_decoded(detail, MARK(DECODE) | MARK_WEAK, b->language->decoders))
		sources &= ~(MARK(DECODE) | MARK_WEAK);

	/* A value that was fetched and decoded is told as fetched. */
	if (sources & MARK(DOWNLOAD))
		sources &= ~(MARK(DECODE) | MARK_WEAK);
	if (sources & MARK(DECODE))
		sources &= ~MARK_WEAK;
	for (uint64_t rest = sources; rest; rest &= rest - 1)
		say_chain(b, event, (unsigned)__builtin_ctzll(rest), sink, kind, marks, detail);
	return sources != 0;
}

void behaviour_module(struct behaviours *b, const struct code_event *event,
		      const struct code_value *name)
{
	struct code_item one;

	for (const struct code_item *i = code_alternatives(name, &one); i; i = i->next)
		if (i->value.kind == CODE_TEXT && !i->value.partial)
			(void)behaviour_flow(b, event, BEHAVIOUR_RUN_CODE, "module",
					     i->value.marks & (MARK(DECODE) | MARK_WEAK),
					     &i->value);
}

void behaviour_meet(struct behaviours *b)
{
	if (!b->sent.name.n || !b->private)
		return;
	b->line = b->sent.line;
	(void)behaviour_flow(b, &b->sent, BEHAVIOUR_NETWORK, b->sent_kind, b->private, NULL);
	b->line = 0;
}

static void comes(struct behaviours *b, unsigned bit, const char *kind,
		  const struct code_event *event)
{
	struct behaviour_source *source = &b->sources[bit];

	source->kind = kind;
	if (!span_eq(source->how, event->name))
		source->how = arena_copy(b->arena, event->name);
	source->line = b->line ? b->line : event->line;
}

void behaviour_comes(struct behaviours *b, enum behaviour_class class, const char *kind,
		     const struct code_event *event)
{
	comes(b, class, kind, event);
	if (class == BEHAVIOUR_DECODE)
		comes(b, (unsigned)__builtin_ctzll(MARK_WEAK), kind, event);
	if (class == BEHAVIOUR_SECRET_READ && kind && strcmp(kind, "environment") == 0)
		comes(b, (unsigned)__builtin_ctzll(MARK_ENVIRONMENT), kind, event);
}

/* Files. */

void behaviour_written(struct behaviours *b, const struct code_value *path, uint64_t marks)
{
	struct span text = code_constant(path);

	if (b->n_files == FILES_MAX || !path || !marks)
		return;
	while (span_starts(text, "./"))
		text = span_from(text, 2);
	b->files[b->n_files++] = (struct behaviour_file){
		.path = arena_copy(b->arena, span_part(text, 0, BEHAVIOUR_DETAIL_MAX)),
		.source = arena_copy(b->arena, span_part(path->source, 0, CODE_NAME_MAX)),
		.marks = marks
	};
}

uint64_t behaviour_text_marks(const struct behaviours *b, struct span text)
{
	uint64_t marks = 0;

	text = span_part(text, 0, BEHAVIOUR_DETAIL_MAX);
	for (size_t i = 0; i < b->n_files; i++)
		if (b->files[i].path.n >= NEEDLE_MIN &&
		    span_find(text, b->files[i].path) != SPAN_NONE)
			marks |= b->files[i].marks;
	return marks;
}

uint64_t behaviour_file_marks(const struct behaviours *b, const struct code_value *v)
{
	uint64_t marks = 0;
	struct code_item one;

	for (size_t i = 0; v && i < b->n_files; i++)
		if (v->source.n && span_eq(b->files[i].source, v->source))
			marks |= b->files[i].marks;
	for (const struct code_item *i = code_alternatives(v, &one); i; i = i->next)
		if (i->value.kind == CODE_TEXT)
			marks |= behaviour_text_marks(b, i->value.text);
	return marks;
}
