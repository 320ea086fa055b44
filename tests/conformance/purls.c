/*
 * Reads and writes package URLs, a question a line, its fields between tabs:
 *
 *   parse TEXT         -> type, namespace, name, version, subpath, then each key and value
 *   parse-lenient TEXT -> the same, letter case of keys forgiven
 *   validate TEXT      -> the canonical text, letter case of keys forgiven
 *   build TYPE NAMESPACE NAME VERSION SUBPATH [KEY VALUE]... -> the canonical text
 *
 * The answer of what cannot be is "!" and the reason.
 */
#include <stdio.h>
#include <stdlib.h>

#include "core/purl.h"

static struct arena arena;

static struct span take(struct span *rest)
{
	ptrdiff_t at = span_byte(*rest, '\t');
	struct span field = at == SPAN_NONE ? *rest : span_part(*rest, 0, (uint64_t)at);

	*rest = span_from(*rest, field.n + 1);
	return field;
}

static void put(struct span text, char end)
{
	if (text.n)
		fwrite(text.p, 1, text.n, stdout);
	putchar(end);
}

static void put_parts(const struct purl *purl)
{
	put(purl->type, '\t');
	put(purl->namespace, '\t');
	put(purl->name, '\t');
	put(purl->version, '\t');
	put(purl->subpath, purl->n_qualifiers ? '\t' : '\n');
	for (size_t i = 0; i < purl->n_qualifiers; i++) {
		put(purl->qualifiers[i].key, '\t');
		put(purl->qualifiers[i].value, i + 1 < purl->n_qualifiers ? '\t' : '\n');
	}
}

static bool build(struct purl *purl, struct span rest, const char **why)
{
	*purl = (struct purl){ 0 };
	purl->type = take(&rest);
	purl->namespace = take(&rest);
	purl->name = take(&rest);
	purl->version = take(&rest);
	purl->subpath = take(&rest);
	while (rest.n) {
		struct span key = take(&rest);

		if (!purl_add_qualifier(purl, key, take(&rest)))
			return false;
	}
	return purl_normalise(purl, &arena, why);
}

static bool read_one(struct purl *purl, struct span verb, struct span rest, const char **why)
{
	if (span_is(verb, "build"))
		return build(purl, rest, why);
	if (span_is(verb, "parse"))
		return purl_parse(purl, &arena, rest, why);
	return purl_parse_lenient(purl, &arena, rest, why);
}

static void answer(struct span line)
{
	struct span verb = take(&line);
	const char *why = "too much";
	struct purl purl;

	if (!read_one(&purl, verb, line, &why))
		printf("!%s\n", why);
	else if (span_starts(verb, "parse"))
		put_parts(&purl);
	else
		put(purl_text(&purl, &arena), '\n');
	arena_reset(&arena);
}

int main(void)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t n;

	arena_init(&arena, MiB(16), NULL, NULL);
	while ((n = getline(&line, &room, stdin)) > 0)
		answer(span_of(line, (size_t)n - (line[n - 1] == '\n')));
	arena_free(&arena);
	free(line);
	return 0;
}
