/*
 * Modelfiles of Ollama (docs/modelfile.md): which model one is made from, with what adapter, system
 * prompt and licence. What FROM names by a path is a file of its own.
 */
#include "base/ascii.h"
#include "eco/ai/text.h"
#include "eco/install/spec.h"
#include "eco/lines.h"
#include "eco/place.h"
#include "format/format.h"

static bool is_word(struct span s, const char *word)
{
	return s.n == strlen(word) && strncasecmp((const char *)s.p, word, s.n) == 0;
}

static struct span take_line(struct span *text)
{
	ptrdiff_t end = span_byte(*text, '\n');
	struct span line = span_part(*text, 0, end < 0 ? text->n : (uint64_t)end);

	*text = span_from(*text, line.n + 1);
	return ascii_trim(line);
}

static struct span take_word(struct span *line)
{
	size_t n = 0;

	while (n < line->n && !ascii_is_blank(line->p[n]))
		n++;

	struct span word = span_part(*line, 0, n);

	*line = ascii_trim(span_from(*line, n));
	return word;
}

/* A value that begins with a quote goes on to the line that ends with it. Before that of MESSAGE
 * stands who speaks, and before that of PARAMETER its name. */
static void skip_value(struct span *text, struct span word, struct span value)
{
	static const char *const quotes[] = { "\"\"\"", "\"" };

	if (is_word(word, "MESSAGE") || is_word(word, "PARAMETER"))
		(void)take_word(&value);
	for (size_t i = 0; i < sizeof(quotes) / sizeof(*quotes); i++) {
		size_t n = strlen(quotes[i]);

		if (!span_starts(value, quotes[i]))
			continue;
		value = span_from(value, n);
		while (!span_ends(value, quotes[i]) && text->n)
			value = take_line(text);
		return;
	}
}

/* The next instruction: its word and the first line of its value; false at the end. */
static bool next(struct span *text, struct span *word, struct span *rest)
{
	while (text->n) {
		struct span line = take_line(text);

		if (line.n == 0 || line.p[0] == '#')
			continue;
		*word = take_word(&line);
		*rest = line;
		skip_value(text, *word, line);
		return true;
	}
	return false;
}

static bool begins(struct span text)
{
	struct span word, rest;

	return next(&text, &word, &rest) && is_word(word, "FROM") &&
	       span_byte(rest, ' ') == SPAN_NONE;
}

static unsigned bid(const struct probe *probe)
{
	static const char *const patterns[] = { "Modelfile", "Modelfile.*", "*.Modelfile", NULL };

	return place_like_any(probe->path, patterns) && begins(probe->head) ? BID_LIKELY : BID_NONE;
}

static bool is_path(struct span text)
{
	return text.n == 0 || memchr("./~", text.p[0], 3) || span_ends(text, ".gguf") ||
	       span_ends(text, ".safetensors");
}

static void tell_base(struct job *job, struct span text, uint64_t line, uint64_t offset)
{
	struct install install = { .kind = INSTALL_COMPONENT };

	if (is_path(text) || !install_ollama(&install, text, job_arena(job)))
		return;
	entry_word(&install.entry, "method", "manifest");
	entry_number(&install.entry, "line", line);
	entry_emit(&install.entry, job, offset);
}

static void read(struct job *job, struct span bytes)
{
	struct lines lines = lines_of(bytes);
	struct span text = bytes, word, rest;

	while (next(&text, &word, &rest)) {
		uint64_t offset = (uint64_t)(word.p - bytes.p);

		if (is_word(word, "FROM"))
			tell_base(job, rest, lines_at(&lines, offset), offset);
	}
	agent_text_judge(job, bytes, 0);
}

const struct format format_ai_modelfile = {
	.name = "modelfile",
	.bid = bid,
	.read = read,
	.of_project = true,
	.examples = (const char *const[]){ "Modelfile", NULL },
};
