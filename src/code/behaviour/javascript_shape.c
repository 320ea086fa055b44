/* What no row of the table of JavaScript says. */
#include "code/behaviour/javascript.h"

#include "base/ascii.h"
#include "code/behaviour/place.h"
#include "code/behaviour/state.h"
#include "code/javascript.h"

static const struct code_value *option(const struct code_value *call, const char *name)
{
	const struct code_value *found = NULL, *v;

	for (const struct code_item *i = call->items; i; i = i->next) {
		v = i->value.kind == CODE_DICT ? code_get(&i->value, span_str(name)) : NULL;
		found = v ? v : found;
	}
	return found;
}

static bool is_word(const struct code_value *v, const char *word)
{
	return v && v->kind == CODE_WORD && span_is(v->text, word);
}

/* Programs. */

/* spawn(program, [words], options): all its words; of a shell, the one text. */
static struct code_value command_of(struct behaviours *b, const struct code_event *event)
{
	const struct code_value *program = code_at(&event->value, 0), *rest;
	struct code_list list = code_list_of(&b->scopes->pool);

	rest = code_at(&event->value, 1);
	if (!rest || rest->kind != CODE_LIST || rest->text.n)
		return *program;
	code_list_add(&list, (struct span){ 0 }, *program);
	for (const struct code_item *i = rest->items; i; i = i->next)
		code_list_add(&list, (struct span){ 0 }, i->value);
	return (struct code_value){ .kind = CODE_LIST,
				    .items = list.first,
				    .partial = list.partial || rest->partial,
				    .marks = list.marks };
}

static void see_start(struct behaviours *b, const struct code_event *event)
{
	static const char *const names[] = { "child_process.spawn",
					     "child_process.spawnSync",
					     "child_process.execFile",
					     "child_process.execFileSync",
					     "cross-spawn",
					     "cross-spawn.sync",
					     "cross-spawn.spawn",
					     "execa",
					     "execa.execa",
					     "execa.execaSync",
					     "execa.sync",
					     "Deno.Command",
					     "Deno.run",
					     "node-pty.spawn",
					     "tinyexec.x",
					     "nano-spawn",
					     NULL };
	struct code_value command;

	if (!span_one_of(event->name, names) || !code_at(&event->value, 0))
		return;
	command = command_of(b, event);
	behaviours_say(b, event, BEHAVIOUR_SPAWN, NULL, event->name, &command);
	b->given |= behaviour_start(b, event, &command) | CODE_MARK_WORTH;
}

/* A program that goes on when its parent ended, and says nothing. */
static void see_hiding(struct behaviours *b, const struct code_event *event)
{
	const struct code_value *input = option(&event->value, "stdio");

	if (is_word(option(&event->value, "detached"), "true") &&
	    (!input || span_is(code_constant(input), "ignore") || input->kind == CODE_LIST))
		behaviours_say(b, event, BEHAVIOUR_HIDE, "detach", event->name, NULL);
}

/* Code. */

/* A module whose file was written here, a module in an address, a worker made of text. */
static void see_module(struct behaviours *b, const struct code_event *event)
{
	static const char *const workers[] = { "Worker", "worker_threads.Worker",
					       "child_process.fork", NULL };
	const struct code_value *module = code_at(&event->value, 0);
	struct span name = code_constant(module);
	bool worker = span_one_of(event->name, workers);
	uint64_t marks;

	if (!module ||
	    !(worker || span_is(event->name, "import") || code_javascript_imports(event->name)))
		return;
	if (is_word(option(&event->value, "eval"), "true") ||
	    span_starts(name, "data:text/javascript"))
		behaviour_layer(b, b->language, module, event, true);
	if (span_ends(name, ".node"))
		behaviours_say(b, event, BEHAVIOUR_NATIVE_LOAD, NULL, event->name, module);
	if (!worker)
		behaviour_module(b, event, module);
	marks = (module->marks & behaviour_mark(BEHAVIOUR_DOWNLOAD)) |
		behaviour_file_marks(b, module);
	(void)behaviour_flow(b, event,
			     span_ends(name, ".node") ? BEHAVIOUR_NATIVE_LOAD : BEHAVIOUR_RUN_CODE,
			     NULL, marks, module);
}

