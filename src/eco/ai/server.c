/* Servers of the Model Context Protocol. */
#include "eco/ai/server.h"

#include "eco/ai/runner.h"
#include "eco/entry.h"
#include "eco/fetch_run.h"
#include "eco/image_name.h"
#include "eco/npm/spec.h"
#include "eco/origin.h"
#include "eco/pypi/requirement.h"
#include "eco/secret.h"

enum { NAMES_MAX = 16, SHOWN_MAX = 300 };

/* The names that clients give to the same thing. */
static const char *const command_keys[] = { "command", "cmd", NULL };
static const char *const argument_keys[] = { "args", "arguments", NULL };
static const char *const address_keys[] = {
	"url", "serverUrl", "httpUrl", "uri", "endpoint", NULL
};
static const char *const variable_keys[] = { "env", "environment", "envs", NULL };

static const struct value *get_any(const struct value *map, const char *const *keys)
{
	for (size_t i = 0; keys[i]; i++) {
		const struct value *v = value_get(map, keys[i]);

		if (v)
			return v;
	}
	return NULL;
}

bool server_is(const struct value *v)
{
	const struct value *command = get_any(v, command_keys), *address = get_any(v, address_keys);

	return value_is_kind(address, VALUE_STRING) || value_is_kind(command, VALUE_STRING) ||
	       value_is_kind(command, VALUE_LIST) ||
	       value_is_kind(value_get(command, "path"), VALUE_STRING);
}

/* One server under way. */
struct server {
	struct servers *all;
	struct arena *arena;
	struct span name, id;
	const struct value *map;
	struct span words[RUNNER_WORDS_MAX];
	size_t n_words;
	struct entry entry;
};

static void odd(struct server *s, const char *what, struct span detail, const struct value *at)
{
	detail = span_part(detail, 0, SHOWN_MAX);
	job_anomaly(s->all->job, what,
		    span_str(arena_printf(s->arena, "%.*s (server %.*s)", (int)detail.n,
					  (const char *)detail.p, (int)s->name.n,
					  (const char *)s->name.p)),
		    at->offset);
}

/* The command and its arguments. */

static void add_words(struct server *s, const struct value *v)
{
	if (value_is_kind(v, VALUE_STRING) && s->n_words < RUNNER_WORDS_MAX)
		s->words[s->n_words++] = value_text(v, s->arena);
	if (!value_is_kind(v, VALUE_LIST))
		return;
	value_each (item, v)
		if (item->kind == VALUE_STRING && s->n_words < RUNNER_WORDS_MAX)
			s->words[s->n_words++] = value_text(item, s->arena);
}

static void read_words(struct server *s)
{
	const struct value *command = get_any(s->map, command_keys);
	const struct value *path = value_get(command, "path");

	add_words(s, path ? path : command);
	add_words(s, get_any(path ? command : s->map, argument_keys));
}

/* "--api-key=VALUE", or "--api-key" before VALUE. Gives what may be shown. */
static struct span shown_word(struct server *s, size_t i)
{
	struct span word = s->words[i];
	ptrdiff_t equals = span_byte(word, '=');
	struct span key = span_part(word, 0, equals > 0 ? (uint64_t)equals : 0);
	struct span before =
		i > 0 && span_starts(s->words[i - 1], "-") ? s->words[i - 1] : (struct span){ 0 };

	if (equals > 0 && secret_is(key, span_from(word, (uint64_t)equals + 1))) {
		odd(s, "mcp-inline-credential", key, s->map);
		return span_str(
			arena_printf(s->arena, "%.*s=***", (int)key.n, (const char *)key.p));
	}
	if (secret_is(before, word)) {
		odd(s, "mcp-inline-credential", before.n ? before : span_str("an argument"),
		    s->map);
		return secret_hidden;
	}
	if (!secret_in_url(word))
		return span_has(word, "://") ? origin_redacted(word, s->arena) : word;
	odd(s, "mcp-inline-credential", span_str("an address"), s->map);
	return origin_redacted(word, s->arena);
}

static void tell_words(struct server *s)
{
	for (size_t i = 0; i < s->n_words; i++) {
		struct span word = shown_word(s, i);

		if (i < NAMES_MAX)
			entry_text(&s->entry, i == 0 ? "command" : "argument",
				   span_part(word, 0, SHOWN_MAX));
	}
}

