/* `assay policy check FILE` and `assay policy explain [FILE] PATH|REPORT`: does the policy say what
 * was meant, and why does it decide as it does? */
#include <stdio.h>
#include <sys/stat.h>

#include "base/nearest.h"
#include "cmd/look.h"
#include "cmd/scan_flags.h"
#include "policy/policy.h"
#include "report/read.h"
#include "sys/whole.h"

enum { SUBJECTS_SHOWN = 10, REPORT_MAX = 64 << 20, HEAD = 200 };

struct options {
	struct scan_flags flags;
	bool all;
};

static const struct options defaults = { .flags = SCAN_FLAGS_DEFAULT };

static const struct opt options[] = {
	{ "all", 'a', OPT_FLAG(struct options, all), NULL,
	  "Explain a rule on everything, not only on the first ten" },
	SCAN_FLAG_ROWS(struct options),
	{ 0 },
};

static int complain(enum err e)
{
	return e == OK ? EXIT_NOTHING : command_complain("policy");
}

/* check */

static const char *plural(size_t n)
{
	return n == 1 ? "" : "s";
}

static int check(const struct call *call, const char *path)
{
	struct policy policy;
	enum err e = policy_load(&policy, path);

	if (e == OK)
		sink_printf(&call->out->sink, "%.*s: %zu rule%s, %zu waiver%s, %s\n",
			    (int)policy.shown.n, (const char *)policy.shown.p, policy.n_rules,
			    plural(policy.n_rules), policy.n_waivers, plural(policy.n_waivers),
			    policy.digest);
	policy_free(&policy);
	return complain(e);
}

/* explain */

/* Whether the path is a report of this program, and its text. Anything else is scanned. */
static bool is_report(const struct call *call, const char *path, struct span *text)
{
	struct stat st;

	if (stat(path, &st) != 0 || !S_ISREG(st.st_mode) ||
	    whole_read(path, REPORT_MAX, call->arena, text) != OK)
		return false;
	return span_has(span_part(*text, 0, HEAD), "\"assay.report/1\"");
}

/* Asks a policy of a report that was made before. */
static enum err judge_again(struct policy *policy, struct report *report, struct span text,
			    const char *name)
{
	struct read_report read;
	enum err e = read_report(report, text, name, &read);

	if (e != OK)
		return e;
	policy_judge(policy, report);
	report_sort(report);
	read_report_ids(report, &read);
	policy_settle(policy, report);
	return OK;
}

static enum err scan_by(const struct call *call, struct policy *policy, struct report *report)
{
	const struct options *chosen = call->options;
	const struct opt_list target = { &call->operands.words[call->operands.n - 1], 1 };
	struct scan_options scan = scan_flags_apply(&chosen->flags, target);

	scan.policy = policy;
	scan.advisories.use = true;
	return look_run(&scan, false, report);
}

static enum err explain_by(const struct call *call, struct policy *policy, struct report *report)
{
	const struct options *chosen = call->options;
	const char *path = call->operands.words[call->operands.n - 1];
	struct span text;
	enum err e = is_report(call, path, &text) ? judge_again(policy, report, text, path)
						  : scan_by(call, policy, report);

	if (e == OK)
		policy_explain(policy, report, chosen->all ? SIZE_MAX : SUBJECTS_SHOWN,
			       &call->out->sink);
	return e;
}

static int explain(const struct call *call, struct report *report)
{
	const char *path = call->operands.words[1];
	struct policy policy;
	enum err e;

	if (call->operands.n == 2 && !policy_find(call->arena, &path))
		return complain(err_set(ERR_USAGE, "there is no policy of the user or the system; "
						   "name one: explain FILE PATH"));
	e = policy_load(&policy, path);
	if (e == OK)
		e = explain_by(call, &policy, report);
	policy_free(&policy);
	return complain(e);
}

static int run(const struct call *call)
{
	const char **words = call->operands.words;
	struct nearest near = { .wanted = words[0] };

	if (strcmp(words[0], "check") == 0 && call->operands.n == 2)
		return check(call, words[1]);
	if (strcmp(words[0], "explain") == 0 && call->operands.n >= 2)
		return look(call, explain);
	nearest_try(&near, "check");
	nearest_try(&near, "explain");
	return complain(err_set(ERR_USAGE, "it is check FILE or explain [FILE] PATH%s%s%s",
				near.name ? "; did you mean '" : "", near.name ? near.name : "",
				near.name ? "'?" : ""));
}

const struct command command_policy = {
	.name = "policy",
	.summary = "is the policy well formed, and why does it decide so?",
	.usage = "check FILE | explain [FILE] PATH|REPORT",
	.about = "check reads a policy and says where it is wrong. explain scans PATH and says of "
		 "each "
		 "rule of what it holds, of what too little is known, and which comparisons that "
		 "comes "
		 "from; then what decides. Without FILE it takes the policy of the user or the "
		 "system. "
		 "The language is described in assay.toml(5).",
	.operand_kind = OPERANDS_WORDS,
	.words = "check|explain",
	.least = 2,
	.most = 3,
	.options = options,
	.defaults = &defaults,
	.size = sizeof(struct options),
	.run = run,
};
