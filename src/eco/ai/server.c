/* Servers of the Model Context Protocol. */
#include "eco/ai/server.h"

#include "code/shell.h"
#include "eco/entry.h"
#include "eco/image_name.h"
#include "eco/install.h"
#include "eco/origin.h"
#include "eco/secret.h"

enum { NAMES_MAX = 16, SHOWN_MAX = 300, WORDS_MAX = 128 };

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
	struct span words[WORDS_MAX];
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
	if (value_is_kind(v, VALUE_STRING) && s->n_words < WORDS_MAX)
		s->words[s->n_words++] = value_text(v, s->arena);
	if (!value_is_kind(v, VALUE_LIST))
		return;
	value_each (item, v)
		if (item->kind == VALUE_STRING && s->n_words < WORDS_MAX)
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

static void tell_package(void *context, const struct install *install)
{
	struct server *s = context;
	struct entry entry = install->entry;

	if (install->kind == INSTALL_SCRIPT) {
		odd(s, "mcp-fetch-and-run", install->spec, s->map);
		return;
	}
	entry_text(&entry, "id", install->spec);
	entry_emit(&entry, s->all->job, install->offset);
	entry_need(s->all->job, s->id, install->spec, (struct span){ 0 }, NULL, install->offset);
	if (span_is(entry.attrs[0].text, "image"))
		image_name_judge(install->spec, s->all->job, install->offset);
	else if (!install->pinned)
		odd(s, "mcp-package-unpinned", install->spec, s->map);
}

static void on_event(void *context, const struct code_event *event)
{
	struct server *s = context;

	if (event->kind == CODE_COMMAND)
		install_command(event, "config", s->arena, tell_package, s);
}

static bool is_program(struct span word, const char *const *programs)
{
	struct span name = shell_base_name(word);

	for (size_t i = 0; programs[i]; i++)
		if (span_is(name, programs[i]))
			return true;
	return false;
}

/* The text that a shell is given to run: `sh -c TEXT`, or a command that is one text. */
static struct span script_of(const struct server *s)
{
	static const char *const shells[] = { "sh", "bash", "zsh", "dash", "ksh", NULL };

	if (s->n_words == 1 && span_byte(s->words[0], ' ') != SPAN_NONE)
		return s->words[0];
	for (size_t i = 1;
	     i + 1 < s->n_words && is_program(s->words[0], shells) && span_starts(s->words[i], "-");
	     i++)
		if (span_ends(s->words[i], "c"))
			return s->words[i + 1];
	return (struct span){ 0 };
}

/* `cmd /c` of Windows runs the words behind it. */
static size_t count_wrapper(const struct server *s)
{
	static const char *const wrappers[] = { "cmd", "cmd.exe", "wsl", "wsl.exe", NULL };
	size_t n = 0;

	if (s->n_words == 0 || !is_program(s->words[0], wrappers))
		return 0;
	for (n = 1; n < s->n_words && (s->words[n].n <= 2 || span_starts(s->words[n], "-")); n++)
		;
	return n;
}

static void tell_packages(struct server *s)
{
	struct code_sink sink = { on_event, s };
	struct span script = script_of(s);
	uint64_t offset = s->map->offset, line = lines_at(&s->all->lines, offset);
	size_t n = count_wrapper(s);

	if (script.n)
		(void)code_shell(script, offset, line, code_scopes_new(s->arena), &sink);
	else
		install_words(s->words + n, s->n_words - n, offset, line, "config", s->arena,
			      tell_package, s);
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
	entry_text(&s->entry, "endpoint", shown);
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
	entry_word(&s.entry, "category", "mcp-server");
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