static void see_decoded(struct behaviours *b, const struct code_event *event)
{
	const struct behaviour_language *language = behaviour_language_of(event->value.text);

	if (language)
		behaviour_layer(b, language, &event->value, event, true);
}

/* Values. */

/* Buffer.from(text, "base64"), bytes.toString("base64") */
static void see_encoding(struct behaviours *b, const struct code_event *event)
{
	static const char *const encodings[] = { "base64", "base64url", "hex", NULL };
	bool from = span_is(event->name, "Buffer.from") || span_is(event->name, "Buffer");
	struct span encoding = code_constant(code_at(&event->value, from));
	enum behaviour_class class = from ? BEHAVIOUR_DECODE : BEHAVIOUR_ENCODE;

	if ((!from && !span_ends(event->name, ".toString") && !span_ends(event->name, ".digest")) ||
	    !span_one_of(encoding, encodings))
		return;
	behaviour_comes(b, class, NULL, event);
	b->given |= behaviour_mark(class);
}

/* process.env.NPM_TOKEN, Deno.env.get("NPM_TOKEN") */
static void see_variable(struct behaviours *b, const struct code_event *event)
{
	static const char *const worlds[] = { "process.env.", "Bun.env.", "import.meta.env.",
					      NULL };
	struct code_value name = code_text((struct span){ 0 });

	for (size_t i = 0; worlds[i]; i++)
		if (event->kind == CODE_NAMED && span_starts(event->name, worlds[i]))
			name.text = span_from(event->name, strlen(worlds[i]));
	if (event->kind == CODE_CALL && span_is(event->name, "Deno.env.get"))
		name.text = code_constant(code_at(&event->value, 0));
	if (name.text.n == 0 || !place_is_secret_variable(name.text))
		return;
	behaviours_say(b, event, BEHAVIOUR_SECRET_READ, "environment", event->name, &name);
	behaviour_comes(b, BEHAVIOUR_SECRET_READ, "environment", event);
	b->given |= MARK_ENVIRONMENT;
}

/* Files. */

static const struct code_value *stream_path(const struct code_value *v)
{
	v = v ? code_callable(v) : NULL;
	if (!v || v->kind != CODE_RESULT ||
	    !(span_ends(v->text, ".createWriteStream") || span_ends(v->text, ".openSync")))
		return NULL;
	return code_at(v, 0);
}

/* response.pipe(file), pipeline(response, file), file.write(data), writeSync(file, data) */
static void see_stream(struct behaviours *b, const struct code_event *event)
{
	static const char *const pipes[] = { ".pipe",	   ".pipeline", ".pipeTo",
					     ".writeSync", "pipeline",	"stream/promises.pipeline",
					     NULL };
	const struct code_value *path = NULL;

	if (event->receiver && (span_ends(event->name, ".write") || span_ends(event->name, ".end")))
		path = stream_path(event->receiver);
	for (size_t i = 0; !path && pipes[i]; i++)
		if (span_ends(event->name, pipes[i]))
			for (const struct code_item *k = event->value.items; k && !path;
			     k = k->next)
				path = stream_path(&k->value);
	if (path)
		behaviour_write_path(b, event, path, event->value.marks);
}

/* socket.pipe(shell.stdin) */
static void see_shell(struct behaviours *b, const struct code_event *event)
{
	const struct code_value *from = event->receiver, *to = code_at(&event->value, 0);

	if (!from || !to || !span_ends(event->name, ".pipe") || !span_ends(to->text, ".stdin") ||
	    !span_starts(to->text, "child_process.") ||
	    !(span_starts(from->text, "net.") || span_starts(from->text, "tls.")))
		return;
	behaviour_comes(b, BEHAVIOUR_DOWNLOAD, "socket", event);
	(void)behaviour_flow(b, event, BEHAVIOUR_RUN_CODE, "reverse-shell",
			     behaviour_mark(BEHAVIOUR_DOWNLOAD), to);
}

