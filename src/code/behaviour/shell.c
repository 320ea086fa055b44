/*
 * What commands do, in scripts and where programs hand them to a shell. What a command prints has
 * marks as values have: what is piped into a shell is run.
 */
#include "code/shell.h"

#include "base/ascii.h"
#include "code/behaviour/place.h"
#include "code/behaviour/powershell.h"
#include "code/behaviour/state.h"
#include "code/decode.h"

enum {
	GIVES = 1,   /* what it prints has the mark of the class */
	PASSES = 2,  /* what it prints has the marks of what is piped into it */
	QUIET = 4,   /* alone it is no behaviour */
	ADDRESS = 8, /* a word is an address: it is the detail */
	SINK = 16,   /* what is piped into it, or stands in its words, ends there */
};

static const struct {
	const char *program;
	const char *word; /* one that must be among the others, of these; NULL: none */
	enum behaviour_class class;
	const char *kind;
	unsigned flags;
} rows[] = {
	{ "curl", NULL, BEHAVIOUR_DOWNLOAD, NULL, GIVES | ADDRESS },
	{ "wget", NULL, BEHAVIOUR_DOWNLOAD, NULL, GIVES | ADDRESS },
	{ "fetch", NULL, BEHAVIOUR_DOWNLOAD, NULL, GIVES | ADDRESS },
	{ "aria2c", NULL, BEHAVIOUR_DOWNLOAD, NULL, GIVES | ADDRESS },
	{ "certutil", "-urlcache", BEHAVIOUR_DOWNLOAD, NULL, GIVES | ADDRESS },
	{ "bitsadmin", "/transfer", BEHAVIOUR_DOWNLOAD, NULL, GIVES | ADDRESS },
	{ "mshta", NULL, BEHAVIOUR_DOWNLOAD, NULL, ADDRESS },
	{ "scp", NULL, BEHAVIOUR_NETWORK, NULL, SINK },
	{ "rsync", "-e", BEHAVIOUR_NETWORK, NULL, SINK },
	{ "nc", NULL, BEHAVIOUR_NETWORK, "socket", SINK },
	{ "ncat", NULL, BEHAVIOUR_NETWORK, "socket", SINK },
	{ "telnet", NULL, BEHAVIOUR_NETWORK, "socket", SINK },
	{ "nslookup", NULL, BEHAVIOUR_NETWORK, "dns", SINK | QUIET },
	{ "dig", NULL, BEHAVIOUR_NETWORK, "dns", SINK | QUIET },
	{ "host", NULL, BEHAVIOUR_NETWORK, "dns", SINK | QUIET },
	{ "ping", NULL, BEHAVIOUR_NETWORK, "dns", SINK | QUIET },
	{ "base64", "-d --decode -D -di", BEHAVIOUR_DECODE, NULL, GIVES | PASSES | QUIET },
	{ "openssl", "-d", BEHAVIOUR_DECODE, NULL, GIVES | PASSES | QUIET },
	{ "xxd", "-r", BEHAVIOUR_DECODE, NULL, GIVES | PASSES | QUIET },
	{ "rev", NULL, BEHAVIOUR_DECODE, NULL, GIVES | PASSES | QUIET },
	{ "base64", NULL, BEHAVIOUR_ENCODE, NULL, PASSES | QUIET },
	{ "gzip", NULL, BEHAVIOUR_ENCODE, NULL, PASSES | QUIET },
	{ "gunzip", NULL, BEHAVIOUR_NONE, NULL, PASSES | QUIET },
	{ "zcat", NULL, BEHAVIOUR_NONE, NULL, PASSES | QUIET },
	{ "tr", NULL, BEHAVIOUR_NONE, NULL, PASSES | QUIET },
	{ "sed", NULL, BEHAVIOUR_NONE, NULL, PASSES | QUIET },
	{ "awk", NULL, BEHAVIOUR_NONE, NULL, PASSES | QUIET },
	{ "grep", NULL, BEHAVIOUR_NONE, NULL, PASSES | QUIET },
	{ "cut", NULL, BEHAVIOUR_NONE, NULL, PASSES | QUIET },
	{ "head", NULL, BEHAVIOUR_NONE, NULL, PASSES | QUIET },
	{ "tail", NULL, BEHAVIOUR_NONE, NULL, PASSES | QUIET },
	{ "sort", NULL, BEHAVIOUR_NONE, NULL, PASSES | QUIET },
	{ "tee", NULL, BEHAVIOUR_NONE, NULL, PASSES | QUIET },
	{ "cat", NULL, BEHAVIOUR_ENUMERATE, "files", GIVES | PASSES | QUIET },
	{ "xargs", NULL, BEHAVIOUR_NONE, NULL, PASSES | QUIET },
	{ "jq", NULL, BEHAVIOUR_NONE, NULL, PASSES | QUIET },
	{ "crontab", NULL, BEHAVIOUR_PERSIST, "cron", 0 },
	{ "systemctl", "enable", BEHAVIOUR_PERSIST, "systemd", 0 },
	{ "launchctl", "load bootstrap", BEHAVIOUR_PERSIST, "autostart", 0 },
	{ "schtasks", "/create", BEHAVIOUR_PERSIST, "autostart", 0 },
	{ "reg", "add", BEHAVIOUR_PERSIST, "registry", 0 },
	{ "claude", "--dangerously-skip-permissions", BEHAVIOUR_SPAWN, "agent", 0 },
	{ "gemini", "--yolo -y", BEHAVIOUR_SPAWN, "agent", 0 },
	{ "q", "--trust-all-tools", BEHAVIOUR_SPAWN, "agent", 0 },
	{ "codex", "--full-auto --yolo --dangerously-bypass-approvals-and-sandbox", BEHAVIOUR_SPAWN,
	  "agent", 0 },
	{ "npm", "publish", BEHAVIOUR_SELF_PUBLISH, NULL, 0 },
	{ "pnpm", "publish", BEHAVIOUR_SELF_PUBLISH, NULL, 0 },
	{ "yarn", "publish", BEHAVIOUR_SELF_PUBLISH, NULL, 0 },
	{ "twine", "upload", BEHAVIOUR_SELF_PUBLISH, NULL, 0 },
	{ "cargo", "publish", BEHAVIOUR_SELF_PUBLISH, NULL, 0 },
	{ "whoami", NULL, BEHAVIOUR_ENUMERATE, "users", GIVES | QUIET },
	{ "id", NULL, BEHAVIOUR_ENUMERATE, "users", GIVES | QUIET },
	{ "hostname", NULL, BEHAVIOUR_ENUMERATE, "host", GIVES | QUIET },
	{ "uname", NULL, BEHAVIOUR_ENUMERATE, "host", GIVES | QUIET },
	{ "systeminfo", NULL, BEHAVIOUR_ENUMERATE, "host", GIVES },
	{ "ifconfig", NULL, BEHAVIOUR_ENUMERATE, "network", GIVES },
	{ "ipconfig", NULL, BEHAVIOUR_ENUMERATE, "network", GIVES },
	{ "netstat", NULL, BEHAVIOUR_ENUMERATE, "network", GIVES },
	{ "arp", NULL, BEHAVIOUR_ENUMERATE, "network", GIVES },
	{ "tasklist", NULL, BEHAVIOUR_ENUMERATE, "processes", GIVES },
	{ "wmic", NULL, BEHAVIOUR_ENUMERATE, "host", GIVES },
	{ "env", NULL, BEHAVIOUR_ENUMERATE, "environment", GIVES | QUIET },
	{ "printenv", NULL, BEHAVIOUR_ENUMERATE, "environment", GIVES | QUIET },
	{ "gh", "auth", BEHAVIOUR_SECRET_READ, "token", GIVES | QUIET },
	{ "security", "find-generic-password find-internet-password dump-keychain",
	  BEHAVIOUR_SECRET_READ, "browser", GIVES },
	{ "trufflehog", NULL, BEHAVIOUR_SECRET_READ, "token", GIVES },
	{ "gitleaks", NULL, BEHAVIOUR_SECRET_READ, "token", GIVES },
	{ "kubectl", "secrets secret", BEHAVIOUR_SECRET_READ, "kubernetes", GIVES },
	{ "netsh", "advfirewall", BEHAVIOUR_ANTI_ANALYSIS, NULL, 0 },
	{ "set-mppreference", NULL, BEHAVIOUR_ANTI_ANALYSIS, NULL, 0 },
	{ "add-mppreference", NULL, BEHAVIOUR_ANTI_ANALYSIS, NULL, 0 },
	{ "pip", "install", BEHAVIOUR_DOWNLOAD, "packages", 0 },
	{ "pip3", "install", BEHAVIOUR_DOWNLOAD, "packages", 0 },
	{ "uv", "install", BEHAVIOUR_DOWNLOAD, "packages", 0 },
};

