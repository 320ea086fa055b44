/*
 * setup.py: the arguments of setup() that can be known without running it: name, version and what
 * the project needs. Text is never executed, nor are names followed out of the file.
 *
 *     CODE {what "build-hook", name}: a command of the build that the project replaces by its own
 */
#include "code/python.h"
#include "eco/pypi/requirement.h"
#include "format/format.h"

static unsigned bid(const struct probe *probe)
{
	return span_is(probe->name, "setup.py") && span_has(probe->head, "setup") &&
			       span_byte(probe->head, 0) == SPAN_NONE
		       ? BID_READ
		       : BID_NONE;
}

static const struct code_value *argument(const struct code_event *call, const char *name)
{
	for (const struct code_item *item = call->value.items; item; item = item->next)
		if (span_is(item->name, name))
			return &item->value;
	return NULL;
}

static struct span text_of(const struct code_value *value)
{
	return value && value->kind == CODE_TEXT && !value->partial ? value->text
								    : (struct span){ 0 };
}

static void tell_project(struct job *job, const struct code_event *call)
{
	struct span name = text_of(argument(call, "name"));
	struct entry entry = entry_package("pypi", name, "manifest");

	if (name.n == 0)
		return;
	entry_text(&entry, "version", text_of(argument(call, "version")));
	entry_text(&entry, "licence", text_of(argument(call, "license")));
	entry_text(&entry, "supplier", text_of(argument(call, "author")));
	entry_text(&entry, "requires_python", text_of(argument(call, "python_requires")));
	entry_word(&entry, "root", "yes");
	entry_number(&entry, "line", call->line);
	entry_emit(&entry, job, call->offset);
}

static void tell_need(struct job *job, const struct code_value *value, const char *scope)
{
	struct requirement requirement;

	if (requirement_read(text_of(value), &requirement))
		requirement_emit(&requirement, (struct span){ 0 }, "manifest", scope, job,
				 value->line, value->offset);
}

/* A list of requirements, or one as a text. */
static void tell_needs(struct job *job, const struct code_value *value, const char *scope)
{
	if (!value)
		return;
	if (value->kind == CODE_LIST)
		for (const struct code_item *item = value->items; item; item = item->next)
			tell_need(job, &item->value, scope);
	else
		tell_need(job, value, scope);
}

static void tell_extras(struct job *job, const struct code_value *value)
{
	if (value && value->kind == CODE_DICT)
		for (const struct code_item *item = value->items; item; item = item->next)
			tell_needs(job, &item->value, "optional");
}

/* cmdclass: what building and installing run besides the script itself. */
static void tell_hooks(struct job *job, const struct code_value *value)
{
	if (value && value->kind == CODE_DICT)
		for (const struct code_item *item = value->items; item; item = item->next)
			JOB_FACT(job, FACT_CODE, item->value.offset,
				 ATTR_WORD("what", "build-hook"), ATTR_TEXT("name", item->name),
				 ATTR_NUMBER("line", item->value.line));
}

static void on_event(void *context, const struct code_event *event)
{
	static const char *const names[] = { "setuptools.setup", "distutils.core.setup", NULL };
	struct job *job = context;
	size_t i = 0;

	while (names[i] && !span_is(event->name, names[i]))
		i++;
	if (event->kind != CODE_CALL || !names[i])
		return;
	tell_project(job, event);
	tell_needs(job, argument(event, "install_requires"), "required");
	tell_needs(job, argument(event, "setup_requires"), "build");
	tell_needs(job, argument(event, "tests_require"), "test");
	tell_extras(job, argument(event, "extras_require"));
	tell_hooks(job, argument(event, "cmdclass"));
}

static void read(struct job *job, struct span bytes)
{
	const struct code_sink sink = { on_event, job };
	struct code_scopes *scopes = code_scopes_new(job_arena(job));

	(void)code_python(bytes, 0, 1, scopes, &sink); /* faults are said by the reader of code */
}

const struct format format_pypi_setup_py = {
	.name = "python-setup",
	.bid = bid,
	.read = read,
	.of_project = true,
};
