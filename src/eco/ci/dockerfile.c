/*
 * Dockerfiles and Containerfiles (Docker's "Dockerfile reference"): base images of all stages,
 * images that files are copied or mounted from, and what RUN installs. ARG values that the file
 * itself sets are put in, as for a build without --build-arg.
 */
#include "base/ascii.h"
#include "base/buf.h"
#include "base/json.h"
#include "code/scope.h"
#include "eco/ci/image.h"
#include "eco/ci/variables.h"
#include "eco/install.h"
#include "eco/lines.h"
#include "eco/place.h"
#include "eco/secret.h"
#include "format/format.h"

enum {
	STAGES_MAX = 256,
	PAIRS_MAX = 256, /* of one ARG or ENV */
	WORDS_MAX = 256,
	LOGICAL_MAX = 256 << 10, /* bytes of one instruction with its continuations */
};

struct dockerfile {
	struct job *job;
	struct arena *arena;
	struct lines lines;
	struct span text;
	size_t at;
	uint8_t escape;
	struct span stages[STAGES_MAX];
	size_t n_stages;
	struct variables variables;
	struct code_scopes *scopes; /* of what RUN runs */
	bool known;		    /* a FROM was seen */
};

/* One instruction: its word and the rest, continuations joined. */
struct instruction {
	struct span word, rest;
	uint64_t offset;
};

static bool is_word(struct span s, const char *word)
{
	return s.n == strlen(word) && strncasecmp((const char *)s.p, word, s.n) == 0;
}

/* The word at the beginning of *s, which then goes on behind it. */
static struct span take_word(struct span *s)
{
	size_t n = 0;

	*s = ascii_trim(*s);
	while (n < s->n && !ascii_is_blank(s->p[n]))
		n++;

	struct span word = span_part(*s, 0, n);

	*s = ascii_trim(span_from(*s, n));
	return word;
}

static struct span next_line(struct dockerfile *d)
{
	struct span rest = span_from(d->text, d->at);
	ptrdiff_t end = span_byte(rest, '\n');
	struct span line = span_part(rest, 0, end < 0 ? rest.n : (uint64_t)end);

	d->at += line.n + 1;
	return line;
}

/* Lines that an escape character at the end joins; comments and empty lines between them do not
 * count. */
static struct span join(struct dockerfile *d, struct span line)
{
	struct buf text;
	struct span whole;

	buf_init(&text, LOGICAL_MAX);
	for (;;) {
		struct span bare = ascii_trim(line);
		bool more = bare.n && bare.p[bare.n - 1] == d->escape;
		bool aside = bare.n == 0 || bare.p[0] == '#';

		if (!aside)
			buf_span(&text, more ? span_part(bare, 0, bare.n - 1) : bare);
		if ((!more && !aside) || d->at >= d->text.n)
			break;
		buf_byte(&text, ' ');
		line = next_line(d);
	}
	whole = arena_copy(d->arena, buf_view(&text));
	buf_free(&text);
	return whole;
}

/* What stands between here and the line that is only `end` (heredocs). */
static struct span take_heredoc(struct dockerfile *d, struct span end)
{
	size_t start = d->at;

	while (d->at < d->text.n) {
		size_t line_at = d->at;

		if (span_eq(ascii_trim(next_line(d)), end))
			return span_part(d->text, start, line_at - start);
	}
	return span_from(d->text, start);
}

/* The name that ends the heredoc an instruction opens: <<EOF, <<-"EOF". */
static struct span heredoc_end(struct span rest)
{
	ptrdiff_t mark = span_find(rest, span_str("<<"));
	struct span name = span_from(rest, (uint64_t)mark + 2);
	size_t n = 0;

	if (mark == SPAN_NONE)
		return (struct span){ 0 };
	while (name.n && memchr("-\"'", name.p[0], 3))
		name = span_from(name, 1);
	while (n < name.n && (ascii_is_alnum(name.p[n]) || name.p[n] == '_'))
		n++;
	return span_part(name, 0, n);
}

static struct span unquoted(struct span s)
{
	if (s.n >= 2 && (s.p[0] == '"' || s.p[0] == '\'') && s.p[s.n - 1] == s.p[0])
		return span_part(s, 1, s.n - 2);
	return s;
}

/* Images. */

