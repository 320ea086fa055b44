/*
 * Workflows and actions of GitHub and of those that read the same (GitHub Docs, "Workflow syntax",
 * "Metadata syntax"): actions, reusable workflows, images, what steps install, and jobs with rights
 * that run a stranger's code:
 *
 *   ci-untrusted-checkout  a checkout of the pull request's code where the trigger gives rights
 *   ci-expression          a step's script into which a text of a stranger is put
 */
#include "eco/ci/steps.h"
#include "eco/place.h"
#include "format/format.h"

static bool is_place(struct span path)
{
	static const char *const patterns[] = { ".github/workflows/*.yml",
						".github/workflows/*.yaml",
						".gitea/workflows/*.y*ml",
						".forgejo/workflows/*.y*ml",
						"action.yml",
						"action.yaml",
						NULL };

	return place_like_any(path, patterns);
}

static unsigned bid(const struct probe *probe)
{
	bool text = span_byte(probe->head, 0) == SPAN_NONE;

	return text && is_place(probe->path) && !place_is_foreign(probe->path) ? BID_LIKELY
									       : BID_NONE;
}

/* The triggers that run with the repository's rights on what a stranger proposes. */
static bool is_privileged(const struct value *on)
{
	static const char *const events[] = { "pull_request_target", "workflow_run",
					      "issue_comment", NULL };

	for (size_t i = 0; events[i]; i++) {
		if (value_is(on, events[i]) ||
		    (value_is_kind(on, VALUE_MAP) && value_get(on, events[i])))
			return true;
		if (value_is_kind(on, VALUE_LIST))
			value_each (item, on)
				if (value_is(item, events[i]))
					return true;
	}
	return false;
}

static bool has_any(struct span text, const char *const *words)
{
	for (size_t i = 0; words[i]; i++)
		if (span_has(text, words[i]))
			return true;
	return false;
}

static void judge_checkout(struct tree *tree, const struct value *step)
{
	static const char *const heads[] = { "github.event.pull_request.head", "github.head_ref",
					     "github.event.workflow_run.head", "refs/pull/", NULL };
	const struct value *with = value_get(step, "with"), *ref = value_get(with, "ref");

	if (!span_has(tree_text(tree, value_get(step, "uses")), "checkout"))
		return;
	if (!has_any(tree_text(tree, ref), heads))
		ref = value_get(with, "repository");
	if (has_any(tree_text(tree, ref), heads))
		job_anomaly(tree->job, "ci-untrusted-checkout", tree_text(tree, ref), ref->offset);
}

/* ${{ ... }} whose text someone outside chooses, in the middle of a script. */
static void judge_script(struct tree *tree, const struct value *run)
{
	static const char *const texts[] = { "github.event.issue.title",
					     "github.event.issue.body",
					     "github.event.pull_request.title",
					     "github.event.pull_request.body",
					     "github.event.pull_request.head.ref",
					     "github.event.pull_request.head.label",
					     "github.event.comment.body",
					     "github.event.review.body",
					     "github.event.review_comment.body",
					     "github.event.discussion.title",
					     "github.event.discussion.body",
					     "github.event.head_commit.message",
					     "github.event.head_commit.author",
					     "github.event.workflow_run.head_branch",
					     "github.head_ref",
					     NULL };
	struct span text = tree_text(tree, run);

	for (ptrdiff_t at; (at = span_find(text, span_str("${{"))) != SPAN_NONE;) {
		struct span rest = span_from(text, (uint64_t)at);
		ptrdiff_t end = span_find(rest, span_str("}}"));
		struct span expression = span_part(rest, 0, end < 0 ? rest.n : (uint64_t)end + 2);

		if (has_any(expression, texts))
			job_anomaly(tree->job, "ci-expression", expression, run->offset);
		text = span_from(rest, expression.n ? expression.n : 1);
	}
}

static void tell_steps(struct tree *tree, const struct value *steps, bool privileged)
{
	if (!value_is_kind(steps, VALUE_LIST))
		return;
	value_each (step, steps) {
		const struct value *run = value_get(step, "run"), *uses = value_get(step, "uses");

		if (uses)
			steps_tell_action(tree, uses, "action");
		if (uses && privileged)
			judge_checkout(tree, step);
		steps_tell_script(tree, run);
		if (run)
			judge_script(tree, run);
		steps_tell_variables(tree, value_get(step, "env"));
	}
}

static void tell_job(struct tree *tree, const struct value *one, bool privileged)
{
	const struct value *services = value_get(one, "services"), *uses = value_get(one, "uses");

	if (uses)
		steps_tell_action(tree, uses, "workflow");
	steps_tell_image(tree, value_get(one, "container"));
	if (value_is_kind(services, VALUE_MAP))
		value_each (key, services)
			steps_tell_image(tree, value_of(key));
	steps_tell_variables(tree, value_get(one, "env"));
	tell_steps(tree, value_get(one, "steps"), privileged);
}

/* An action's own metadata. */
static void tell_action(struct tree *tree, const struct value *runs)
{
	const struct value *image = value_get(runs, "image");

	tell_steps(tree, value_get(runs, "steps"), false);
	if (span_starts(tree_text(tree, image), "docker://"))
		steps_tell_action(tree, image, "action");
}

static bool tell(struct tree *tree)
{
	bool known = false;

	value_each (document, tree->root) {
		const struct value *jobs = value_get(document, "jobs");
		const struct value *runs = value_get(document, "runs");
		bool privileged = is_privileged(value_get(document, "on"));

		if (!value_is_kind(jobs, VALUE_MAP) && !value_get(runs, "using"))
			continue;
		known = true;
		steps_tell_variables(tree, value_get(document, "env"));
		if (runs)
			tell_action(tree, runs);
		if (value_is_kind(jobs, VALUE_MAP))
			value_each (key, jobs)
				tell_job(tree, value_of(key), privileged);
	}
	return known || (tree->faulty && place_like(job_path(tree->job), "workflows/*"));
}

static void read(struct job *job, struct span bytes)
{
	tree_read(job, bytes, NOTATION_YAML, tell);
}

const struct format format_ci_workflow = {
	.name = "workflow",
	.bid = bid,
	.read = read,
	.of_project = true,
	.examples = (const char *const[]){ ".github/workflows/x.yml", "action.yml", NULL },
};
