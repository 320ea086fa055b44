/* Commands of install scripts. */
#include "vet/command.h"

static struct span plain(struct span path)
{
	while (span_starts(path, "./"))
		path = span_from(path, 2);
	return path;
}

bool path_names(struct span word, struct span place)
{
	static const char *const endings[] = { "",	".js",	     ".cjs",	   ".mjs",
					       ".json", "/index.js", "/index.cjs", NULL };
	struct span rest;

	word = plain(word);
	if (word.n == 0 || !span_eq(span_part(place, 0, word.n), word))
		return false;
	rest = span_from(place, word.n);
	if (word.p[word.n - 1] == '/')
		return span_is(rest, "index.js");
	for (size_t i = 0; endings[i]; i++)
		if (span_is(rest, endings[i]))
			return true;
	return false;
}

static bool is_between(uint8_t c)
{
	return c <= ' ' || strchr("\"';&|()=<>`", c) != NULL;
}

/* The next word of what is left; empty at the end. */
static struct span next_word(struct span *command)
{
	size_t n = 0;
	struct span word;

	while (command->n && is_between(command->p[0]))
		*command = span_from(*command, 1);
	while (n < command->n && !is_between(command->p[n]))
		n++;
	word = span_part(*command, 0, n);
	*command = span_from(*command, n);
	return word;
}

bool command_names(struct span command, struct span place)
{
	for (struct span word; (word = next_word(&command)).n;)
		if (path_names(word, place))
			return true;
	return false;
}

static bool is_any(struct span word, const char *const *words)
{
	for (size_t i = 0; words[i]; i++)
		if (span_is(word, words[i]))
			return true;
	return false;
}

/* What may stand in such a command besides words: nothing that starts a second program with the
 * output of the first, or that is put together. */
static bool has_odd(struct span command)
{
	static const char odd[] = "|`$<>";

	for (size_t i = 0; i < sizeof(odd) - 1; i++) {
		ptrdiff_t at = span_byte(command, (uint8_t)odd[i]);

		if (at != SPAN_NONE && !(odd[i] == '|' && span_has(command, "||")))
			return true;
	}
	return false;
}

bool command_builds(struct span command)
{
	static const char *const words[] = { "node-gyp",
					     "node-gyp-build",
					     "node-gyp-build-optional",
					     "node-pre-gyp",
					     "prebuild-install",
					     "cmake-js",
					     "napi-postinstall",
					     "rebuild",
					     "build",
					     "install",
					     "configure",
					     "--fallback-to-build",
					     "--release",
					     "--runtime",
					     "napi",
					     "exit",
					     "0",
					     "husky",
					     "patch-package",
					     NULL };
	bool any = false;

	if (has_odd(command))
		return false;
	for (struct span word; (word = next_word(&command)).n; any = true)
		if (!is_any(word, words))
			return false;
	return any;
}

static bool names_any(const struct release *release, struct span word)
{
	for (size_t i = 0; i < release->n; i++)
		if (path_names(word, release->members[i].place))
			return true;
	return false;
}

bool command_stays_inside(const struct release *release, struct span command)
{
	static const char *const interpreters[] = { "node", "python", "python3", NULL };
	bool inside = false;

	if (has_odd(command) || !is_any(next_word(&command), interpreters))
		return false;
	for (struct span word; (word = next_word(&command)).n;) {
		bool file = names_any(release, word);

		if (!file && (!inside || span_has(word, "://")))
			return false;
		inside |= file;
	}
	return inside;
}
