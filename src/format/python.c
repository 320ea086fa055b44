/*
 * Python source beside weights, as far as its tokens say: what it imports, what it calls under
 * which full name, and whether that happens while it is imported. Deeper analysis of behaviour is
 * not done here. Facts, each different one once:
 *
 *     CODE {what "python-import", name, line, when}
 *     CODE {what "python-call", name, line, when, inside, argument, through}: a call of something
 *         imported or built in; inside lists such calls in its arguments, also through variables;
 *         argument is its first string; through tells that the name came out of another call
 *     CODE {what "python", calls}: all those names, at the end
 *
 * `when` is "import" for what runs as soon as the module is imported, "call" inside of functions.
 */
#include "format/python.h"

#include "base/buf.h"
#include "format/format.h"

static unsigned bid(const struct probe *probe)
{
	static const char *const endings[] = { ".py", ".pyw", NULL };
	struct span line = span_part(probe->head, 0, 80);
	bool script = span_starts(line, "#!") && span_has(line, "python");

	return script || probe_named(probe, endings) ? BID_LIKELY : BID_NONE;
}

static void tell(struct python_source *s, const struct python_seen *seen, struct buf *calls)
{
	bool call = strcmp(seen->what, "python-call") == 0;

	JOB_FACT(s->job, FACT_CODE, seen->offset, ATTR_WORD("what", seen->what),
		 ATTR_TEXT("name", seen->name), ATTR_NUMBER("line", seen->line),
		 ATTR_WORD("when", seen->at_import ? "import" : "call"),
		 ATTR_TEXT("inside", seen->inside), ATTR_TEXT("argument", seen->argument),
		 ATTR_WORD("through", seen->through));
	if (!call)
		return;
	if (calls->n)
		buf_byte(calls, ' ');
	buf_span(calls, seen->name);
}

/* In the order of the source. */
static void tell_all(struct python_source *s, const struct python_seen *seen, struct buf *calls)
{
	const struct python_seen *list[PYTHON_FACTS_MAX];
	size_t n = 0;

	for (; seen && n < PYTHON_FACTS_MAX; seen = seen->older)
		list[n++] = seen;
	while (n > 0)
		tell(s, list[--n], calls);
}

/* The text of a TorchScript archive looks like Python, but imports nothing and is not run by it. */
static bool is_torchscript(const struct python_source *s)
{
	for (const struct python_seen *seen = s->seen; seen; seen = seen->older)
		if (strcmp(seen->what, "python-import") == 0 &&
		    !span_starts(seen->name, "__torch__"))
			return false;
	return s->torchscript;
}

static void read(struct job *job, struct span bytes)
{
	struct python_source *s = arena_alloc(job_arena(job), sizeof(*s));
	struct buf calls;

	s->job = job;
	s->lexer = python_lexer_of(bytes);
	python_step(s);
	while (s->token.kind != PYTHON_END) {
		if (!job_spend(job, 1)) {
			job_incomplete(job, "the budget of operations is used up", s->token.offset);
			break;
		}
		python_read_line(s);
	}
	if (is_torchscript(s) && !s->lexer.fault && !s->full) {
		job_decline(job);
		return;
	}
	buf_init(&calls, PYTHON_SUMMARY_MAX);
	tell_all(s, s->seen, &calls);
	JOB_FACT(job, FACT_CODE, 0, ATTR_WORD("what", "python"),
		 ATTR_TEXT("calls", buf_view(&calls)));
	buf_free(&calls);
	if (s->lexer.fault)
		job_malformed(job, s->lexer.fault, s->lexer.fault_at);
	if (s->full)
		job_incomplete(job, "the source uses more names or deeper nesting than the limits",
			       0);
}

const struct format format_python = {
	.name = "python",
	.bid = bid,
	.read = read,
	.bill_bid = BID_NEVER,
};