/* Packages. */

static bool tell_npm(const struct runner_package *package, struct entry *entry)
{
	struct span behind, name = npm_split(package->spec, &behind);
	struct npm_spec spec = npm_spec_of(behind);

	*entry = entry_scoped("npm", spec.name.n ? spec.name : name, "config");
	if (spec.kind == NPM_SPEC_EXACT)
		entry_text(entry, "version", spec.text);
	else if (behind.n)
		entry_text(entry, "range", spec.text);
	return spec.kind == NPM_SPEC_EXACT;
}

/* uvx also takes NAME@VERSION. */
static bool tell_pypi(const struct runner_package *package, struct entry *entry,
		      struct arena *arena)
{
	ptrdiff_t at = span_byte(package->spec, '@');
	struct span version = span_from(package->spec, (uint64_t)at + 1);
	struct requirement requirement;

	if (at > 0 && version.n && !span_has(version, "/") && version.p[0] != ' ') {
		bool exact = version.p[0] >= '0' && version.p[0] <= '9';

		(void)requirement_read(span_part(package->spec, 0, (uint64_t)at), &requirement);
		*entry = requirement_entry(&requirement, "config", NULL, arena);
		entry_text(entry, exact ? "version" : "range", version);
		return exact;
	}
	(void)requirement_read(package->spec, &requirement); /* what is no name stays empty */
	*entry = requirement_entry(&requirement, "config", NULL, arena);
	return requirement.exact.n > 0;
}

static bool tell_other(const struct runner_package *package, struct entry *entry)
{
	static const char *const types[] = {
		[RUNNER_GO] = "golang", [RUNNER_JSR] = "jsr", [RUNNER_NUGET] = "nuget"
	};
	const uint8_t *at =
		package->spec.n > 1 ? memrchr(package->spec.p + 1, '@', package->spec.n - 1) : NULL;
	struct span name = span_part(package->spec, 0,
				     at ? (uint64_t)(at - package->spec.p) : package->spec.n);
	struct span version = span_from(package->spec, name.n + 1);
	bool exact = version.n && !span_is(version, "latest") && !strchr("^~*<>", version.p[0]);

	*entry = entry_scoped(types[package->kind], name, "config");
	entry_text(entry, exact ? "version" : "range", version);
	return exact;
}

void server_tell_package(struct servers *servers, struct span name, struct span id,
			 const struct runner_package *package, uint64_t offset)
{
	struct arena *arena = job_arena(servers->job);
	uint64_t line = lines_at(&servers->lines, offset);
	struct image_name image;
	struct entry entry = { 0 };
	bool pinned = true;

	if (package->kind == RUNNER_IMAGE) {
		if (!image_name_read(package->spec, &image))
			return;
		image_name_emit(&image, servers->job, "config", NULL, line, offset);
	} else {
		pinned = package->kind == RUNNER_NPM	? tell_npm(package, &entry)
			 : package->kind == RUNNER_PYPI ? tell_pypi(package, &entry, arena)
							: tell_other(package, &entry);
		entry_text(&entry, "id", package->spec);
		entry_number(&entry, "line", line);
		entry_emit(&entry, servers->job, offset);
	}
	entry_need(servers->job, id, package->spec, (struct span){ 0 }, NULL, offset);
	if (!pinned)
		job_anomaly(servers->job, "mcp-package-unpinned",
			    span_str(arena_printf(arena, "%.*s (server %.*s)", (int)package->spec.n,
						  (const char *)package->spec.p, (int)name.n,
						  (const char *)name.p)),
			    offset);
}

static void tell_packages(struct server *s)
{
	struct runner runner;
	struct span fetch;

	runner_read(&runner, s->words, s->n_words, s->arena);
	for (size_t i = 0; i < runner.n; i++)
		server_tell_package(s->all, s->name, s->id, &runner.packages[i], s->map->offset);
	fetch = fetch_run_find(runner.script);
	if (fetch.n)
		odd(s, "mcp-fetch-and-run", fetch, s->map);
}

/* Variables and headers: their names, and whether they hold what they should not. */

