/*
 * Agents and servers that describe themselves: A2A agent cards, manifests of plugins and
 * extensions, Copilot's declarative agents, CrewAI's agents.yaml, langgraph.json, and of the Model
 * Context Protocol the registry's server.json and bundles' manifest.json.
 */
#include "eco/ai/server.h"
#include "eco/ai/text.h"
#include "eco/entry.h"
#include "eco/image_name.h"
#include "eco/origin.h"
#include "eco/place.h"
#include "eco/tree.h"
#include "format/format.h"

enum { LIST_MAX = 16, AGENTS_MAX = 1024 };

static struct entry entry_here(struct tree *tree, const char *kind, const char *type,
			       const struct value *name)
{
	struct entry entry = entry_of(kind, tree_text(tree, name), "config");

	entry_word(&entry, "category", type);
	return entry;
}

static void add_common(struct tree *tree, struct entry *entry, const struct value *map)
{
	entry_value(entry, "version", value_get(map, "version"), tree->arena);
	entry_value(entry, "description", value_get(map, "description"), tree->arena);
	entry_values(entry, "licence", value_get(map, "license"), tree->arena);
}

static void add_url(struct tree *tree, struct entry *entry, const char *key, const struct value *v)
{
	entry_text(entry, key, origin_redacted(tree_text(tree, v), tree->arena));
}

/* The values of `key` in each map of a list. */
static void add_each(struct tree *tree, struct entry *entry, const char *attribute,
		     const struct value *list, const char *key)
{
	size_t n = 0;

	if (!value_is_kind(list, VALUE_LIST))
		return;
	value_each (item, list)
		if (n++ < LIST_MAX)
			entry_value(entry, attribute, value_get(item, key), tree->arena);
}

/* A2A ("Agent2Agent Protocol", AgentCard). */
static bool tell_card(struct tree *tree)
{
	const struct value *root = tree->root, *skills = value_get(root, "skills");
	const struct value *interfaces = value_get(root, "supportedInterfaces");
	const struct value *provider = value_get(root, "provider"), *url = value_get(root, "url");
	struct entry entry;

	if (!value_is_kind(skills, VALUE_LIST) || !value_get(root, "capabilities") ||
	    !value_is_kind(value_get(root, "name"), VALUE_STRING) || (!url && !interfaces))
		return false;
	entry = entry_here(tree, "agent", "a2a-agent", value_get(root, "name"));
	add_common(tree, &entry, root);
	add_url(tree, &entry, "endpoint", url ? url : value_get(value_first(interfaces), "url"));
	entry_value(&entry, "supplier", value_get(provider, "organization"), tree->arena);
	entry_value(&entry, "protocol_version", value_get(root, "protocolVersion"), tree->arena);
	add_each(tree, &entry, "skill", skills, "id");
	entry_emit(&entry, tree->job, root->offset);
	return true;
}

/* ai-plugin.json: {"schema_version", "name_for_model", "api": {"url"}}. */
static bool tell_plugin(struct tree *tree)
{
	const struct value *root = tree->root, *name = value_get(root, "name_for_model");
	struct entry entry;

	if (!value_is_kind(name, VALUE_STRING) || !value_get(root, "schema_version"))
		return false;
	entry = entry_here(tree, "service", "plugin", name);
	entry_value(&entry, "description", value_get(root, "description_for_human"), tree->arena);
	entry_value(&entry, "authentication", value_get(value_get(root, "auth"), "type"),
		    tree->arena);
	add_url(tree, &entry, "endpoint", value_get(value_get(root, "api"), "url"));
	entry_emit(&entry, tree->job, root->offset);
	agent_text_judge(tree->job, tree_text(tree, value_get(root, "description_for_model")),
			 root->offset);
	return true;
}

/* {"$schema": ".../declarative-agent/...", "name", "instructions", "actions"}. */
static bool tell_declarative(struct tree *tree)
{
	const struct value *root = tree->root, *text = value_get(root, "instructions");
	struct entry entry;

	if (!span_has(tree_text(tree, value_get(root, "$schema")), "declarative-agent") || !text)
		return false;
	entry = entry_here(tree, "agent", "declarative-agent", value_get(root, "name"));
	add_common(tree, &entry, root);
	add_each(tree, &entry, "action", value_get(root, "actions"), "id");
	entry_emit(&entry, tree->job, root->offset);
	agent_text_judge(tree->job, tree_text(tree, text), text->offset);
	return true;
}

