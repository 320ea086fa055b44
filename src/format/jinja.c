/*
 * Jinja templates: chat templates of models above all, which loaders compile and run. Facts:
 * TEMPLATE {what, name, how, line, built}, each different one once:
 *
 *     attribute  a name looked up on an object; how: dot, subscript, attr, map, format ...
 *     computed   the same with a name that the template makes up while it runs
 *     call       a method called by that name
 *     literal    a string that begins and ends with two underscores, and is not seen as an
 * attribute load       another template, by its name range      a range() of that many, repeat: a
 * text or list that many times tag        a statement that Jinja2 itself does not have
 */
#include "format/jinja.h"

#include "format/format.h"

enum { POOL_SIZE = 8 << 20, SEEN_MAX = 512, NAME_SHOWN_MAX = 200 };

struct jinja_seen {
	struct jinja_seen *older;
	const char *what, *how;
	struct span name;
	uint32_t offset;
	bool built;
};

static const char *const template_endings[] = { ".jinja", ".jinja2", ".j2", NULL };

/* Texts that show templates without being one. */
static const char *const other_endings[] = {
	".md",	".rst", ".html", ".htm",   ".py",   ".js",   ".ts",  ".c",
	".h",	".cpp", ".hpp",	 ".ipynb", ".json", ".yaml", ".yml", ".toml",
	".cfg", ".xml", ".svg",	 ".sh",	   ".tex",  ".go",   ".rs",  NULL,
};

/* What only chat templates and attacks on them say. */
static bool talks_like_a_template(struct span head)
{
	static const char *const words[] = { "messages", "add_generation_prompt", "bos_token", "__",
					     NULL };

	if (!span_has(head, "{%") && !span_has(head, "{{"))
		return false;
	for (size_t i = 0; words[i]; i++)
		if (span_has(head, words[i]))
			return true;
	return false;
}

static unsigned bid(const struct probe *probe)
{
	if (probe_named(probe, template_endings))
		return BID_LIKELY;
	if (span_byte(probe->head, 0) != SPAN_NONE || probe_named(probe, other_endings))
		return BID_NONE;
	return talks_like_a_template(probe->head) ? BID_READ : BID_NONE;
}

/* Facts. */

static bool was_seen(struct jinja *j, const char *what, struct span name, const char *how,
		     bool built)
{
	for (const struct jinja_seen *s = j->seen; s; s = s->older) {
		jinja_step(j);
		if (s->built == built && strcmp(s->what, what) == 0 && strcmp(s->how, how) == 0 &&
		    span_eq(s->name, name))
			return true;
	}
	return false;
}

static uint64_t line_at(const struct jinja *j, uint32_t offset)
{
	uint64_t line = 1;

	for (uint32_t i = 0; i < offset && i < j->text.n; i++)
		line += j->text.p[i] == '\n';
	return line;
}

static void emit(struct jinja *j, const struct jinja_seen *seen)
{
	if (j->quiet)
		return;
	JOB_FACT(j->job, FACT_TEMPLATE, seen->offset, ATTR_WORD("what", seen->what),
		 ATTR_TEXT("name", seen->name), ATTR_WORD("how", seen->how),
		 ATTR_NUMBER("line", line_at(j, seen->offset)), ATTR_NUMBER("built", seen->built));
}

static bool is_literal(const struct jinja_seen *seen)
{
	return strcmp(seen->what, "literal") == 0;
}

void jinja_tell(struct jinja *j, const char *what, struct span name, const char *how,
		uint32_t offset, bool built)
{
	struct jinja_seen *seen;

	name = span_part(name, 0, NAME_SHOWN_MAX);
	if (was_seen(j, what, name, how, built))
		return;
	if (++j->n_seen > SEEN_MAX)
		jinja_stop(j, "the template uses more names than the limit");
	seen = jinja_alloc(&j->pool, sizeof(*seen));
	*seen = (struct jinja_seen){ j->seen, what, how, name, offset, built };
	j->seen = seen;
	if (!is_literal(seen))
		emit(j, seen);
}

