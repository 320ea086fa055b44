/*
 * Hosts and mail addresses that a file of a release names: in source, those of its string constants
 * (what comments say, nobody calls); in other texts, all. What an update talks to that the release
 * before did not know is seen by them.
 *
 *     METADATA {key "host", value, line, where}   in lower case, without a port
 *     METADATA {key "mail", value, line, where, before}
 *
 * `where` is "code" for string constants of source, else "text". In source a mail address is told
 * that is the whole of its constant, with what stands before that on its line: what it is for. Each
 * is told once a file.
 */
#include "base/ascii.h"
#include "base/set.h"
#include "code/javascript/lexer.h"
#include "code/python/lexer.h"
#include "format/format.h"
#include "format/job.h"

enum { ADDRESSES_MAX = 1000, HOST_MAX = 253, LOCAL_MAX = 64, BEFORE_MAX = 80 };

enum text_kind { NONE, PYTHON, JAVASCRIPT, PLAIN };

static enum text_kind kind_of(const struct probe *probe)
{
	static const char *const python[] = { ".py", ".pyw", ".pth", NULL };
	static const char *const javascript[] = { ".js",  ".mjs", ".cjs", ".jsx", ".ts",
						  ".mts", ".cts", ".tsx", NULL };
	static const char *const plain[] = { ".md",  ".rst",  ".txt",	  ".json",    ".toml",
					     ".cfg", ".ini",  ".yml",	  ".yaml",    ".sh",
					     ".map", ".html", "METADATA", "PKG-INFO", NULL };
	const char *const *const names[] = { python, javascript, plain };

	if (span_byte(probe->head, 0) != SPAN_NONE)
		return NONE;
	for (int i = 0; i < 3; i++)
		if (probe_named(probe, names[i]))
			return (enum text_kind)(PYTHON + i);
	return NONE;
}

static unsigned bid(const struct probe *probe)
{
	return kind_of(probe) == NONE ? BID_NONE : BID_LIKELY;
}

struct addresses {
	struct job *job;
	struct set seen;
	size_t n;
	struct span source;
	const char *where;
	bool full;
};

/* What the labels of a host are made of; also IPv6 in brackets is none here. */
static bool is_host(int c)
{
	return ascii_is_alnum(c) || c == '-' || c == '.' || c == '_';
}

static bool is_local(int c)
{
	return ascii_is_alnum(c) || c == '.' || c == '-' || c == '_' || c == '+';
}

/* The beginning of the line, as much as says what the constant is for. */
static struct span before(const struct addresses *a, uint64_t offset)
{
	uint64_t from = offset;

	while (from > 0 && offset - from < BEFORE_MAX && a->source.p[from - 1] != '\n')
		from--;
	return span_part(a->source, from, offset - from);
}

static void add(struct addresses *a, const char *key, struct span text, uint64_t offset,
		uint64_t line)
{
	uint8_t *lower = arena_alloc(job_arena(a->job), text.n + 2);
	struct span value = span_of(lower + 1, text.n);

	/* One set for both: a byte before the text tells them apart. */
	lower[0] = (uint8_t)key[0];
	for (size_t i = 0; i < text.n; i++)
		lower[i + 1] = (uint8_t)ascii_lower(text.p[i]);
	if (set_has(&a->seen, span_of(lower, text.n + 1)))
		return;
	if (a->n == ADDRESSES_MAX || set_add(&a->seen, span_of(lower, text.n + 1)) != SET_NEW) {
		a->full = true;
		return;
	}
	a->n++;
	JOB_FACT(a->job, FACT_METADATA, offset, ATTR_WORD("key", key), ATTR_TEXT("value", value),
		 ATTR_NUMBER("line", line), ATTR_WORD("where", a->where),
		 ATTR_TEXT("before", before(a, offset)));
}

/* The host of a name with at least one dot in it, and a letter or digit at both ends. */
static struct span host_in(struct span text)
{
	size_t n = 0;

	while (n < text.n && n < HOST_MAX && is_host(text.p[n]))
		n++;
	while (n && !ascii_is_alnum(text.p[n - 1]))
		n--;
	text = span_part(text, 0, n);
	return n && ascii_is_alnum(text.p[0]) && span_byte(text, '.') != SPAN_NONE
		       ? text
		       : (struct span){ 0 };
}

/* Behind "://", without "user:password@". */
static struct span authority_host(struct span text)
{
	size_t n = 0;

	while (n < text.n && n < HOST_MAX && text.p[n] > ' ' &&
	       !strchr("/?#\"'`<>\\)", text.p[n])) {
		if (text.p[n] == '@')
			return host_in(span_from(text, n + 1));
		n++;
	}
	return host_in(text);
}