static bool one_of(struct span word, const char *words)
{
	while (*words) {
		size_t n = strcspn(words, " ");

		if (word.n == n && strncasecmp((const char *)word.p, words, n) == 0)
			return true;
		words += n + (words[n] == ' ');
	}
	return false;
}

static bool has_word(const struct code_event *event, const char *words)
{
	const struct code_item *i = event->value.items;

	for (i = i ? i->next : NULL; i; i = i->next)
		if (one_of(i->value.text, words))
			return true;
	return false;
}

/* curl.exe is curl; the path was taken off, but for backslashes. */
static struct span program_of(struct span name)
{
	const uint8_t *slash = name.n ? memrchr(name.p, '\\', name.n) : NULL;

	if (slash)
		name = span_from(name, (uint64_t)(slash - name.p) + 1);
	if (name.n > 4 && strncasecmp((const char *)name.p + name.n - 4, ".exe", 4) == 0)
		name.n -= 4;
	return name;
}

static const struct code_value *address_of(const struct code_event *event)
{
	const struct code_item *i = event->value.items, *last = NULL;

	for (i = i ? i->next : NULL; i; i = i->next) {
		if (span_has(i->value.text, "://"))
			return &i->value;
		if (!span_starts(i->value.text, "-"))
			last = i;
	}
	return last ? &last->value : NULL;
}