/* langgraph.json: {"graphs": {"NAME": "./file.py:graph"}, "dependencies": [...]}. */
static bool tell_langgraph(struct tree *tree)
{
	const struct value *graphs = value_get(tree->root, "graphs");
	size_t n = 0;

	if (!value_is_kind(graphs, VALUE_MAP) || !value_get(tree->root, "dependencies"))
		return false;
	value_each (key, graphs) {
		const struct value *v = value_of(key);
		struct entry entry = entry_here(tree, "agent", "langgraph", key);

		if (n++ >= AGENTS_MAX)
			break;
		entry_value(&entry, "entry_point",
			    value_is_kind(v, VALUE_MAP) ? value_get(v, "path") : v, tree->arena);
		entry_number(&entry, "line", tree_line(tree, key));
		entry_emit(&entry, tree->job, key->offset);
	}
	return true;
}

/* CrewAI: {"NAME": {"role", "goal", "backstory", "llm"}}. */
static bool tell_crew(struct tree *tree)
{
	const struct value *root = value_first(tree->root);
	size_t n = 0;

	if (!value_is_kind(root, VALUE_MAP))
		return false;
	value_each (key, root) {
		const struct value *v = value_of(key);
		struct entry entry = entry_here(tree, "agent", "crewai", key);

		if (!value_get(v, "role") || !value_get(v, "goal") || n++ >= AGENTS_MAX)
			continue;
		entry_value(&entry, "role", value_get(v, "role"), tree->arena);
		entry_value(&entry, "model", value_get(v, "llm"), tree->arena);
		entry_number(&entry, "line", tree_line(tree, key));
		entry_emit(&entry, tree->job, key->offset);
		agent_text_judge(tree->job, tree_text(tree, value_get(v, "backstory")),
				 key->offset);
	}
	return n > 0;
}

/* The registry's server.json (modelcontextprotocol.io, server.schema.json), whose keys were written
 * with underscores at first. */

static const struct value *either(const struct value *map, const char *a, const char *b)
{
	const struct value *v = value_get(map, a);

	return v ? v : value_get(map, b);
}

static bool package_entry(struct tree *tree, const struct value *registry, struct span name,
			  struct span version, struct entry *entry)
{
	static const struct {
		const char *registry, *ecosystem;
	} registries[] = { { "npm", "npm" },	 { "pypi", "pypi" },	{ "nuget", "nuget" },
			   { "cargo", "cargo" }, { "crates", "cargo" }, { "mcpb", "generic" } };
	struct image_name image;

	if (value_is(registry, "oci") || value_is(registry, "docker")) {
		if (!image_name_read(name, &image))
			return false;
		if (image.tag.n == 0 && image.digest.n == 0)
			image.tag = version;
		*entry = image_name_entry(&image, "config", tree->arena);
		return true;
	}
	for (size_t i = 0; i < sizeof(registries) / sizeof(registries[0]); i++) {
		if (!value_is(registry, registries[i].registry))
			continue;
		*entry = entry_scoped(registries[i].ecosystem, name, "config");
		entry_text(entry, "version", version);
		return name.n > 0;
	}
	return false;
}

static void tell_package(struct tree *tree, struct span id, const struct value *package)
{
	const struct value *registry = either(package, "registryType", "registry_type");
	struct span name = tree_text(tree, either(package, "identifier", "name"));
	struct span version = tree_text(tree, value_get(package, "version"));
	struct entry entry;

	if (!registry)
		registry = value_get(package, "registry_name");
	if (!package_entry(tree, registry, name, version, &entry))
		return;
	entry_text(&entry, "id", name);
	entry_number(&entry, "line", tree_line(tree, package));
	entry_emit(&entry, tree->job, package->offset);
	entry_need(tree->job, id, name, (struct span){ 0 }, NULL, package->offset);
}

static bool tell_registered(struct tree *tree)
{
	const struct value *root = tree->root, *packages = value_get(root, "packages");
	const struct value *remotes = value_get(root, "remotes");
	struct span name = tree_text(tree, value_get(root, "name"));
	struct entry entry;

	if (name.n == 0 || !value_get(root, "description") ||
	    (!value_is_kind(packages, VALUE_LIST) && !value_is_kind(remotes, VALUE_LIST)))
		return false;
	entry = entry_here(tree, "service", "mcp-server", value_get(root, "name"));
	add_common(tree, &entry, root);
	add_url(tree, &entry, "endpoint", value_get(value_first(remotes), "url"));
	add_url(tree, &entry, "origin", value_get(value_get(root, "repository"), "url"));
	entry_text(&entry, "id", name);
	entry_emit(&entry, tree->job, root->offset);
	if (value_is_kind(packages, VALUE_LIST))
		value_each (package, packages)
			tell_package(tree, name, package);
	return true;
}