static bool is_attribute(const struct jinja *j, struct span name)
{
	for (const struct jinja_seen *s = j->seen; s; s = s->older)
		if (strcmp(s->what, "attribute") == 0 && span_eq(s->name, name))
			return true;
	return false;
}

/* The literals that were not seen to become attributes. */
static void tell_literals(struct jinja *j)
{
	for (const struct jinja_seen *s = j->seen; s; s = s->older)
		if (is_literal(s) && !is_attribute(j, s->name))
			emit(j, s);
}

/* Where the grammar was lost, names are still looked at: another engine may go on. */
static void tell_rest(struct jinja *j)
{
	for (; j->tokens[j->at].kind != JINJA_END; j->at++) {
		const struct jinja_token *token = &j->tokens[j->at];
		bool dot = token->kind == JINJA_OPERATOR && span_is(token->text, ".");

		if (dot && token[1].kind == JINJA_NAME)
			jinja_tell(j, "attribute", token[1].text, "dot", token[1].offset, false);
		else if (token->kind == JINJA_STRING)
			jinja_tell(j, "literal", jinja_literal(&j->pool, token->text)->text,
				   "string", token->offset, false);
	}
}

/* Runs a part of the work; false when it left through the pool's exit. */
static bool attempt(struct jinja *j, void (*work)(struct jinja *j))
{
	if (setjmp(j->pool.over) != 0)
		return false;
	work(j);
	return true;
}

static void run(struct jinja *j)
{
	jinja_body(j, NULL);
}

static void work_through(struct jinja *j, struct jinja_fault *lexer)
{
	if (!attempt(j, run) && !j->fault.why && !j->limit)
		j->limit = "the template takes more memory than the limit";
	if (lexer->why)
		job_malformed(j->job, lexer->why, lexer->at);
	else if (j->fault.why)
		job_malformed(j->job, j->fault.why, j->fault.at);
	if (j->limit)
		job_incomplete(j->job, j->limit, j->tokens[j->at].offset);
	if (j->fault.why && !attempt(j, tell_rest))
		job_incomplete(j->job, "the template uses more names than the limit", OFFSET_NONE);
	tell_literals(j);
}

/* A first round that tells nothing: much has double braces that is no template. */
static bool parses(struct jinja *j)
{
	const struct jinja fresh = *j;
	bool ok;

	j->quiet = true;
	ok = attempt(j, run) || !j->fault.why;
	*j = fresh;
	return ok;
}

static bool is_named(struct job *job)
{
	const struct probe probe = { .name = job_name(job) };

	return probe_named(&probe, template_endings);
}

static void read(struct job *job, struct span bytes)
{
	uint64_t tokens_size = jinja_tokens_max(bytes.n) * sizeof(struct jinja_token);
	struct jinja_token *tokens;
	struct jinja_fault lexer;
	struct jinja j = { .job = job, .text = bytes };

	if (bytes.n >= UINT32_MAX) {
		job_incomplete(job, "a template longer than 4 GiB", 0);
		return;
	}
	tokens = (struct jinja_token *)(void *)job_window(job, tokens_size);
	j.pool = (struct jinja_pool){ .p = job_window(job, POOL_SIZE), .room = POOL_SIZE };
	j.tokens = tokens;
	if (tokens && j.pool.p) {
		(void)jinja_lex(bytes, tokens, &lexer);
		if (is_named(job) || (!lexer.why && parses(&j)))
			work_through(&j, &lexer);
		else
			job_decline(job);
	} else {
		job_incomplete(job, "no room for the template", 0);
	}
	if (j.pool.p)
		job_window_drop(job, j.pool.p, POOL_SIZE);
	if (tokens)
		job_window_drop(job, (uint8_t *)tokens, tokens_size);
}

const struct format format_jinja = {
	.name = "jinja",
	.bid = bid,
	.read = read,
	.bill_bid = BID_NEVER,
};