/* The word behind an option, "-o FILE", "--output FILE", "-oFILE". */
static const struct code_value *option(const struct code_event *event, const char *names)
{
	for (const struct code_item *i = event->value.items; i; i = i->next)
		if (one_of(i->value.text, names))
			return i->next ? &i->next->value : NULL;
	return NULL;
}

/* Words that are paths of secrets. */
static uint64_t read_words(struct behaviours *b, const struct code_event *event)
{
	uint64_t marks = 0;
	const struct code_item *i = event->value.items;

	for (i = i ? i->next : NULL; i; i = i->next) {
		struct span word = i->value.text;
		const struct behaviour_place *place;

		if (span_starts(word, "@"))
			word = span_from(word, 1);
		place = place_read(word);
		if (!place)
			continue;
		behaviours_say(b, event, place->class, place->kind, event->name, &i->value);
		behaviour_comes(b, place->class, place->kind, event);
		marks |= behaviour_mark(place->class);
	}
	return marks;
}

/* Sending. */

static bool sends(const struct code_event *event)
{
	return has_word(event, "-d --data --data-raw --data-binary --data-urlencode -F --form -T "
			       "--upload-file --post-data --post-file --body-data POST PUT");
}

static void see_host(struct behaviours *b, const struct code_event *event, const char **kind)
{
	struct span address = code_constant(address_of(event));
	const struct behaviour_place *place = address.n ? place_host(address) : NULL;

	if (!place)
		return;
	if (place->class == BEHAVIOUR_NETWORK) {
		*kind = place->kind;
		return;
	}
	behaviours_say(b, event, place->class, place->kind, event->name, address_of(event));
	behaviour_comes(b, place->class, place->kind, event);
	b->input |= behaviour_mark(place->class);
}