/* A command that publishes, put together with a token. */
static void see_publishing(struct behaviours *b, const struct code_event *event)
{
	const struct code_value *command = code_at(&event->value, 0);

	if (command && span_starts(event->name, "child_process.exec") &&
	    span_has(code_constant(command), "npm publish"))
		(void)behaviour_flow(b, event, BEHAVIOUR_SELF_PUBLISH, NULL, command->marks,
				     command);
}

/* unlink(__filename) */
static void see_removal(struct behaviours *b, const struct code_event *event)
{
	static const char *const removers[] = { ".unlinkSync", ".unlink", ".rmSync", ".rm",
						".removeSync", ".remove", NULL };
	const struct code_value *path = code_at(&event->value, 0);

	if (!path || path->kind != CODE_NAME ||
	    !(span_is(path->text, "__filename") || span_is(path->text, "__dirname")))
		return;
	for (size_t i = 0; removers[i]; i++)
		if (span_ends(event->name, removers[i]))
			behaviours_say(b, event, BEHAVIOUR_HIDE, "delete", event->name, NULL);
}

/* The network. */

/* A name that is looked up carries out what stands in front of its own. */
static void see_lookup(struct behaviours *b, const struct code_event *event)
{
	const struct code_value *name = code_at(&event->value, 0);

	if (span_starts(event->name, "dns") && span_byte(event->name, '.') != SPAN_NONE && name &&
	    name->kind == CODE_TEXT)
		(void)behaviour_flow(b, event, BEHAVIOUR_NETWORK, "dns", name->marks, name);
}

/* new Image().src = address */
static void see_beacon(struct behaviours *b, const struct code_event *event)
{
	if (span_is(event->name, "Image().src") || span_ends(event->name, "location.href"))
		(void)behaviour_flow(b, event, BEHAVIOUR_NETWORK, NULL, event->value.marks,
				     &event->value);
}

/* Assignments to what belongs to others. */

static const struct {
	const char *name; /* and all below it */
	enum behaviour_class class;
	const char *kind;
} owned[] = {
	{ "fetch", BEHAVIOUR_BROWSER_HOOK, "network" },
	{ "window.fetch", BEHAVIOUR_BROWSER_HOOK, "network" },
	{ "globalThis.fetch", BEHAVIOUR_BROWSER_HOOK, "network" },
	{ "XMLHttpRequest", BEHAVIOUR_BROWSER_HOOK, "network" },
	{ "WebSocket", BEHAVIOUR_BROWSER_HOOK, "network" },
	{ "navigator.clipboard", BEHAVIOUR_BROWSER_HOOK, "clipboard" },
	{ "ethereum", BEHAVIOUR_BROWSER_HOOK, "wallet" },
	{ "window.ethereum", BEHAVIOUR_BROWSER_HOOK, "wallet" },
	{ "solana", BEHAVIOUR_BROWSER_HOOK, "wallet" },
	{ "window.solana", BEHAVIOUR_BROWSER_HOOK, "wallet" },
	{ "module._load", BEHAVIOUR_IMPORT_HOOK, NULL },
	{ "module._extensions", BEHAVIOUR_IMPORT_HOOK, NULL },
	{ "module._resolveFilename", BEHAVIOUR_IMPORT_HOOK, NULL },
	{ "module.prototype", BEHAVIOUR_IMPORT_HOOK, NULL },
	{ "require.extensions", BEHAVIOUR_IMPORT_HOOK, NULL },
	{ "child_process", BEHAVIOUR_MONKEY_PATCH, NULL },
	{ "http", BEHAVIOUR_MONKEY_PATCH, NULL },
	{ "https", BEHAVIOUR_MONKEY_PATCH, NULL },
	{ "fs", BEHAVIOUR_MONKEY_PATCH, NULL },
	{ "crypto", BEHAVIOUR_MONKEY_PATCH, NULL },
	{ "process.exit", BEHAVIOUR_MONKEY_PATCH, NULL },
};

