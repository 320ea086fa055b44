/*
 * Settings of agents and editors that run commands or give rights by themselves: hooks, key
 * helpers, tasks on opening a folder, permissions.
 *
 *   agent-hook         a command that the agent runs on events
 *   agent-open-task    a command that the editor runs when the folder is opened
 *   agent-permissions  rights that take the user's consent away
 *   agent-endpoint     another address for the model's service
 */
#include "base/buf.h"
#include "eco/ai/text.h"
#include "eco/origin.h"
#include "eco/place.h"
#include "eco/secret.h"
#include "eco/tree.h"
#include "format/format.h"

enum { SHOWN_MAX = 300, COMMANDS_MAX = 256 };

static const char *const places[] = { ".claude/settings.json", ".claude/settings.local.json",
				      "hooks/hooks.json",      ".cursor/hooks.json",
				      ".gemini/settings.json", ".qwen/settings.json",
				      ".vscode/tasks.json",    ".vscode/settings.json",
				      ".codex/hooks.json",     NULL };

static unsigned bid(const struct probe *probe)
{
	return place_like_any(probe->path, places) ? BID_READ : BID_NONE;
}

static bool odd(struct tree *tree, const char *what, struct span detail, const struct value *at)
{
	job_anomaly(tree->job, what, span_part(detail, 0, SHOWN_MAX), at->offset);
	return true;
}

static bool is_true(const struct value *v)
{
	return value_is_kind(v, VALUE_TRUE);
}

/* Commands anywhere below "hooks". */
static bool tell_hooks(struct tree *tree, const struct value *hooks)
{
	const struct value *end = hooks ? hooks + hooks->nodes : NULL;
	size_t n = 0;

	if (!value_is_kind(hooks, VALUE_MAP))
		return false;
	for (const struct value *v = hooks; v < end && n < COMMANDS_MAX; v++) {
		if (v->kind != VALUE_KEY || !value_is(v, "command") ||
		    !value_is_kind(value_of(v), VALUE_STRING))
			continue;
		n++;
		odd(tree, "agent-hook", tree_text(tree, value_of(v)), v);
		agent_text_judge(tree->job, tree_text(tree, value_of(v)), v->offset);
	}
	return n > 0;
}

/* Programs that print a key are run like hooks. */
static bool tell_helpers(struct tree *tree)
{
	static const char *const keys[] = { "apiKeyHelper", "awsAuthRefresh", "awsCredentialExport",
					    "otelHeadersHelper", NULL };
	bool known = false;

	for (size_t i = 0; keys[i]; i++) {
		const struct value *v = value_get(tree->root, keys[i]);

		if (value_is_kind(v, VALUE_STRING))
			known = odd(tree, "agent-hook", tree_text(tree, v), v);
	}
	return known;
}

/* Whether a rule gives a whole tool away: "Bash", "Bash(*)", "*". */
static bool gives_all(struct span rule)
{
	static const char *const rules[] = { "*", "Bash", "Bash(*)", "Bash(:*)", "Bash(**)", NULL };

	for (size_t i = 0; rules[i]; i++)
		if (span_is(rule, rules[i]))
			return true;
	return false;
}

static bool tell_permissions(struct tree *tree)
{
	static const char *const switches[] = { "enableAllProjectMcpServers",
						"skipDangerousModePermissionPrompt",
						"chat.tools.autoApprove",
						"chat.tools.global.autoApprove",
						"autoAccept",
						NULL };
	const struct value *permissions = value_get(tree->root, "permissions");
	const struct value *allow = value_get(permissions, "allow");
	const struct value *mode = value_get(permissions, "defaultMode");
	bool known = false;

	if (value_is(mode, "bypassPermissions"))
		known = odd(tree, "agent-permissions", tree_text(tree, mode), mode);
	if (value_is_kind(allow, VALUE_LIST))
		value_each (rule, allow)
			if (gives_all(tree_text(tree, rule)))
				known = odd(tree, "agent-permissions", tree_text(tree, rule), rule);
	for (size_t i = 0; switches[i]; i++) {
		const struct value *v = value_get(tree->root, switches[i]);

		if (is_true(v))
			known = odd(tree, "agent-permissions", span_str(switches[i]), v);
	}
	return known;
}

static bool tell_variables(struct tree *tree)
{
	const struct value *env = value_get(tree->root, "env");
	bool known = false;

	if (!value_is_kind(env, VALUE_MAP))
		return false;
	value_each (key, env) {
		struct span name = tree_text(tree, key), value = tree_text(tree, value_of(key));

		if (span_ends(name, "_BASE_URL") || span_ends(name, "_API_BASE") ||
		    span_ends(name, "_ENDPOINT"))
			known = odd(tree, "agent-endpoint", origin_redacted(value, tree->arena),
				    key);
		if (secret_is(name, value))
			known = odd(tree, "agent-inline-credential", name, key);
	}
	return known;
}

/* .vscode/tasks.json: {"tasks": [{"command", "args", "runOptions": {"runOn": "folderOpen"}}]} */
static bool tell_tasks(struct tree *tree)
{
	const struct value *tasks = value_get(tree->root, "tasks");
	bool known = false;

	if (!value_is_kind(tasks, VALUE_LIST))
		return false;
	value_each (task, tasks) {
		const struct value *command = value_get(task, "command");

		if (!value_is(value_get(value_get(task, "runOptions"), "runOn"), "folderOpen"))
			continue;
		known = odd(tree, "agent-open-task", tree_text(tree, command),
			    command ? command : task);
		agent_text_judge(tree->job, tree_text(tree, command), task->offset);
	}
	return known;
}

static bool tell(struct tree *tree)
{
	bool known = tell_hooks(tree, value_get(tree->root, "hooks"));

	known |= tell_helpers(tree);
	known |= tell_permissions(tree);
	known |= tell_variables(tree);
	known |= tell_tasks(tree);
	return known;
}

static void read(struct job *job, struct span bytes)
{
	tree_read(job, bytes, NOTATION_JSONC, tell);
}

const struct format format_ai_settings = {
	.name = "agent-settings",
	.bid = bid,
	.read = read,
	.examples = (const char *const[]){ ".claude/settings.json", ".vscode/tasks.json", NULL },
};