static uint64_t do_row(struct behaviours *b, const struct code_event *event, size_t i,
		       uint64_t marks)
{
	const struct code_value *detail =
		rows[i].flags & ADDRESS ? address_of(event) : &event->value;
	enum behaviour_class class = rows[i].class;
	const char *kind = rows[i].kind;
	bool out = rows[i].flags & SINK;

	if (rows[i].flags & ADDRESS) {
		see_host(b, event, &kind);
		out = true;
		class = sends(event) ? BEHAVIOUR_NETWORK : class;
	}
	if (class && !(rows[i].flags & QUIET))
		behaviours_say(b, event, class, kind, event->name, detail);
	if (out)
		(void)behaviour_flow(b, event, BEHAVIOUR_NETWORK, kind, marks, detail);
	if (!(rows[i].flags & PASSES))
		marks = 0;
	if (rows[i].flags & GIVES) {
		behaviour_comes(b, rows[i].class, kind, event);
		marks |= behaviour_mark(rows[i].class);
	}
	return marks;
}

/* Interpreters. */

static bool is_interpreter(struct span program)
{
	static const char words[] =
		"sh bash zsh dash ksh ash fish node bun perl ruby php powershell pwsh "
		"iex invoke-expression eval source .";

	return one_of(program, words) || span_starts(program, "python");
}

bool behaviour_starts(struct span program)
{
	program = program_of(shell_base_name(program));
	return is_interpreter(program) ||
	       one_of(program, "cmd start msiexec rundll32 wscript cscript mshta regsvr32 open "
			       "xdg-open sudo nohup java");
}

/* What stands behind -c or -e, and what is piped into it. */
static void see_interpreter(struct behaviours *b, const struct code_event *event,
			    struct span program, uint64_t input)
{
	const struct code_value *code = option(event, "-c -e --eval");
	struct span script = b->printed;

	(void)behaviour_flow(b, event, BEHAVIOUR_RUN_CODE, NULL, input | (code ? code->marks : 0),
			     &event->value);
	if (span_starts(program, "python") && code)
		behaviour_layer(b, &behaviour_python, code, event, false);
	if (one_of(program, "node bun deno") && code)
		behaviour_layer(b, &behaviour_javascript, code, event, false);
	if (one_of(program, "powershell pwsh"))
		behaviour_powershell(b, event);
	if (event->input && script.n && one_of(program, "sh bash zsh dash ksh ash")) {
		struct code_value text = code_text(script);

		behaviour_layer(b, &behaviour_shell, &text, event,
				input & behaviour_mark(BEHAVIOUR_DECODE));
	}
}

/* nc -e /bin/sh */
static void see_reverse(struct behaviours *b, const struct code_event *event, struct span program)
{
	const struct code_value *command;

	if (!one_of(program, "nc ncat netcat"))
		return;
	command = option(event, "-e -c --exec --sh-exec");
	if (!command)
		return;
	behaviour_comes(b, BEHAVIOUR_DOWNLOAD, "socket", event);
	(void)behaviour_flow(b, event, BEHAVIOUR_RUN_CODE, "reverse-shell",
			     behaviour_mark(BEHAVIOUR_DOWNLOAD), &event->value);
}

/* Texts that are printed and decoded are known. */
static void print(struct behaviours *b, const struct code_event *event, struct span program)
{
	const struct code_value *text = NULL;
	bool cut;

	if (one_of(program, "echo printf")) {
		for (const struct code_item *i = event->value.items->next; i; i = i->next)
			if (!span_starts(i->value.text, "-") && i->value.text.n > 0)
				text = &i->value;
		b->printed = text && !text->partial ? arena_copy(b->arena, text->text)
						    : (struct span){ 0 };
		return;
	}
	if (!event->input || !one_of(program, "base64 rev xxd") || !b->printed.n ||
	    !code_decode(&behaviour_commands(b)->pool,
			 one_of(program, "rev")	  ? CODE_REVERSED
			 : one_of(program, "xxd") ? CODE_HEX
						  : CODE_BASE64,
			 b->printed, &b->printed, &cut))
		b->printed = (struct span){ 0 };
}