static bool is_stage(const struct dockerfile *d, struct span name)
{
	for (size_t i = 0; i < d->n_stages; i++)
		if (d->stages[i].n == name.n &&
		    strncasecmp((const char *)d->stages[i].p, (const char *)name.p, name.n) == 0)
			return true;
	return name.n > 0 && ascii_is_digit(name.p[0]) && name.n <= 3; /* the number of a stage */
}

static void tell_image(struct dockerfile *d, struct span text, const char *scope, uint64_t offset)
{
	struct span name;

	text = unquoted(text);
	name = variables_expand(&d->variables, text);
	if (!is_word(name, "scratch") && !is_stage(d, name))
		ci_image_tell(d->job, &d->variables, text, scope, lines_at(&d->lines, offset),
			      offset);
}

/* FROM [--platform=...] image [AS name] */
static void from(struct dockerfile *d, const struct instruction *one)
{
	struct span rest = one->rest, image, as;

	do
		image = take_word(&rest);
	while (span_starts(image, "--"));
	d->known = true;
	tell_image(d, image, NULL, one->offset);
	as = take_word(&rest);
	if (is_word(as, "as") && d->n_stages < STAGES_MAX)
		d->stages[d->n_stages++] = take_word(&rest);
}

/* What stands behind `name` in the options of an instruction, to the next blank or comma. */
static struct span option(struct span rest, const char *name)
{
	ptrdiff_t at = span_find(rest, span_str(name));
	size_t n = 0;

	if (at == SPAN_NONE)
		return (struct span){ 0 };
	rest = span_from(rest, (uint64_t)at + strlen(name));
	while (n < rest.n && !ascii_is_blank(rest.p[n]) && rest.p[n] != ',')
		n++;
	return span_part(rest, 0, n);
}

static void copy(struct dockerfile *d, const struct instruction *one)
{
	tell_image(d, option(one->rest, "--from="), "build", one->offset);
}

/* ["program", "argument"]: no shell reads it. False when it is none. */
static bool run_words(struct dockerfile *d, struct span text, uint64_t offset)
{
	struct span words[WORDS_MAX];
	struct json json;
	size_t n = 0;

	if (!span_starts(text, "["))
		return false;
	json_parse(&json, d->arena, text);
	if (json.why || !value_is_kind(json.root, VALUE_LIST))
		return false;
	value_each (item, json.root)
		if (item->kind == VALUE_STRING && n < WORDS_MAX)
			words[n++] = value_text(item, d->arena);
	install_words(words, n, offset, lines_at(&d->lines, offset), "manifest", d->arena,
		      install_tell, d->job);
	return true;
}

static void run(struct dockerfile *d, const struct instruction *one)
{
	struct span rest = one->rest;

	while (span_starts(rest, "--")) {
		struct span flag = take_word(&rest);

		if (span_starts(flag, "--mount="))
			tell_image(d, option(flag, "from="), "build", one->offset);
	}
	if (!run_words(d, rest, one->offset))
		install_script(d->job, rest, one->offset, lines_at(&d->lines, one->offset),
			       "manifest", d->scopes);
}

/* NAME=value ..., or NAME value of old. */
static void pairs(struct dockerfile *d, const struct instruction *one, bool is_env)
{
	struct span rest = one->rest;

	for (size_t i = 0; rest.n && i < PAIRS_MAX; i++) {
		struct span word = take_word(&rest);
		ptrdiff_t equals = span_byte(word, '=');
		struct span name = span_part(word, 0, equals < 0 ? word.n : (uint64_t)equals);
		struct span value = unquoted(span_from(word, name.n + 1));

		if (equals == SPAN_NONE && is_env) {
			value = rest;
			rest.n = 0;
		}
		variables_set(&d->variables, name, variables_expand(&d->variables, value));
		if (secret_is(name, value))
			job_anomaly(d->job, "ci-inline-credential", name, one->offset);
	}
}

static void argument(struct dockerfile *d, const struct instruction *one)
{
	pairs(d, one, false);
}

static void environment(struct dockerfile *d, const struct instruction *one)
{
	pairs(d, one, true);
}

static const struct {
	const char *word;
	void (*read)(struct dockerfile *d, const struct instruction *one);
} words[] = {
	{ "FROM", from }, { "COPY", copy },    { "ADD", copy },
	{ "RUN", run },	  { "ARG", argument }, { "ENV", environment },
};

