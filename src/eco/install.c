/* What a command installs or fetches. */
#include "eco/install.h"

#include "base/ascii.h"
#include "code/scope.h"
#include "code/shell.h"
#include "eco/install/tool.h"
#include "eco/origin.h"

enum { SHOWN_MAX = 400, LIST_MAX = 256 };

/* A command being looked at. */
struct reading {
	const char *method;
	struct arena *arena;
	install_each *each;
	void *context;
	const struct tool *tool;
	struct span version; /* that an option gives to the operand */
	install_spec *read;
	uint64_t line;
};

static bool listed(const char *options, struct span option)
{
	for (const char *at = options ? options : ""; *at;) {
		size_t n = strcspn(at, " ");

		if (span_eq(span_of(at, n), option))
			return true;
		at += n + (at[n] == ' ');
	}
	return false;
}

/* pip3.11 and python3 as pip and python; what a Windows path or ending adds is left out. */
static struct span plain_program(struct span name)
{
	const uint8_t *slash = name.n ? memrchr(name.p, '\\', name.n) : NULL;

	if (slash)
		name = span_from(name, (uint64_t)(slash - name.p) + 1);
	if (span_ends(name, ".exe") || span_ends(name, ".cmd"))
		name.n -= 4;
	if (span_starts(name, "pip") || span_starts(name, "python"))
		while (name.n && (ascii_is_digit(name.p[name.n - 1]) || name.p[name.n - 1] == '.'))
			name.n--;
	return name;
}

/* python -m pip install: the module is the program. */
static struct span module_program(const struct code_item **at, struct span program)
{
	const struct code_item *word = *at;

	if (!span_is(program, "python") && !span_is(program, "py"))
		return program;
	for (; word && word->next; word = word->next) {
		if (span_is(word->value.text, "-m")) {
			*at = word->next->next;
			return word->next->value.text;
		}
		if (!span_starts(word->value.text, "-"))
			break;
	}
	return program;
}

/* Whether the words name the tool; *at is then behind its subcommands. Options that stand between
 * them are passed, with the words they take. */
static bool matches(const struct tool *tool, struct span program, const struct code_item **at)
{
	const struct code_item *word = *at;
	const char *rest = tool->words;
	size_t n = strcspn(rest, " ");

	if (!span_eq(span_of(rest, n), program))
		return false;
	for (rest += n + (rest[n] == ' '); *rest; rest += n + (rest[n] == ' ')) {
		n = strcspn(rest, " ");
		while (word && span_starts(word->value.text, "-") && word->next)
			word = listed(tool->takes, word->value.text) ? word->next->next
								     : word->next;
		if (!word || !span_eq(span_of(rest, n), word->value.text))
			return false;
		word = word->next;
	}
	*at = word;
	return true;
}

static const struct tool *find_tool(struct span program, const struct code_item **at)
{
	for (const struct tool *tool = install_tools; tool->words; tool++)
		if (matches(tool, program, at))
			return tool;
	return NULL;
}

static void emit(const struct reading *r, struct install *install)
{
	if (r->version.n) {
		entry_text(&install->entry, "version", r->version);
		install->pinned = true;
	}
	entry_word(&install->entry, "method", r->method);
	entry_word(&install->entry, "command", r->tool->words);
	entry_number(&install->entry, "line", install->line);
	r->each(r->context, install);
}

/* A word that is known in part names a package as far as its version, and no version. */
static struct span known_part(const struct code_value *word)
{
	size_t n = 0;

	if (!word->partial)
		return word->text;
	while (n < word->text.n && !strchr("=<>!~@:", word->text.p[n]))
		n++;
	return span_part(word->text, 0, n > 0 && n < word->text.n ? n : 0);
}

static void read_spec(const struct reading *r, const struct code_value *word)
{
	struct code_item one;

	for (const struct code_item *i = code_alternatives(word, &one); i; i = i->next) {
		struct install install = { .kind = INSTALL_COMPONENT,
					   .tool = r->tool->words,
					   .spec = i->value.text,
					   .runs = r->tool->runs,
					   .offset = word->offset,
					   .line = word->line };
		struct span spec =
			i->value.kind == CODE_TEXT ? known_part(&i->value) : (struct span){ 0 };

		if (spec.n && r->read(&install, spec, r->arena))
			emit(r, &install);
	}
}

/* --option=word in one; its word, or NULL. */
static const struct code_value *inner_word(const struct code_value *option,
					   struct code_value *inner)
{
	ptrdiff_t equals = span_byte(option->text, '=');

	if (equals == SPAN_NONE)
		return NULL;
	*inner = *option;
	inner->text = span_from(option->text, (uint64_t)equals + 1);
	return inner;
}

static struct span option_name(const struct code_value *word)
{
	ptrdiff_t equals = span_byte(word->text, '=');

	return equals == SPAN_NONE ? word->text : span_part(word->text, 0, (uint64_t)equals);
}

