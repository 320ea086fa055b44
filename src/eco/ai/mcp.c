/*
 * Configurations of clients of the Model Context Protocol, in JSON with comments, TOML and YAML:
 * which servers an agent may call. Recognised by their keys, whatever the file is called.
 */
#include "base/toml.h"
#include "eco/ai/server.h"
#include "eco/place.h"
#include "format/document.h"
#include "format/format.h"

/* Whose files are called so. The last parts of the path, the longer ones first. */
static const struct {
	const char *place, *client;
} places[] = {
	{ ".vscode/mcp.json", "vscode" },
	{ ".cursor/mcp.json", "cursor" },
	{ ".roo/mcp.json", "roo" },
	{ ".kiro/settings/mcp.json", "kiro" },
	{ ".amazonq/mcp.json", "amazon-q" },
	{ ".codeium/windsurf/mcp_config.json", "windsurf" },
	{ "mcp_config.json", "windsurf" },
	{ "mcp_settings.json", "cline" },
	{ "cline_mcp_settings.json", "cline" },
	{ "claude_desktop_config.json", "claude-desktop" },
	{ ".claude.json", "claude-code" },
	{ ".claude/settings.json", "claude-code" },
	{ ".claude/settings.local.json", "claude-code" },
	{ ".claude-plugin/plugin.json", "claude-code" },
	{ ".mcp.json", "claude-code" },
	{ ".gemini/settings.json", "gemini" },
	{ "gemini-extension.json", "gemini" },
	{ ".qwen/settings.json", "qwen" },
	{ ".zed/settings.json", "zed" },
	{ "zed/settings.json", "zed" },
	{ ".vscode/settings.json", "vscode" },
	{ "User/settings.json", "vscode" },
	{ "opencode.json", "opencode" },
	{ "opencode.jsonc", "opencode" },
	{ ".codex/config.toml", "codex" },
	{ ".junie/mcp/mcp.json", "jetbrains" },
	{ ".continue/config.json", "continue" },
	{ ".continue/config.yaml", "continue" },
	{ ".continue/mcpServers/*.yaml", "continue" },
	{ "goose/config.yaml", "goose" },
	{ ".copilot/mcp-config.json", "copilot" },
	{ "mcp.json", NULL },
};

static const char *const signs[] = { "mcpServers",  "mcp_servers", "context_servers",
				     "mcp.servers", "\"mcp\"",	   "extensions:",
				     NULL };

static bool is_place(struct span path)
{
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (place_like(path, places[i].place))
			return true;
	return false;
}

static const char *client_of(struct span path)
{
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (place_like(path, places[i].place))
			return places[i].client;
	return NULL;
}

static unsigned bid(const struct probe *probe)
{
	static const char *const endings[] = { ".json", ".jsonc", ".json5", ".toml",
					       ".yaml", ".yml",	  NULL };

	if (span_byte(probe->head, 0) != SPAN_NONE)
		return BID_NONE;
	if (is_place(probe->path))
		return BID_LIKELY;
	for (size_t i = 0; signs[i] && probe_named(probe, endings); i++)
		if (span_has(probe->head, signs[i]))
			return BID_READ;
	return BID_NONE;
}

/* Where clients keep their servers in the tree. */

static const char *const map_keys[] = { "mcpServers",  "mcp_servers",	 "context_servers",
					"mcp.servers", "amp.mcpServers", NULL };

static void tell_maps(struct servers *servers, const struct value *root)
{
	const struct value *mcp = value_get(root, "mcp");

	for (size_t i = 0; map_keys[i]; i++)
		(void)servers_tell(servers, value_get(root, map_keys[i]));
	(void)servers_tell(servers, value_get(mcp, "servers"));
	(void)servers_tell(servers, mcp);
}

/* "servers" and "extensions" are common words: they count in files that are known to hold such. */
static void tell_tree(struct servers *servers, const struct value *root, struct span path)
{
	const struct value *projects = value_get(root, "projects");

	tell_maps(servers, root);
	if (is_place(path) || value_get(root, "inputs"))
		(void)servers_tell(servers, value_get(root, "servers"));
	if (place_like(path, "goose/config.yaml"))
		(void)servers_tell(servers, value_get(root, "extensions"));
	if (value_is_kind(projects, VALUE_MAP))
		value_each (key, projects)
			tell_maps(servers, value_of(key));
	if (servers->n == 0 && is_place(path) && place_like(path, "*mcp*.json"))
		(void)servers_tell(servers, root); /* names at the top */
}

static bool is_yaml(struct span name)
{
	return span_ends(name, ".yaml") || span_ends(name, ".yml");
}

/* The first document of a stream. */
static const struct value *first_document(const struct value *root)
{
	return value_is_kind(root, VALUE_LIST) ? value_first(root) : root;
}

static void read_toml(struct servers *servers, struct span bytes)
{
	struct toml toml;

	toml_read(&toml, job_arena(servers->job), bytes);
	tell_tree(servers, toml.root, job_path(servers->job));
	if (servers->n == 0)
		job_decline(servers->job);
	else if (toml.why)
		job_malformed(servers->job, toml.why, toml.at);
}

static void read(struct job *job, struct span bytes)
{
	struct servers servers = { .job = job,
				   .lines = lines_of(bytes),
				   .client = client_of(job_path(job)) };
	bool yaml = is_yaml(job_name(job));
	struct document doc;

	if (span_ends(job_name(job), ".toml")) {
		read_toml(&servers, bytes);
		return;
	}
	if (yaml)
		document_open_yaml(&doc, job, bytes, NULL, NULL);
	else
		document_open_jsonc(&doc, job, bytes);
	if (doc.json.root)
		tell_tree(&servers, yaml ? first_document(doc.json.root) : doc.json.root,
			  job_path(job));
	if (servers.n || (doc.json.why && place_like(job_name(job), "*mcp*")))
		document_say(&doc, job, 0);
	else if (doc.is_read)
		job_decline(job);
	document_close(&doc, job);
}

const struct format format_ai_mcp = {
	.name = "mcp",
	.bid = bid,
	.read = read,
	.examples =
		(const char *const[]){ ".vscode/mcp.json", ".codex/config.toml",
				       "goose/config.yaml", "opencode.json", ".claude.json", NULL },
};