static bool is_or_below(struct span name, const char *of, bool module)
{
	size_t n = strlen(of);

	if (!span_starts(name, of))
		return false;
	return name.n == n ? !module : name.p[n] == '.';
}

static void see_swap(struct behaviours *b, const struct code_event *event);

static void see_owned(struct behaviours *b, const struct code_event *event,
		      enum behaviour_class class, const char *kind)
{
	behaviours_say(b, event, class, kind, event->name, NULL);
	b->page |= class == BEHAVIOUR_BROWSER_HOOK;
	see_swap(b, event);
}

static void see_assignment(struct behaviours *b, const struct code_event *event)
{
	see_beacon(b, event);
	for (size_t i = 0; event->name.n && i < sizeof(owned) / sizeof(*owned); i++)
		if ((uint8_t)owned[i].name[0] == event->name.p[0] &&
		    is_or_below(event->name, owned[i].name,
				owned[i].class == BEHAVIOUR_MONKEY_PATCH &&
					!strchr(owned[i].name, '.')))
			see_owned(b, event, owned[i].class, owned[i].kind);
}

/* Addresses of wallets: hexadecimal ones of Ethereum, those of Bitcoin and its kin that begin with
 * their name, and the alphabet that leaves out 0, O, I and l. */
static unsigned wallet_kind(struct span text)
{
	static const char *const names[] = { "bc1", "ltc1", "bitcoincash:", "cosmos1", NULL };
	bool base58 = text.n >= 26 && text.n <= 44, hex = text.n == 42, digits = false;

	for (size_t i = 0; names[i]; i++)
		if (span_starts(text, names[i]) && text.n >= 39 && text.n <= 62 + 12)
			return 1u << i;
	for (size_t i = 0; (base58 || hex) && i < text.n; i++) {
		uint8_t c = text.p[i];

		base58 &= ascii_is_alnum(c) && !strchr("0OIl", c);
		hex &= i < 2 || ascii_is_digit(c) ||
		       (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'f');
		digits |= ascii_is_digit(c);
	}
	if (hex && span_starts(text, "0x"))
		return 1u << 4;
	if (!base58 || !digits)
		return 0;
	if (text.n >= 43)
		return 1u << 5;
	return text.p[0] == 'T' && text.n == 34		  ? 1u << 6
	       : strchr("13L", text.p[0]) && text.n <= 35 ? 1u << 7
							  : 0;
}

static void see_swap(struct behaviours *b, const struct code_event *event)
{
	static const struct span how = SPAN("a list of addresses of wallets");
	enum { ENOUGH = 6, KINDS = 3 };

	if (!b->page || b->wallets < ENOUGH || __builtin_popcount(b->wallet_kinds) < KINDS)
		return;
	behaviours_say(b, event, BEHAVIOUR_BROWSER_HOOK, "addresses", how, NULL);
	b->wallet_kinds = 0; /* once is enough */
}

static void see_string(struct behaviours *b, const struct code_event *event)
{
	unsigned kind = wallet_kind(event->value.text);

	if (!kind)
		return;
	b->wallets++;
	b->wallet_kinds |= kind;
	see_swap(b, event);
}

static void see_call(struct behaviours *b, const struct code_event *event)
{
	see_start(b, event);
	see_hiding(b, event);
	see_module(b, event);
	see_encoding(b, event);
	see_variable(b, event);
	see_stream(b, event);
	see_removal(b, event);
	see_lookup(b, event);
	see_shell(b, event);
	see_publishing(b, event);
}

behaviour_see *const behaviour_javascript_see[CODE_EVENT_COUNT] = {
	[CODE_CALL] = see_call,	    [CODE_NAMED] = see_variable,  [CODE_ASSIGN] = see_assignment,
	[CODE_STRING] = see_string, [CODE_DECODED] = see_decoded,
};
