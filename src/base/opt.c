/* Reading a command line by its table. */
#include "base/opt.h"

#include <assert.h>
#include <inttypes.h>
#include <limits.h>

#include "base/escape.h"
#include "base/nearest.h"

enum { SHOWN_MAX = 200 };

struct parse {
	const struct opt *table;
	struct arena *arena;
	char *const *next, *const *end;
	uint8_t *into;
	struct opt_rest *rest;
};

/* A word of the user's as a sentence may hold it. */
static const char *shown(struct parse *parse, struct span word)
{
	struct buf b;

	buf_init(&b, (size_t)4 * SHOWN_MAX);
	escape_text(&b, span_part(word, 0, SHOWN_MAX));

	const char *text = arena_text(parse->arena, buf_view(&b));

	buf_free(&b);
	return text;
}

/* An underscore is as good as a dash. */
static bool is_name(struct span word, const char *name)
{
	if (word.n != strlen(name))
		return false;
	for (size_t i = 0; i < word.n; i++)
		if (word.p[i] != (uint8_t)name[i] && !(word.p[i] == '_' && name[i] == '-'))
			return false;
	return true;
}

static const struct opt *find_name(const struct opt *table, struct span name)
{
	for (const struct opt *row = table; !opt_last(row); row++)
		if (row->name && is_name(name, row->name))
			return row;
	return NULL;
}

static const struct opt *find_letter(const struct opt *table, char letter)
{
	for (const struct opt *row = table; !opt_last(row); row++)
		if (row->name && row->letter == letter)
			return row;
	return NULL;
}

static enum err unknown(struct parse *parse, struct span name)
{
	struct nearest nearest = { .wanted = arena_text(parse->arena, name) };

	for (const struct opt *row = parse->table; !opt_last(row); row++)
		if (row->name)
			nearest_try(&nearest, row->name);
	nearest_try(&nearest, "help");
	if (nearest.name)
		return err_set(ERR_USAGE, "there is no option --%s; did you mean --%s?",
			       shown(parse, name), nearest.name);
	return err_set(ERR_USAGE, "there is no option --%s", shown(parse, name));
}

/* The list grows by doubling: at lengths of a power of two. */
static void list_add(struct arena *arena, struct opt_list *list, const char *word)
{
	if ((list->n & (list->n + 1)) == 0) { /* one more and the NULL behind it would not fit */
		const char **words = arena_array(arena, 2 * (list->n + 1), sizeof(*words));

		if (list->n)
			memcpy(words, list->words, list->n * sizeof(*words));
		list->words = words;
	}
	list->words[list->n++] = word;
}

bool opt_given(const struct opt *row, const void *options)
{
	const uint8_t *member = (const uint8_t *)options + row->into.at;

	for (size_t i = 0; i < row->into.width; i++)
		if (member[i])
			return true;
	return false;
}

static bool read_digits(struct span *text, uint64_t *out)
{
	size_t n = 0;

	*out = 0;
	for (; n < text->n && text->p[n] >= '0' && text->p[n] <= '9'; n++)
		if (__builtin_mul_overflow(*out, 10, out) ||
		    __builtin_add_overflow(*out, (uint64_t)(text->p[n] - '0'), out))
			return false;
	*text = span_from(*text, n);
	return n > 0;
}

bool opt_parse_size(const char *text, uint64_t *out)
{
	static const char units[] = "KMGT";
	struct span rest = span_str(text);

	if (!read_digits(&rest, out))
		return false;
	if (rest.n == 0)
		return true;

	const char *unit = memchr(units, rest.p[0] & ~0x20, sizeof(units) - 1);

	rest = span_from(rest, 1);
	if (!unit || (rest.n && !span_is(rest, "iB") && !span_is(rest, "B")))
		return false;
	return !__builtin_mul_overflow(*out, UINT64_C(1) << (10 * (unit - units + 1)), out);
}

static bool read_number(const struct opt *row, const char *text, uint64_t *out)
{
	struct span rest = span_str(text);

	if (row->into.kind == OPT_KIND_SIZE)
		return opt_parse_size(text, out);
	return read_digits(&rest, out) && rest.n == 0;
}

static enum err set_number(struct parse *parse, const struct opt *row, const char *text)
{
	const struct opt_into *into = &row->into;
	bool wide = into->width == sizeof(uint64_t);
	uint64_t value, most = into->most;
	uint32_t narrow;