/* The first pass: what options say about the operands. */
static void read_options(struct reading *r, const struct code_item *words, bool *replaced)
{
	for (const struct code_item *i = words; i; i = i->next) {
		struct span name = option_name(&i->value);
		struct code_value inner;
		const struct code_value *word = inner_word(&i->value, &inner);

		if (!word && i->next)
			word = &i->next->value;
		if (!word || name.n < 2 || name.p[0] != '-')
			continue;
		*replaced |= listed(r->tool->replaces, name);
		if (listed(r->tool->version, name) && !word->partial)
			r->version = word->text;
		if (r->tool->dataset && span_is(name, "--repo-type") &&
		    span_is(word->text, "dataset"))
			r->read = r->tool->dataset;
	}
}

/* The second: each word that names something. */
static void read_operands(struct reading *r, const struct code_item *words)
{
	bool replaced = false, ended = false;

	read_options(r, words, &replaced);
	for (const struct code_item *i = words; i; i = i->next) {
		struct span text = i->value.text, name = option_name(&i->value);
		bool gives = listed(r->tool->gives, name) || listed(r->tool->replaces, name);
		struct code_value inner;
		const struct code_value *word;

		if (ended || !span_starts(text, "-")) {
			if (r->tool->operands != OPERANDS_NONE && !replaced)
				read_spec(r, &i->value);
			if (r->tool->operands != OPERANDS_ALL)
				return;
			continue;
		}
		ended = span_is(text, "--");
		word = inner_word(&i->value, &inner);
		if (gives && word)
			read_spec(r, word);
		if (word || !i->next)
			continue;
		if (gives)
			read_spec(r, &i->next->value);
		if (gives || listed(r->tool->takes, name) || listed(r->tool->version, name))
			i = i->next;
	}
}

/* curl URL | sh, sh -c "$(curl URL)", bash <(curl URL). */

static bool one_of(struct span word, const char *const *words)
{
	for (size_t i = 0; words[i]; i++)
		if (span_is(word, words[i]))
			return true;
	return false;
}

static void read_input(const struct reading *r, const struct code_event *command,
		       struct span program)
{
	static const char *const interpreters[] = { "sh",   "bash", "zsh",    "dash", "ash",
						    "ksh",  "fish", "python", "node", "perl",
						    "ruby", "php",  NULL };
	static const char *const fetchers[] = { "curl", "wget", NULL };
	const struct code_item *words = command->input ? command->input->items : NULL;

	if (!words || !one_of(program, interpreters) || !one_of(words->value.text, fetchers))
		return;
	for (const struct code_item *i = words->next; i; i = i->next) {
		struct install install = { .kind = INSTALL_SCRIPT,
					   .tool = "curl",
					   .spec = origin_redacted(i->value.text, r->arena),
					   .runs = true,
					   .offset = command->offset,
					   .line = command->line };

		if (!span_has(i->value.text, "://"))
			continue;
		r->each(r->context, &install);
		return;
	}
}

void install_command(const struct code_event *command, const char *method, struct arena *arena,
		     install_each *each, void *context)
{
	struct reading r = { .method = method, .arena = arena, .each = each, .context = context };
	const struct code_item *at = command->value.items ? command->value.items->next : NULL;
	struct span program = plain_program(command->name);

	read_input(&r, command, program);
	program = module_program(&at, program);
	r.tool = find_tool(plain_program(program), &at);
	if (!r.tool)
		return;
	r.read = r.tool->read;
	read_operands(&r, at);
}

void install_words(const struct span *words, size_t n, uint64_t offset, uint64_t line,
		   const char *method, struct arena *arena, install_each *each, void *context)
{
	size_t count = n < LIST_MAX ? n : LIST_MAX;
	struct code_item *items = arena_array(arena, count + 1, sizeof(*items));
	struct code_event command = { .kind = CODE_COMMAND, .offset = offset, .line = line };

	if (count == 0)
		return;
	for (size_t i = 0; i < count; i++) {
		items[i].value = code_text(words[i]);
		items[i].value.offset = offset;
		items[i].value.line = line;
		items[i].next = i + 1 < count ? &items[i + 1] : NULL;
	}
	command.value = (struct code_value){ .kind = CODE_LIST, .items = shell_program(items) };
	if (!command.value.items)
		return;
	command.name = shell_base_name(command.value.items->value.text);
	install_command(&command, method, arena, each, context);
}

/* Facts. */

void install_tell(void *context, const struct install *install)
{
	struct job *job = context;

	if (install->kind == INSTALL_SCRIPT) {
		job_anomaly(job, "script-from-network", install->spec, install->offset);
		return;
	}
	entry_emit(&install->entry, job, install->offset);
	if (install->runs && !install->pinned)
		job_anomaly(job, "unpinned-run", span_part(install->spec, 0, SHOWN_MAX),
			    install->offset);
}

struct script {
	struct job *job;
	const char *method;
};

static void on_event(void *context, const struct code_event *event)
{
	const struct script *script = context;

	if (event->kind == CODE_COMMAND)
		install_command(event, script->method, job_arena(script->job), install_tell,
				script->job);
}

void install_script(struct job *job, struct span text, uint64_t offset, uint64_t line,
		    const char *method, struct code_scopes *scopes)
{
	struct script script = { job, method };
	struct code_sink sink = { on_event, &script };

	if (!scopes)
		scopes = code_scopes_new(job_arena(job));
	if (code_shell(text, offset, line, scopes, &sink).full)
		job_incomplete(job, "the script uses more names or deeper nesting than the limits",
			       offset);
}
