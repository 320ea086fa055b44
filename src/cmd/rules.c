/* `assay rules [ID]`: every rule, what it means and what to do. */
#include "base/jsonw.h"
#include "base/nearest.h"
#include "base/wrap.h"
#include "check/check.h"
#include "cmd/cmd.h"

enum { INDENT = 4 };

enum form { FORM_TEXT, FORM_JSON };

struct options {
	enum form form;
};

static const struct opt options[] = {
	{ "format", 'f', OPT_CHOICE(struct options, form), "text|json", "Print it in this form" },
	{ 0 },
};

static void write_part(struct sink *out, const char *title, const char *text)
{
	sink_printf(out, "\n%s\n", title);
	sink_fill(out, ' ', INDENT);
	wrap_text(out, span_str(text), INDENT, INDENT, WRAP_WIDTH);
}

static void print_one(const struct rule *rule, struct sink *out)
{
	sink_printf(out, "%s (%s, %s)\n%s\n", rule->id, severity_word(rule->severity),
		    verdict_word(rule->verdict), rule->title);
	write_part(out, "What it means", rule->text);
	write_part(out, "What to do", rule->help);
	if (!rule->references[0])
		return;
	sink_printf(out, "\nReferences\n    %s", rule->references[0]);
	for (size_t i = 1; rule->references[i]; i++)
		sink_printf(out, ", %s", rule->references[i]);
	sink_byte(out, '\n');
}

/* Calls `use` for every rule of every check. */
static void each_rule(void (*use)(const struct rule *rule, void *context), void *context)
{
	for (size_t i = 0; checks[i]; i++)
		for (size_t j = 0; j < checks[i]->n_rules; j++)
			use(&checks[i]->rules[j], context);
}

static void measure(const struct rule *rule, void *context)
{
	int *width = context;
	int n = (int)strlen(rule->id);

	if (n > *width)
		*width = n;
}

struct list {
	struct sink *out;
	int width;
};

static void print_line(const struct rule *rule, void *context)
{
	const struct list *list = context;

	sink_printf(list->out, "%-*s  %-8s  %s\n", list->width, rule->id,
		    severity_word(rule->severity), rule->title);
}

static void print_list(struct sink *out)
{
	struct list list = { .out = out };

	each_rule(measure, &list.width);
	each_rule(print_line, &list);
}

static void write_rule(const struct rule *rule, void *context)
{
	struct jsonw *w = context;

	jsonw_map(w, NULL);
	jsonw_word(w, "id", rule->id);
	jsonw_word(w, "title", rule->title);
	jsonw_word(w, "severity", severity_word(rule->severity));
	jsonw_word(w, "verdict", verdict_word(rule->verdict));
	jsonw_word(w, "text", rule->text);
	jsonw_word(w, "help", rule->help);
	jsonw_list_flat(w, "references");
	for (size_t i = 0; rule->references[i]; i++)
		jsonw_word(w, NULL, rule->references[i]);
	jsonw_list_end(w);
	jsonw_map_end(w);
}

/* `rule` alone, or all when it is NULL. */
static void print_json(const struct rule *rule, struct sink *out)
{
	struct jsonw w;

	jsonw_init(&w, out);
	jsonw_map(&w, NULL);
	jsonw_word(&w, "schema", "assay.rules/1");
	jsonw_list(&w, "rules");
	if (rule)
		write_rule(rule, &w);
	else
		each_rule(write_rule, &w);
	jsonw_list_end(&w);
	jsonw_map_end(&w);
	jsonw_end(&w);
}

static void try_rule(const struct rule *rule, void *context)
{
	nearest_try(context, rule->id);
}

static int unknown(const char *id)
{
	struct nearest nearest = { .wanted = id };

	each_rule(try_rule, &nearest);
	if (nearest.name)
		(void)err_set(ERR_USAGE, "there is no such rule; did you mean %s?", nearest.name);
	else
		(void)err_set(ERR_USAGE, "there is no such rule; 'assay rules' lists them");
	return command_complain("rules");
}

static int run(const struct call *call)
{
	const struct options *set = call->options;
	const char *id = call->operands.n ? call->operands.words[0] : NULL;
	const struct rule *rule = id ? rule_find(id) : NULL;
	struct sink *out = &call->out->sink;

	if (id && !rule)
		return unknown(id);
	if (set->form == FORM_JSON)
		print_json(rule, out);
	else if (rule)
		print_one(rule, out);
	else
		print_list(out);
	return EXIT_NOTHING;
}

const struct command command_rules = {
	.name = "rules",
	.summary = "every rule, what it means and what to do",
	.usage = "[ID]",
	.about = "Lists the rules that findings name. With an ID, says what a finding of that rule "
		 "means and what to do about it.",
	.operand_kind = OPERANDS_RULES,
	.most = 1,
	.options = options,
	.size = sizeof(struct options),
	.run = run,
};