static uint64_t line_at(struct span text, uint64_t at, uint64_t line)
{
	for (uint64_t i = 0; i < at; i++)
		line += text.p[i] == '\n';
	return line;
}

/* A mail address around the '@': its domain ends in letters. */
static struct span mail_at(struct span text, uint64_t at)
{
	uint64_t from = at;
	struct span host = host_in(span_from(text, at + 1));

	while (from > 0 && at - from < LOCAL_MAX && is_local(text.p[from - 1]))
		from--;
	if (from == at || host.n < 4 || !ascii_is_letter(host.p[host.n - 1]) ||
	    !ascii_is_letter(host.p[host.n - 2]))
		return (struct span){ 0 };
	return span_part(text, from, at + 1 - from + host.n);
}

/* Lines are counted from the last address on: each byte is passed once. */
static void find(struct addresses *a, struct span text, uint64_t offset, uint64_t line)
{
	static const struct span scheme = SPAN("://");
	uint64_t counted = 0;

	for (uint64_t at = 0; at < text.n; at++) {
		struct span found = { 0 };
		bool mail = text.p[at] == '@';

		if (mail)
			found = mail_at(text, at);
		else if (text.p[at] == ':' && span_eq(span_part(text, at, 3), scheme))
			found = authority_host(span_from(text, at + 3));
		if (found.n == 0 || (mail && found.n < text.n && *a->where == 'c'))
			continue;
		line = line_at(span_part(text, counted, at - counted), at - counted, line);
		counted = at;
		add(a, mail ? "mail" : "host", found, offset + at, line);
	}
}

static bool is_worth(struct span text)
{
	return span_byte(text, '@') != SPAN_NONE || span_has(text, "://");
}

static void read_python(struct addresses *a, struct span bytes)
{
	struct python_lexer lexer = python_lexer_of(bytes);
	bool begins = true; /* of a line: a string there is a docstring, or no use */

	for (;;) {
		struct python_token token = python_next(&lexer);

		if (token.kind == PYTHON_END)
			return;
		if (token.kind == PYTHON_STRING && !begins && is_worth(token.text))
			find(a, token.text, token.offset, token.line);
		begins = token.kind == PYTHON_LINE;
	}
}

/* Whether a slash behind that token begins a regular expression. */
static bool may_begin(const struct javascript_token *before)
{
	static const char *const words[] = { "return", "typeof", "case",  "in",	  "of",
					     "delete", "void",	 "throw", "else", NULL };

	if (before->kind == JAVASCRIPT_OPERATOR)
		return before->text.n == 0 || !strchr(")]}", before->text.p[before->text.n - 1]);
	for (size_t i = 0; before->kind == JAVASCRIPT_NAME && words[i]; i++)
		if (span_is(before->text, words[i]))
			return true;
	return false;
}

static void read_javascript(struct addresses *a, struct span bytes)
{
	struct javascript_lexer lexer = { .text = bytes, .line = 1 };
	struct javascript_token before = { .kind = JAVASCRIPT_OPERATOR };

	for (;;) {
		struct javascript_token token = javascript_next(&lexer);

		if (token.kind == JAVASCRIPT_END)
			return;
		if (token.kind == JAVASCRIPT_OPERATOR && span_starts(token.text, "/") &&
		    may_begin(&before))
			token = javascript_regex(&lexer, &token);
		if ((token.kind == JAVASCRIPT_STRING || token.kind == JAVASCRIPT_TEMPLATE) &&
		    is_worth(token.text))
			find(a, token.text, token.offset, token.line);
		before = token;
	}
}

static void read(struct job *job, struct span bytes)
{
	const struct probe probe = { .head = span_part(bytes, 0, 64), .name = job_name(job) };
	enum text_kind kind = kind_of(&probe);
	struct addresses a = { .job = job,
			       .source = bytes,
			       .where = kind == PLAIN ? "text" : "code" };

	if (!is_worth(bytes)) {
		job_decline(job);
		return;
	}
	set_init(&a.seen, arena_array(job_arena(job), set_room(ADDRESSES_MAX), sizeof(struct span)),
		 ADDRESSES_MAX);
	if (kind == PYTHON)
		read_python(&a, bytes);
	else if (kind == JAVASCRIPT)
		read_javascript(&a, bytes);
	else
		find(&a, bytes, 0, 1);
	if (a.n == 0)
		job_decline(job);
	else if (a.full)
		JOB_FACT(job, FACT_METADATA, OFFSET_NONE, ATTR_WORD("key", "addresses"),
			 ATTR_WORD("value", "more"));
}

const struct format format_behaviour_address = {
	.name = "addresses",
	.bid = bid,
	.read = read,
	.releases = true,
};