static void read_instruction(struct dockerfile *d, struct instruction *one)
{
	struct span end;

	if (is_word(one->word, "ONBUILD"))
		one->word = take_word(&one->rest);
	end = heredoc_end(one->rest);
	if (end.n && (is_word(one->word, "RUN") || is_word(one->word, "COPY"))) {
		uint64_t offset = d->at;
		struct span body = take_heredoc(d, end);

		if (is_word(one->word, "RUN"))
			install_script(d->job, body, offset, lines_at(&d->lines, offset),
				       "manifest", d->scopes);
	}
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (is_word(one->word, words[i].word))
			words[i].read(d, one);
}

/* "# syntax=IMAGE" names the program that reads the file, "# escape=`" how lines go on. */
static void read_directive(struct dockerfile *d, struct span line, uint64_t offset)
{
	struct span text = ascii_trim(span_from(line, 1));
	ptrdiff_t equals = span_byte(text, '=');
	struct span name = ascii_trim(span_part(text, 0, equals < 0 ? 0 : (uint64_t)equals));
	struct span value = ascii_trim(span_from(text, (uint64_t)equals + 1));

	if (is_word(name, "escape") && value.n == 1)
		d->escape = value.p[0];
	if (is_word(name, "syntax"))
		tell_image(d, value, "build", offset);
}

/* Names of the file, when the content does not forbid it. */
static bool is_named(const struct probe *probe)
{
	static const char *const patterns[] = { "Dockerfile",
						"Dockerfile.*",
						"*.Dockerfile",
						"Containerfile",
						"Containerfile.*",
						"Dockerfile-*",
						NULL };

	return place_like_any(probe->path, patterns);
}

/* [--platform=...] image [AS name], and no sentence that happens to begin with the word. */
static bool is_from(struct span rest)
{
	struct span word = take_word(&rest);

	while (span_starts(word, "--"))
		word = take_word(&rest);
	if (rest.n == 0)
		return word.n > 0;
	return is_word(take_word(&rest), "AS") && take_word(&rest).n > 0 && rest.n == 0;
}

/* Whether the first instruction is FROM, or ARG before it. */
static bool begins(struct span head)
{
	while (head.n) {
		ptrdiff_t end = span_byte(head, '\n');
		struct span line = ascii_trim(span_part(head, 0, end < 0 ? head.n : (uint64_t)end));

		head = span_from(head, end < 0 ? head.n : (uint64_t)end + 1);
		if (line.n == 0 || line.p[0] == '#')
			continue;

		struct span word = take_word(&line);

		return is_word(word, "ARG") || (is_word(word, "FROM") && is_from(line));
	}
	return false;
}

/* Builders overlook a byte order mark. */
static size_t mark_of(struct span text)
{
	return span_starts(text, "\xef\xbb\xbf") ? 3 : 0;
}

static unsigned bid(const struct probe *probe)
{
	struct span head = span_from(probe->head, mark_of(probe->head));
	bool text = span_byte(head, 0) == SPAN_NONE;

	return text && is_named(probe) && begins(head) && !place_is_foreign(probe->path)
		       ? BID_LIKELY
		       : BID_NONE;
}

static void read(struct job *job, struct span bytes)
{
	struct dockerfile d = { .job = job,
				.arena = job_arena(job),
				.variables = { .arena = job_arena(job) },
				.lines = lines_of(bytes),
				.text = bytes,
				.escape = '\\',
				.scopes = code_scopes_new(job_arena(job)) };
	bool directives = true;

	d.at = mark_of(bytes);
	while (d.at < bytes.n) {
		uint64_t offset = d.at;
		struct span line = next_line(&d), bare = ascii_trim(line);
		struct instruction one = { .offset = offset };

		if (directives && span_starts(bare, "#"))
			read_directive(&d, bare, offset);
		if (bare.n == 0 || bare.p[0] == '#')
			continue;
		directives = false;
		one.rest = join(&d, line);
		one.word = take_word(&one.rest);
		read_instruction(&d, &one);
	}
	if (!d.known)
		job_malformed(job, "a Dockerfile without FROM", 0);
}

const struct format format_ci_dockerfile = {
	.name = "dockerfile",
	.bid = bid,
	.read = read,
	.of_project = true,
};
