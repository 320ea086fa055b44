/* Which packages a command runs. */
#include "eco/ai/runner.h"

#include "eco/place.h"

enum { DEPTH_MAX = 4 };

/* A list of words with blanks between. */
static bool in_list(const char *list, struct span word)
{
	struct span rest = span_str(list);

	while (rest.n) {
		ptrdiff_t blank = span_byte(rest, ' ');
		struct span one = span_part(rest, 0, blank < 0 ? rest.n : (uint64_t)blank);

		if (span_eq(one, word))
			return true;
		rest = span_from(rest, one.n + 1);
	}
	return false;
}

/* How a tool is called and what its options take. */
static const struct tool {
	const char *command; /* with the words that must follow it */
	enum runner_kind kind;
	const char *packages; /* options whose value is a package to be there */
	const char *replaces; /* those whose value is the package instead of the first argument */
	const char *values;   /* options that take another value */
	bool first;	      /* the first argument is the package */
} tools[] = {
#define NPX_VALUES "-c --call --prefix --registry --cache -w --workspace --userconfig"
#define UV_VALUES                                                                                  \
	"-p --python --index --default-index -i --index-url --extra-index-url -f --find-links "    \
	"--with-requirements --with-editable -c --constraints --overrides --cache-dir "            \
	"--directory --project --env-file --config-file --refresh-package --python-platform "      \
	"--extra --group -m --module --link-mode --color"
	{ "npx", RUNNER_NPM, "", "-p --package", NPX_VALUES, true },
	{ "npm exec", RUNNER_NPM, "", "-p --package", NPX_VALUES, true },
	{ "npm x", RUNNER_NPM, "", "-p --package", NPX_VALUES, true },
	{ "pnpm dlx", RUNNER_NPM, "", "--package", NPX_VALUES, true },
	{ "pnpx", RUNNER_NPM, "", "--package", NPX_VALUES, true },
	{ "yarn dlx", RUNNER_NPM, "", "-p --package", NPX_VALUES, true },
	{ "bunx", RUNNER_NPM, "", "-p --package", NPX_VALUES, true },
	{ "bun x", RUNNER_NPM, "", "-p --package", NPX_VALUES, true },
	{ "uvx", RUNNER_PYPI, "--with -w", "--from", UV_VALUES, true },
	{ "uv tool run", RUNNER_PYPI, "--with -w", "--from", UV_VALUES, true },
	{ "uv x", RUNNER_PYPI, "--with -w", "--from", UV_VALUES, true },
	{ "uv run", RUNNER_PYPI, "--with -w", "", UV_VALUES, false },
	{ "pipx run", RUNNER_PYPI, "--with", "--spec", "--python --index-url -i --pip-args", true },
	{ "go run", RUNNER_GO, "", "", "-C -exec -p -mod -tags -ldflags -gcflags", true },
	{ "dnx", RUNNER_NUGET, "", "", "--version --source --add-source --configfile", true },
	{ "deno run", RUNNER_JSR, "", "", "-c --config --import-map --lock", true },
	{ "deno", RUNNER_JSR, "", "", "-c --config --import-map --lock", true },
#define DOCKER_VALUES                                                                              \
	"-e --env -v --volume --mount -p --publish --name --network --net -w --workdir -u --user " \
	"--env-file --entrypoint -l --label -h --hostname --add-host --cpus -m --memory "          \
	"--platform --pull --restart --gpus --ipc --shm-size --device --cap-add --cap-drop "       \
	"--security-opt --ulimit --dns --tmpfs --log-driver --log-opt --pid --runtime "            \
	"--group-add --link --expose --cidfile --cgroup-parent --memory-swap --network-alias "     \
	"--stop-signal --sysctl --userns --uts --volumes-from --annotation -a --attach -c"
	{ "docker run", RUNNER_IMAGE, "", "", DOCKER_VALUES, true },
	{ "docker container run", RUNNER_IMAGE, "", "", DOCKER_VALUES, true },
	{ "podman run", RUNNER_IMAGE, "", "", DOCKER_VALUES, true },
	{ "nerdctl run", RUNNER_IMAGE, "", "", DOCKER_VALUES, true },
};

/* The words under way. */
struct words {
	const struct span *p;
	size_t n;
};

