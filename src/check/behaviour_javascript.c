/* What JavaScript does that no honest package needs: how it is written, and what it replaces. */
#include "check/check.h"

#include "base/buf.h"
#include "base/escape.h"

enum { SHOWN_MAX = 160, TEXT_MAX = 1024 };

enum { WRITTEN, SWAPS, AGENTS };

static const struct rule rules[] = {
	[WRITTEN] = {
		.id = "javascript-hidden-source",
		.title = "Source is written so that nobody can read it",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "Names are numbers, texts are asked of a table, letters are escapes or there is code "
			"that no screen shows. Minifiers make source small and do none of that; it takes a "
			"tool that hides what source does.",
		.help = "Do not install it before somebody has found out what it does. Ask for the source "
			"that it was made from.",
		.references = { "CWE-506", "CWE-656", "AML.T0010.001", NULL },
	},
	[SWAPS] = {
		.id = "javascript-swaps-addresses",
		.title = "Requests of a page are changed, and addresses of wallets are at hand",
		.severity = SEVERITY_HIGH,
		.verdict = VERDICT_MALICIOUS,
		.text = "The source replaces functions through which a web page talks to the network or to a "
			"wallet, and holds a list of addresses of several currencies: payments go to whoever "
			"wrote them.",
		.help = "Do not install it. If a page was built with it, take the page down.",
		.references = { "CWE-506", "AML.T0010.001", NULL },
	},
	[AGENTS] = {
		.id = "javascript-drives-agents",
		.title = "An AI agent is started that asks nobody",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "As soon as it is installed or imported it starts an AI agent of the user's with the "
			"option that lets it do everything without being asked.",
		.help = "Read what the agent is told to do. If it ran, treat what the agent can reach as read.",
		.references = { "CWE-506", "AML.T0051.001", "AML.T0010.001", "LLM06:2025", NULL },
	},
};

static int rule_of(const struct fact *fact)
{
	if (fact_is(fact, "class", "hide") && fact_is(fact, "kind", "source"))
		return WRITTEN;
	if (fact_is(fact, "class", "browser-hook") && fact_is(fact, "kind", "addresses"))
		return SWAPS;
	if (fact_is(fact, "class", "spawn") && fact_is(fact, "kind", "agent") &&
	    !fact_is(fact, "scope", "function"))
		return AGENTS;
	return -1;
}

static void run(const struct judge *judge, const struct fact *fact)
{
	int rule = rule_of(fact);
	struct finding *finding;
	struct buf text;

	if (rule < 0)
		return;
	finding = report_finding(judge->report, &rules[rule], judge->artifact, fact);
	finding_show(judge->report, finding, "how", fact_text(fact, "how"));
	buf_init(&text, TEXT_MAX);
	escape_text(&text, span_part(fact_text(fact, "how"), 0, SHOWN_MAX));
	finding_say(judge->report, finding, "%s (%s): do not install or import it unread.",
		    rules[rule].title, buf_text(&text));
	buf_free(&text);
}

const struct check check_behaviour_javascript = {
	.name = "behaviour-javascript",
	.rules = rules,
	.n_rules = sizeof(rules) / sizeof(rules[0]),
	.formats = NULL,
	.wants = 1u << FACT_BEHAVIOUR,
	.run = run,
};