/* Bundles (.mcpb, .dxt): manifest.json with {"server": {"type", "entry_point", "mcp_config"}}. */
static bool tell_bundle(struct tree *tree)
{
	const struct value *root = tree->root, *server = value_get(root, "server");
	const struct value *config = value_get(server, "mcp_config");
	struct servers servers = { .job = tree->job, .lines = tree->lines };
	struct entry entry;

	if (!either(root, "manifest_version", "dxt_version") || !value_get(server, "entry_point") ||
	    !value_is_kind(value_get(root, "name"), VALUE_STRING))
		return false;
	entry = entry_here(tree, "service", "mcp-bundle", value_get(root, "name"));
	add_common(tree, &entry, root);
	entry_value(&entry, "supplier", value_get(value_get(root, "author"), "name"), tree->arena);
	entry_value(&entry, "runtime", value_get(server, "type"), tree->arena);
	add_each(tree, &entry, "tool", value_get(root, "tools"), "name");
	entry_emit(&entry, tree->job, root->offset);
	if (server_is(config))
		server_tell(&servers, tree_text(tree, value_get(root, "name")), config);
	return true;
}

/* What extends an agent: .claude-plugin/plugin.json and gemini-extension.json, {"name", "version",
 * ...}. The servers in them are read where all such are (mcp.c). */
static bool tell_extension(struct tree *tree)
{
	const struct value *root = tree->root;
	struct entry entry;

	if (!value_is_kind(value_get(root, "name"), VALUE_STRING))
		return false;
	entry = entry_here(tree, "agent", "agent-extension", value_get(root, "name"));
	add_common(tree, &entry, root);
	entry_value(&entry, "supplier", value_get(value_get(root, "author"), "name"), tree->arena);
	add_url(tree, &entry, "homepage", value_get(root, "homepage"));
	entry_emit(&entry, tree->job, root->offset);
	return true;
}

/* Names and readers. */

static const struct {
	const char *place;
	enum notation notation;
	bool (*tell)(struct tree *tree);
} readers[] = {
	{ "agent.json", NOTATION_JSON, tell_card },
	{ "agent-card.json", NOTATION_JSON, tell_card },
	{ "*agent*card*.json", NOTATION_JSON, tell_card },
	{ "ai-plugin.json", NOTATION_JSON, tell_plugin },
	{ "declarativeAgent*.json", NOTATION_JSON, tell_declarative },
	{ "langgraph.json", NOTATION_JSONC, tell_langgraph },
	{ "agents.yaml", NOTATION_YAML, tell_crew },
	{ "agents.yml", NOTATION_YAML, tell_crew },
	{ "server.json", NOTATION_JSON, tell_registered },
	{ "manifest.json", NOTATION_JSON, tell_bundle },
	{ ".claude-plugin/plugin.json", NOTATION_JSON, tell_extension },
	{ "gemini-extension.json", NOTATION_JSON, tell_extension },
};

enum { N_READERS = sizeof(readers) / sizeof(readers[0]) };

static size_t find_reader(struct span path)
{
	size_t i = 0;

	while (i < N_READERS && !place_like(path, readers[i].place))
		i++;
	return i;
}

static unsigned bid(const struct probe *probe)
{
	return find_reader(probe->path) < N_READERS && span_byte(probe->head, 0) == SPAN_NONE
		       ? BID_READ
		       : BID_NONE;
}

static void read(struct job *job, struct span bytes)
{
	size_t i = find_reader(job_path(job));

	if (i < N_READERS)
		tree_read(job, bytes, readers[i].notation, readers[i].tell);
	else
		job_decline(job);
}

const struct format format_ai_agent = {
	.name = "agent",
	.bid = bid,
	.read = read,
	.examples =
		(const char *const[]){ "agent-card.json", "ai-plugin.json", "declarativeAgent.json",
				       "langgraph.json", "config/agents.yaml", "server.json",
				       "manifest.json", ".claude-plugin/plugin.json", NULL },
};
