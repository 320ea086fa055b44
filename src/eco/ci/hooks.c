/*
 * Configurations of pre-commit (pre-commit.com, "Adding pre-commit plugins to your project"):
 * repositories whose programs run before each commit, at a revision, with more packages.
 */
#include "eco/entry.h"
#include "eco/install.h"
#include "eco/place.h"
#include "eco/pypi/requirement.h"
#include "eco/tree.h"
#include "format/format.h"

static unsigned bid(const struct probe *probe)
{
	static const char *const patterns[] = { ".pre-commit-config.yaml", ".pre-commit-config.yml",
						NULL };

	return place_like_any(probe->path, patterns) && !place_is_foreign(probe->path) ? BID_LIKELY
										       : BID_NONE;
}

/* "https://github.com/owner/name(.git)" as owner/name, empty for other addresses. */
static struct span github_name(struct span url)
{
	static const char *const starts[] = { "https://github.com/", "git://github.com/",
					      "http://github.com/", "git@github.com:", NULL };

	for (size_t i = 0; starts[i]; i++) {
		if (!span_starts(url, starts[i]))
			continue;
		url = span_from(url, strlen(starts[i]));
		if (span_ends(url, ".git"))
			url.n -= 4;
		return url;
	}
	return (struct span){ 0 };
}

static bool is_branch(struct span revision)
{
	static const char *const names[] = {
		"", "main", "master", "HEAD", "develop", "stable", NULL
	};

	for (size_t i = 0; names[i]; i++)
		if (span_is(revision, names[i]))
			return true;
	return false;
}

static void tell_packages(struct tree *tree, const struct value *list)
{
	struct requirement requirement;

	if (!value_is_kind(list, VALUE_LIST))
		return;
	value_each (item, list)
		if (requirement_read(tree_text(tree, item), &requirement))
			requirement_emit(&requirement, (struct span){ 0 }, "manifest", "dev",
					 tree->job, tree_line(tree, item), item->offset);
}

static void tell_repository(struct tree *tree, const struct value *one)
{
	const struct value *repo = value_get(one, "repo"), *hooks = value_get(one, "hooks");
	struct span url = tree_text(tree, repo), name = github_name(url);
	struct span revision = tree_text(tree, value_get(one, "rev"));
	struct entry entry = name.n ? entry_scoped("github", name, "manifest")
				    : entry_package("generic", place_name(url), "manifest");

	if (span_has(url, "://") || name.n) {
		entry_text(&entry, "version", revision);
		entry_word(&entry, "category", "pre-commit");
		entry_word(&entry, "scope", "dev");
		entry_number(&entry, "line", tree_line(tree, repo));
		if (!name.n)
			entry_text(&entry, "origin", url);
		entry_emit(&entry, tree->job, repo->offset);
		if (is_branch(revision))
			job_anomaly(tree->job, "ci-include-unpinned", url, repo->offset);
	}
	if (!value_is_kind(hooks, VALUE_LIST))
		return;
	value_each (hook, hooks) {
		bool other = value_get(hook, "language") &&
			     !value_is(value_get(hook, "language"), "python");

		if (!other)
			tell_packages(tree, value_get(hook, "additional_dependencies"));
	}
}

static bool tell(struct tree *tree)
{
	bool known = false;

	value_each (document, tree->root) {
		const struct value *repos = value_get(document, "repos");

		if (!value_is_kind(repos, VALUE_LIST))
			continue;
		known = true;
		value_each (one, repos)
			if (value_get(one, "repo"))
				tell_repository(tree, one);
	}
	return known || tree->faulty;
}

static void read(struct job *job, struct span bytes)
{
	tree_read(job, bytes, NOTATION_YAML, tell);
}

const struct format format_ci_hooks = {
	.name = "pre-commit",
	.bid = bid,
	.read = read,
	.of_project = true,
};