static void skip(struct words *words, size_t n)
{
	n = n < words->n ? n : words->n;
	words->p += n;
	words->n -= n;
}

/* The program's name: no folders, no .exe. */
static struct span program_of(struct span word)
{
	static const char *const endings[] = { ".exe", ".cmd", ".bat", ".ps1", NULL };
	struct span name = place_name(word);
	const uint8_t *slash = name.n ? memrchr(name.p, '\\', name.n) : NULL;

	if (slash)
		name = span_from(name, (uint64_t)(slash + 1 - name.p));
	for (size_t i = 0; endings[i]; i++)
		if (span_ends(name, endings[i]))
			return span_part(name, 0, name.n - strlen(endings[i]));
	return name;
}

/* How many words the tool's command takes of these; 0: it is another. Options may stand between the
 * program and its command word (`npm --silent exec`). */
static size_t match(const struct tool *tool, struct words words)
{
	struct span rest = span_str(tool->command);
	size_t used = 0;

	while (rest.n) {
		ptrdiff_t blank = span_byte(rest, ' ');
		struct span want = span_part(rest, 0, blank < 0 ? rest.n : (uint64_t)blank);

		while (used > 0 && used < words.n && span_starts(words.p[used], "-"))
			used++;
		if (used == words.n ||
		    !span_eq(used ? words.p[used] : program_of(words.p[0]), want))
			return 0;
		used++;
		rest = span_from(rest, want.n + 1);
	}
	return used;
}

static void add(struct runner *runner, enum runner_kind kind, struct span spec)
{
	if (spec.n && runner->n < RUNNER_PACKAGES_MAX)
		runner->packages[runner->n++] = (struct runner_package){ kind, spec };
}

/* Several packages may stand in one --with. */
static void add_list(struct runner *runner, enum runner_kind kind, struct span list)
{
	while (list.n) {
		ptrdiff_t comma = kind == RUNNER_PYPI ? span_byte(list, ',') : SPAN_NONE;
		struct span one = span_part(list, 0, comma < 0 ? list.n : (uint64_t)comma);

		if (comma >= 0 && (one.n + 1 == list.n || strchr("<>=!~", list.p[one.n + 1])))
			one = list; /* a comma between specifiers */
		add(runner, kind, one);
		list = span_from(list, one.n + 1);
	}
}

/* A file, a folder or an address is no package of a registry. */
static bool is_elsewhere(struct span word)
{
	static const char *const endings[] = { ".js", ".mjs", ".cjs", ".ts", ".py", ".go", NULL };

	if (word.n == 0 || memchr("./~\\$", word.p[0], 5) || span_has(word, "://") ||
	    span_has(word, "${"))
		return true;
	for (size_t i = 0; endings[i]; i++)
		if (span_ends(word, endings[i]))
			return true;
	return false;
}

static void first_argument(struct runner *runner, const struct tool *tool, struct span word)
{
	if (tool->kind == RUNNER_JSR) {
		if (span_starts(word, "npm:"))
			add(runner, RUNNER_NPM, span_from(word, 4));
		else if (span_starts(word, "jsr:"))
			add(runner, RUNNER_JSR, span_from(word, 4));
		return;
	}
	if (!is_elsewhere(word))
		add(runner, tool->kind, word);
}

static void read_tool(struct runner *runner, const struct tool *tool, struct words words)
{
	bool replaced = !tool->first;

	while (words.n) {
		struct span word = words.p[0], value = { 0 };
		ptrdiff_t equals = span_starts(word, "--") ? span_byte(word, '=') : SPAN_NONE;
		struct span option = span_part(word, 0, equals < 0 ? word.n : (uint64_t)equals);
		bool package = in_list(tool->packages, option);
		bool instead = in_list(tool->replaces, option);

		if (!span_starts(word, "-")) {
			if (!replaced)
				first_argument(runner, tool, word);
			return;
		}
		skip(&words, 1);
		if (!package && !instead && !in_list(tool->values, option))
			continue;
		if (equals >= 0) {
			value = span_from(word, (uint64_t)equals + 1);
		} else if (words.n) {
			value = words.p[0];
			skip(&words, 1);
		}
		if (package || instead)
			add_list(runner, tool->kind, value);
		replaced |= instead;
	}
}

