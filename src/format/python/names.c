/* What names stand for in a source, and the facts about it that are kept. */
#include "base/hash.h"
#include "format/python.h"

bool python_at_import(const struct python_source *s)
{
	for (size_t i = 0; i < s->n_blocks; i++)
		if (s->blocks[i].function)
			return false;
	return true;
}

void python_keep(struct python_source *s, const char *what, struct span name,
		 const struct python_call *call)
{
	struct arena *arena = job_arena(s->job);
	struct python_seen *seen = s->seen;
	struct span inside = call ? span_str(call->inside) : (struct span){ 0 };

	for (; seen; seen = seen->older)
		if (seen->at_import == python_at_import(s) && strcmp(seen->what, what) == 0 &&
		    span_eq(seen->name, name) && span_eq(seen->inside, inside) &&
		    (seen->through || !call || !call->through))
			return;
	if (s->n_seen == PYTHON_FACTS_MAX) {
		s->full = true;
		return;
	}
	seen = arena_alloc(arena, sizeof(*seen));
	*seen = (struct python_seen){
		.what = what,
		.name = arena_copy(arena, name),
		.inside = arena_copy(arena, inside),
		.argument = arena_copy(arena, call ? call->argument : (struct span){ 0 }),
		.through = call ? call->through : NULL,
		.line = call ? call->line : s->token.line,
		.offset = call ? call->offset : s->token.offset,
		.at_import = python_at_import(s),
		.older = s->seen,
	};
	s->seen = seen;
	s->n_seen++;
}

static struct span next_word(struct span *list)
{
	ptrdiff_t space = span_byte(*list, ' ');
	struct span word = span_part(*list, 0, space == SPAN_NONE ? list->n : (uint64_t)space);

	*list = span_from(*list, word.n + 1);
	return word;
}

static bool has_word(struct span list, struct span word)
{
	while (list.n)
		if (span_eq(next_word(&list), word))
			return true;
	return false;
}

/* Adds those words that are not in the list; it is full when it is full. */
void python_add(char list[PYTHON_INSIDE_MAX], struct span words)
{
	while (words.n) {
		struct span word = next_word(&words);
		size_t n = strlen(list);

		if (has_word(span_of(list, n), word) || n + word.n + 2 > PYTHON_INSIDE_MAX)
			continue;
		if (n)
			list[n++] = ' ';
		memcpy(list + n, word.p, word.n);
		list[n + word.n] = '\0';
	}
}

static size_t bucket_of(struct span name)
{
	return hash_span(name) % PYTHON_BUCKETS;
}

struct python_binding *python_find(const struct python_names *in, struct span name)
{
	struct python_binding *b = in->buckets[bucket_of(name)];

	while (b && !span_eq(b->name, name))
		b = b->chained;
	return b;
}

void python_bind(struct python_source *s, struct python_names *in, struct span name,
		 struct span full, struct span inside)
{
	struct arena *arena = job_arena(s->job);
	struct python_binding *b, **bucket = &in->buckets[bucket_of(name)];

	if (s->n_bindings == PYTHON_NAMES_MAX) {
		s->full = true;
		return;
	}
	s->n_bindings++;
	b = arena_alloc(arena, sizeof(*b));
	*b = (struct python_binding){ in->newest, *bucket, name, arena_copy(arena, full),
				      arena_copy(arena, inside) };
	in->newest = *bucket = b;
}

/* The newest of all is the newest of its bucket. */
void python_unbind(struct python_names *in, const struct python_binding *newest)
{
	for (; in->newest != newest; in->newest = in->newest->older)
		in->buckets[bucket_of(in->newest->name)] = in->newest->chained;
}

/* What a variable was made by, on any way to this place. */
void python_bind_variable(struct python_source *s, struct span name, struct span inside)
{
	struct python_binding *b = python_find(&s->variables, name);
	char all[PYTHON_INSIDE_MAX] = "";

	if (!b) {
		python_bind(s, &s->variables, name, (struct span){ 0 }, inside);
		return;
	}
	python_add(all, b->inside);
	python_add(all, inside);
	if (strlen(all) > b->inside.n)
		b->inside = arena_copy(job_arena(s->job), span_str(all));
}

/* Adds `.part` to a dotted name; one that grows too long is cut. */
void python_extend(char name[PYTHON_NAME_BYTES_MAX], struct span part)
{
	size_t n = strlen(name), room = PYTHON_NAME_BYTES_MAX - 1 - n;

	if (n && room > 0) {
		name[n++] = '.';
		room--;
	}
	if (part.n > room)
		part.n = room;
	if (part.n)
		memcpy(name + n, part.p, part.n);
	name[n + part.n] = '\0';
}

/* Builtins that are told by their full name, as if they were imported. */
static bool is_builtin(struct span name)
{
	static const char *const names[] = {
		"__import__", "breakpoint", "bytearray", "bytes", "chr",  "compile", "eval", "exec",
		"execfile",   "getattr",    "globals",	 "input", "open", "setattr", "vars", NULL,
	};

	for (size_t i = 0; names[i]; i++)
		if (span_is(name, names[i]))
			return true;
	return false;
}

/* The first part of a dotted name, as what it stands for. Left empty when that is something local.
 */
void python_begin_name(const struct python_source *s, char name[PYTHON_NAME_BYTES_MAX],
		       struct span word)
{
	const struct python_binding *b = python_find(&s->imports, word);

	name[0] = '\0';
	if (b && b->full.n)
		python_extend(name, b->full);
	else if (!b && is_builtin(word))
		python_extend(name, span_str("builtins"));
	else if (span_is(word, "__builtins__"))
		python_extend(name, span_str("builtins"));
	if (name[0] && !(b && b->full.n) && !span_is(word, "__builtins__"))
		python_extend(name, word);
}
