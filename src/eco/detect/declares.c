/* Setup scripts that set up and do nothing else. */
#include "eco/detect/declares.h"

#include "code/python.h"

struct seen {
	bool sets_up, does_more;
};

static bool declares(struct span name)
{
	static const char *const calls[] = { "setuptools.find_packages",
					     "setuptools.find_namespace_packages",
					     "builtins.open",
					     "io.open",
					     "codecs.open",
					     "pathlib.Path",
					     "os.path.join",
					     "os.path.dirname",
					     "os.path.abspath",
					     "builtins.open().read",
					     "io.open().read",
					     "codecs.open().read",
					     "pathlib.Path().read_text",
					     NULL };

	for (size_t i = 0; calls[i]; i++)
		if (span_is(name, calls[i]))
			return true;
	return false;
}

static bool sets_up(struct span name)
{
	return span_is(name, "setuptools.setup") || span_is(name, "distutils.core.setup");
}

static void on_event(void *context, const struct code_event *event)
{
	struct seen *seen = context;

	if (event->kind == CODE_DECORATOR)
		seen->does_more = true;
	if (event->kind != CODE_CALL)
		return;
	if (sets_up(event->name))
		seen->sets_up = true;
	else if (!declares(event->name))
		seen->does_more = true;
}

bool source_only_declares(struct span text, struct arena *arena)
{
	struct seen seen = { 0 };
	const struct code_sink sink = { .event = on_event, .context = &seen };
	struct code_end end = code_python(text, 0, 1, code_scopes_new(arena), &sink);

	return seen.sets_up && !seen.does_more && !end.full && !end.fault;
}