/* Splits a shell's text into words: blanks, quotes, backslashes; up to the end of the first
 * command that runs a package. */
static size_t split(struct span text, struct span words[RUNNER_WORDS_MAX], struct arena *arena)
{
	uint8_t *out = arena_alloc(arena, text.n + 1);
	size_t n = 0, start = 0, at = 0;
	uint8_t quote = 0;
	bool open = false;

	for (size_t i = 0; i <= text.n && n < RUNNER_WORDS_MAX; i++) {
		uint8_t byte = i < text.n ? text.p[i] : ' ';

		if (!quote && (byte == ' ' || byte == '\t' || byte == '\n')) {
			if (open)
				words[n++] = span_of(out + start, at - start);
			start = at;
			open = false;
		} else if (quote ? byte == quote : byte == '"' || byte == '\'') {
			quote = quote ? 0 : byte;
			open = true;
		} else {
			out[at++] = byte == '\\' && i + 1 < text.n ? text.p[++i] : byte;
			open = true;
		}
	}
	return n;
}

static bool is_end(struct span word)
{
	return in_list("&& || ; | &", word);
}

static void read_words(struct runner *runner, struct words words, struct arena *arena,
		       unsigned depth);

/* Each command of a shell's text. */
static void read_script(struct runner *runner, struct span text, struct arena *arena,
			unsigned depth)
{
	struct span words[RUNNER_WORDS_MAX];
	size_t n = split(text, words, arena), start = 0;

	runner->script = text;
	for (size_t i = 0; i <= n; i++)
		if (i == n || is_end(words[i])) {
			read_words(runner, (struct words){ words + start, i - start }, arena,
				   depth + 1);
			start = i + 1;
		}
}

static bool is_assignment(struct span word)
{
	ptrdiff_t equals = span_byte(word, '=');

	return equals > 0 && word.p[0] != '-' &&
	       span_byte(span_part(word, 0, (uint64_t)equals), '/') == SPAN_NONE;
}

/* Programs that run the command behind them. */
static bool skip_wrapper(struct words *words)
{
	struct span program = program_of(words->p[0]);

	if (in_list("sudo env nice nohup exec time command stdbuf doppler dotenv", program)) {
		skip(words, 1);
		while (words->n && (span_starts(words->p[0], "-") || is_assignment(words->p[0]) ||
				    span_is(words->p[0], "run")))
			skip(words, 1);
		return true;
	}
	if (in_list("cmd wsl", program)) {
		skip(words, 1);
		while (words->n && (span_is(words->p[0], "/c") || span_is(words->p[0], "/C") ||
				    span_starts(words->p[0], "-")))
			skip(words, 1);
		return true;
	}
	if (is_assignment(words->p[0])) {
		skip(words, 1);
		return true;
	}
	return false;
}

/* sh -c TEXT */
static struct span script_of(struct words words)
{
	if (!in_list("sh bash zsh dash ksh fish pwsh powershell", program_of(words.p[0])))
		return (struct span){ 0 };
	for (size_t i = 1; i + 1 < words.n && span_starts(words.p[i], "-"); i++)
		if (span_ends(words.p[i], "c") || span_is(words.p[i], "-Command"))
			return words.p[i + 1];
	return (struct span){ 0 };
}

static void read_words(struct runner *runner, struct words words, struct arena *arena,
		       unsigned depth)
{
	struct span script;

	while (words.n && skip_wrapper(&words))
		;
	if (words.n == 0 || depth > DEPTH_MAX)
		return;
	script = script_of(words);
	if (script.n) {
		read_script(runner, script, arena, depth);
		return;
	}
	for (size_t i = 0; i < sizeof(tools) / sizeof(tools[0]); i++) {
		size_t used = match(&tools[i], words);

		if (used == 0)
			continue;
		skip(&words, used);
		read_tool(runner, &tools[i], words);
		return;
	}
}

void runner_read(struct runner *runner, const struct span *words, size_t n, struct arena *arena)
{
	*runner = (struct runner){ 0 };
	if (n == 1 && span_byte(words[0], ' ') != SPAN_NONE) /* all in one text */
		read_script(runner, words[0], arena, 0);
	else
		read_words(runner,
			   (struct words){ words, n < RUNNER_WORDS_MAX ? n : RUNNER_WORDS_MAX },
			   arena, 0);
}