static void see_written(struct behaviours *b, const struct code_event *event, uint64_t marks)
{
	const struct code_value *file = option(event, "-o --output -O --output-document -outfile");
	const struct code_item *i = event->value.items;

	if (file)
		behaviour_write_path(b, event, file, marks);
	if (span_is(event->name, "tee") || span_is(event->name, "cp") || span_is(event->name, "mv"))
		for (i = i ? i->next : NULL; i; i = i->next)
			behaviour_write_path(b, event, &i->value, marks);
	for (size_t k = 0; k < b->n_redirects; k++)
		behaviour_write_path(b, event, &b->redirects[k], marks);
	b->n_redirects = 0;
}

static bool has_local_program(struct behaviours *b, const struct code_event *event)
{
	uint64_t marks = behaviour_text_marks(b, event->value.items->value.text);
	const struct code_item *second = event->value.items->next;

	if (behaviour_starts(event->name) && second)
		marks |= behaviour_text_marks(b, second->value.text);
	return behaviour_flow(b, event, BEHAVIOUR_SPAWN, NULL, marks, &event->value);
}

static void see_command(struct behaviours *b, const struct code_event *event);

/* python -m pip install: a module is a program of its own. */
static void see_module(struct behaviours *b, const struct code_event *event, struct span program)
{
	struct code_event module = *event;
	const struct code_item *i = event->value.items;

	if (!span_starts(program, "python"))
		return;
	while (i && !span_is(i->value.text, "-m"))
		i = i->next;
	if (!i || !i->next || i->next->value.text.n == 0 ||
	    span_starts(i->next->value.text, "python"))
		return;
	module.name = i->next->value.text;
	module.value.items = i->next;
	see_command(b, &module);
}

static void see_command(struct behaviours *b, const struct code_event *event)
{
	struct span program = program_of(event->name);
	uint64_t input = event->input ? b->input : 0, marks = 0, words = 0;

	if (!event->value.items)
		return;
	words = read_words(b, event) | b->command;
	b->input = 0;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (one_of(program, rows[i].program) &&
		    (!rows[i].word || has_word(event, rows[i].word)))
			marks |= do_row(b, event, i, input | words);
	if (is_interpreter(program))
		see_interpreter(b, event, program, input);
	see_module(b, event, program);
	see_reverse(b, event, program);
	(void)has_local_program(b, event);
	print(b, event, program);
	if (one_of(program, "cat type tar zip echo printf"))
		marks |= words | (input & ~behaviour_mark(BEHAVIOUR_DOWNLOAD));
	see_written(b, event, marks | words | input);
	b->input |= marks | (one_of(program, "cat") ? input : 0);
}

/* bash -i >& /dev/tcp/host/port */
static void tie(struct behaviours *b, const struct code_event *event)
{
	static const struct span device = SPAN("/dev/tcp");
	struct code_event tied = *event;

	tied.name = device;
	behaviour_comes(b, BEHAVIOUR_DOWNLOAD, "socket", &tied);
	(void)behaviour_flow(b, &tied, BEHAVIOUR_RUN_CODE, "reverse-shell",
			     behaviour_mark(BEHAVIOUR_DOWNLOAD), &event->value);
}

/* Whether somebody listens on this machine itself. */
static bool is_own(struct span device)
{
	struct span host = span_from(device, strlen("/dev/tcp/"));

	return span_starts(host, "localhost/") || span_starts(host, "127.") ||
	       span_starts(host, "::1/");
}

/* A socket that the shell opens, and files that are written. */
static void see_redirect(struct behaviours *b, const struct code_event *event)
{
	if (span_starts(event->value.text, "/dev/tcp/") ||
	    span_starts(event->value.text, "/dev/udp/")) {
		if (!is_own(event->value.text))
			tie(b, event);
	} else if (span_starts(event->name, ">") && b->n_redirects < REDIRECTS_MAX) {
		b->redirects[b->n_redirects] = event->value;
		b->redirects[b->n_redirects++].text = arena_copy(b->arena, event->value.text);
	}
}

static behaviour_see *const see[CODE_EVENT_COUNT] = {
	[CODE_COMMAND] = see_command,
	[CODE_REDIRECT] = see_redirect,
};

const struct behaviour_language behaviour_shell = {
	.name = "shell",
	.calls = (const struct behaviour_call[]){ { 0 } },
	.read = code_shell,
	.see = see,
};