	assert(wide || most <= UINT32_MAX);
	if (!read_number(row, text, &value) || value < into->least || value > most)
		return err_set(ERR_USAGE, "--%s: '%s' is not a %s from %" PRIu64 " to %" PRIu64,
			       row->name, shown(parse, span_str(text)),
			       into->kind == OPT_KIND_SIZE ? "size (such as 512K or 4G)"
							   : "whole number",
			       into->least, most);
	narrow = (uint32_t)value;
	if (wide)
		memcpy(parse->into + into->at, &value, sizeof(value));
	else
		memcpy(parse->into + into->at, &narrow, sizeof(narrow));
	return OK;
}

struct span opt_word(const char *words, size_t n)
{
	struct span rest = span_str(words);

	for (; n > 0; n--) {
		ptrdiff_t bar = span_byte(rest, '|');

		if (bar == SPAN_NONE)
			return (struct span){ 0 };
		rest = span_from(rest, (size_t)bar + 1);
	}

	ptrdiff_t end = span_byte(rest, '|');

	return end == SPAN_NONE ? rest : span_part(rest, 0, (size_t)end);
}

static enum err set_choice(struct parse *parse, const struct opt *row, const char *text)
{
	struct span word;

	for (unsigned i = 0; (word = opt_word(row->value, i)).n; i++) {
		if (!span_is(word, text))
			continue;
		memcpy(parse->into + row->into.at, &i, sizeof(i));
		return OK;
	}
	return err_set(ERR_USAGE, "--%s: '%s' is none of %s", row->name,
		       shown(parse, span_str(text)), row->value);
}

static enum err set_value(struct parse *parse, const struct opt *row, const char *text)
{
	uint8_t *at = parse->into + row->into.at;

	switch (row->into.kind) {
	case OPT_KIND_NUMBER:
	case OPT_KIND_SIZE:
		return set_number(parse, row, text);
	case OPT_KIND_CHOICE:
		return set_choice(parse, row, text);
	case OPT_KIND_LIST:
		list_add(parse->arena, (struct opt_list *)(void *)at, text);
		return OK;
	default:
		assert(row->into.kind == OPT_KIND_TEXT);
		memcpy(at, &text, sizeof(text));
		return OK;
	}
}

/* `inline_value` is what stood behind `=` or the letter; NULL: nothing did. */
static enum err take(struct parse *parse, const struct opt *row, const char *inline_value)
{
	static const bool yes = true;

	if (row->into.kind == OPT_KIND_FLAG) {
		if (inline_value)
			return err_set(ERR_USAGE, "--%s takes no value", row->name);
		memcpy(parse->into + row->into.at, &yes, sizeof(yes));
		return OK;
	}
	if (inline_value)
		return set_value(parse, row, inline_value);
	if (parse->next == parse->end)
		return err_set(ERR_USAGE, "--%s needs a value: %s", row->name, row->value);
	return set_value(parse, row, *parse->next++);
}

static enum err take_long(struct parse *parse, const char *text)
{
	const char *equals = strchr(text, '=');
	struct span name = equals ? span_of(text, (size_t)(equals - text)) : span_str(text);
	const struct opt *row = find_name(parse->table, name);

	if (row)
		return take(parse, row, equals ? equals + 1 : NULL);
	if (!span_is(name, "help") || equals)
		return unknown(parse, name);
	parse->rest->help = true;
	return OK;
}

/* `-abc VALUE`: flags, the last of which may take the rest of the word or the next one. */
static enum err take_letters(struct parse *parse, const char *letters)
{
	enum err e = OK;

	for (; *letters && e == OK && !parse->rest->help; letters++) {
		const struct opt *row = find_letter(parse->table, *letters);

		if (!row && *letters != 'h')
			return err_set(ERR_USAGE, "there is no option -%s",
				       shown(parse, span_of(letters, 1)));
		if (!row)
			parse->rest->help = true;
		else if (row->into.kind == OPT_KIND_FLAG)
			e = take(parse, row, NULL);
		else
			return take(parse, row, letters[1] ? letters + 1 : NULL);
	}
	return e;
}

enum err opt_parse(const struct opt *table, int argc, char *const *argv, struct arena *arena,
		   void *into, struct opt_rest *rest)
{
	struct parse parse = { table, arena, argv, argv + argc, into, rest };
	bool only_operands = false;

	*rest = (struct opt_rest){ 0 };
	while (parse.next < parse.end && !rest->help) {
		const char *word = *parse.next++;
		enum err e = OK;

		if (only_operands || word[0] != '-' || word[1] == '\0')
			list_add(arena, &rest->operands, word);
		else if (strcmp(word, "--") == 0)
			only_operands = true;
		else if (word[1] == '-')
			e = take_long(&parse, word + 2);
		else
			e = take_letters(&parse, word + 1);
		if (e != OK)
			return e;
	}
	return OK;
}
