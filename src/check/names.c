/* Names of packages that a project asks for, near to well-known ones. */
#include "check/check.h"

#include "base/buf.h"
#include "base/escape.h"
#include "eco/popular.h"

enum { TEXT_MAX = 4 << 10, ASKED_MAX = 1000 };

static const struct rule rules[] = {
	{
		.id = "package-name-near",
		.title = "Name of a package is nearly that of a well-known one",
		.severity = SEVERITY_LOW,
		.verdict = VERDICT_CLEAN,
		.text = "A requirement names a package that hardly anyone uses, and whose name "
			"differs "
			"from that of a much used one only by a slip of the hand, by letters that "
			"look "
			"alike, or by what was put before or behind it. Malware is published under "
			"such "
			"names.",
		.help = "Check that this package is meant. If it is, nothing needs to be done.",
		.references = { "CWE-1007", "CWE-1357", "AML.T0010.001", "LLM03:2025", NULL },
	},
};

/* What somebody wrote down; lock files and installed packages follow from that. */
static const struct occurrence *asked_for(const struct component *component)
{
	for (const struct occurrence *o = component->occurrences; o; o = o->next)
		if (span_is(o->method, "manifest"))
			return o;
	return NULL;
}

static void say(const struct judge *judge, struct component *component,
		const struct occurrence *where, struct span near)
{
	const struct fact at = { .offset = where->offset, .count = 1 };
	struct finding *finding = report_finding(judge->report, &rules[0], where->artifact, &at);
	struct buf text;

	buf_init(&text, TEXT_MAX);
	escape_text(&text, component->name);
	buf_str(&text, " is nearly the name of the well-known ");
	escape_text(&text, near);
	finding_about(finding, component);
	finding_show(judge->report, finding, "near", near);
	finding_say(judge->report, finding, "%s: check that it is meant.", buf_text(&text));
	buf_free(&text);
}

/* Scopes belong to somebody: who asks for one means it. */
static void finish(const struct judge *judge)
{
	unsigned n = 0;

	for (struct component *c = judge->report->components; c && n < ASKED_MAX; c = c->next) {
		const struct occurrence *where = asked_for(c);
		struct span near;

		if (c->kind != COMPONENT_PACKAGE || !where || c->is_root || c->namespace.n)
			continue;
		n++;
		if (popular_near(c->ecosystem, c->name, &near) != NEAR_NOT)
			say(judge, c, where, near);
	}
}

const struct check check_names = {
	.name = "names",
	.rules = rules,
	.n_rules = sizeof(rules) / sizeof(rules[0]),
	.formats = (const char *const[]){ "npm_package_json", "python-pipfile", "python-pyproject",
					  "python-requirements", "python-setup", "python-setup-cfg",
					  NULL },
	.of_tree = true,
	.finish = finish,
};
