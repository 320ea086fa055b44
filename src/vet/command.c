/* Commands of install scripts. */
#include "vet/command.h"

static struct span plain(struct span path)
{
	while (span_starts(path, "./"))
		path = span_from(path, 2);
	return path;
}

static bool is_between(uint8_t c)
{
	return c <= ' ' || strchr("\"';&|()=<>`", c) != NULL;
}

struct span command_word(struct span *command)
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

size_t command_files(const struct release *release, struct span word,
		     void (*found)(void *context, const struct member *member), void *context)
{
	static const char *const endings[] = { "",	".js",	     ".cjs",	   ".mjs",
					       ".json", "/index.js", "/index.cjs", NULL };
	uint8_t room[LAYOUT_PLACE_MAX];
	size_t n = 0;

	word = plain(word);
	while (word.n > 1 && word.p[word.n - 1] == '/')
		word.n--;
	for (size_t i = 0; word.n && endings[i]; i++) {
		size_t end = strlen(endings[i]);
		const struct member *member;

		if (word.n + end > sizeof(room))
			break;
		memcpy(room, word.p, word.n);
		memcpy(room + word.n, endings[i], end);
		member = release_member(release, span_of(room, word.n + end));
		for (; member && member < release->members + release->n &&
		       span_eq(member->place, span_of(room, word.n + end));
		     member++, n++)
			if (found)
				found(context, member);
	}
	return n;
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
	for (struct span word; (word = command_word(&command)).n; any = true)
		if (!is_any(word, words))
			return false;
	return any;
}

bool command_stays_inside(const struct release *release, struct span command)
{
	static const char *const interpreters[] = { "node", "python", "python3", NULL };
	bool inside = false;

	if (has_odd(command) || !is_any(command_word(&command), interpreters))
		return false;
	for (struct span word; (word = command_word(&command)).n;) {
		bool file = command_files(release, word, NULL, NULL) > 0;

		if (!file && (!inside || span_has(word, "://")))
			return false;
		inside |= file;
	}
	return inside;
}