static void tell_pairs(struct server *s, const struct value *map, const char *key)
{
	size_t n = 0;

	if (!value_is_kind(map, VALUE_MAP))
		return;
	value_each (pair, map) {
		struct span name = value_text(pair, s->arena);

		if (n++ < NAMES_MAX)
			entry_text(&s->entry, key, name);
		if (secret_is(name, value_text(value_of(pair), s->arena)))
			odd(s, "mcp-inline-credential", name, pair);
	}
}

/* Addresses. */

/* Services that let anyone open a way from the world to a machine, or keep what is sent to them. */
static bool is_tunnel(struct span host)
{
	static const char *const ends[] = { ".ngrok.io",
					    ".ngrok.app",
					    ".ngrok.dev",
					    ".ngrok-free.app",
					    ".ngrok-free.dev",
					    ".trycloudflare.com",
					    ".loca.lt",
					    ".serveo.net",
					    ".localhost.run",
					    ".lhr.life",
					    ".pinggy.link",
					    ".pinggy.io",
					    ".devtunnels.ms",
					    ".tunnelmole.net",
					    ".bore.pub",
					    ".localtunnel.me",
					    ".telebit.io",
					    ".zrok.io",
					    NULL };

	for (size_t i = 0; ends[i]; i++)
		if (span_ends(host, ends[i]))
			return true;
	return false;
}

static bool is_here(struct span host)
{
	return span_starts(host, "localhost") || span_starts(host, "127.") ||
	       span_starts(host, "[::1]") || span_starts(host, "host.docker.internal");
}

static void tell_address(struct server *s, const struct value *v)
{
	struct span url = value_text(v, s->arena), shown = origin_redacted(url, s->arena);
	struct span host = origin_host(url);
	ptrdiff_t colon = span_byte(host, ':');
	struct span name = span_part(host, 0, colon > 0 ? (uint64_t)colon : host.n);

	if (!value_is_kind(v, VALUE_STRING))
		return;
	entry_text(&s->entry, "origin", shown);
	if (secret_in_url(url))
		odd(s, "mcp-inline-credential", span_str("the address"), v);
	if (is_tunnel(name))
		odd(s, "mcp-tunnel", shown, v);
	else if (span_starts(url, "http://") && !is_here(host))
		odd(s, "mcp-plain-http", shown, v);
}

static const char *transport_of(const struct value *map, const struct value *address)
{
	const struct value *type = value_get(map, "type");

	if (!type)
		type = value_get(map, "transport");
	if (value_is(type, "sse"))
		return "sse";
	return address ? "http" : "stdio";
}

void server_tell(struct servers *servers, struct span name, const struct value *v)
{
	const struct value *address = get_any(v, address_keys);
	struct arena *arena = job_arena(servers->job);
	struct server s = { .all = servers, .arena = arena, .name = name, .map = v };

	if (servers->n++ >= SERVERS_MAX)
		return;
	s.id = span_str(arena_printf(arena, "mcp server %.*s", (int)name.n, (const char *)name.p));
	s.entry = entry_of("service", name, "config");
	entry_word(&s.entry, "type", "mcp-server");
	entry_text(&s.entry, "id", s.id);
	entry_number(&s.entry, "line", lines_at(&servers->lines, v->offset));
	entry_word(&s.entry, "transport", transport_of(v, address));
	entry_word(&s.entry, "client", servers->client);
	if (value_is_kind(value_get(v, "disabled"), VALUE_TRUE))
		entry_word(&s.entry, "disabled", "yes");
	read_words(&s);
	tell_words(&s);
	tell_address(&s, address);
	tell_pairs(&s, get_any(v, variable_keys), "variable");
	tell_pairs(&s, value_get(v, "headers"), "header");
	tell_pairs(&s, value_get(v, "http_headers"), "header");
	entry_emit(&s.entry, servers->job, v->offset);
	tell_packages(&s);
}

size_t servers_tell(struct servers *servers, const struct value *map)
{
	size_t before = servers->n;

	if (value_is_kind(map, VALUE_MAP))
		value_each (key, map)
			if (server_is(value_of(key)))
				server_tell(servers, value_text(key, job_arena(servers->job)),
					    value_of(key));
	if (value_is_kind(map, VALUE_LIST))
		value_each (item, map)
			if (server_is(item))
				server_tell(servers,
					    value_text(value_get(item, "name"),
						       job_arena(servers->job)),
					    item);
	return servers->n - before;
}
