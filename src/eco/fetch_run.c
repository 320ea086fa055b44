/* Fetching and running in one line. */
#include "eco/fetch_run.h"

#include <ctype.h>

enum {
	BEHIND_MAX = 1024, /* bytes behind the fetcher in which its pipe must stand */
	BEFORE_MAX = 256,
};

static const char *const fetchers[] = {
	"curl",		  "wget", "iwr", "irm", "Invoke-WebRequest", "Invoke-RestMethod",
	"DownloadString", NULL
};
static const char *const shells[] = {
	"sh",	   "bash", "zsh",  "dash", "ksh", "fish", "python",
	"python3", "node", "perl", "ruby", "iex", "pwsh", "Invoke-Expression",
	"deno",	   "bun",  NULL
};
static const char *const before[] = { "sudo", "env", "nohup", "exec", NULL };

static bool is_word(uint8_t byte)
{
	return isalnum(byte) || byte == '_' || byte == '-';
}

static bool is_one(struct span word, const char *const *list)
{
	for (size_t i = 0; list[i]; i++)
		if (span_is(word, list[i]))
			return true;
	return false;
}

/* The word at the beginning, without folders before it. */
static struct span first_word(struct span text)
{
	size_t start = 0, n = 0;

	while (n < text.n && (is_word(text.p[n]) || text.p[n] == '/' || text.p[n] == '.')) {
		if (text.p[n] == '/')
			start = n + 1;
		n++;
	}
	return span_of(text.p + start, n - start);
}

static struct span skip_blanks(struct span text)
{
	while (text.n &&
	       (text.p[0] == ' ' || text.p[0] == '\t' || text.p[0] == '"' || text.p[0] == '\''))
		text = span_from(text, 1);
	return text;
}

/* Whether a shell stands behind a pipe: `| sudo -E bash -`. */
static bool is_piped_to_shell(struct span rest)
{
	enum { WORDS_MAX = 6 };

	for (ptrdiff_t pipe; (pipe = span_byte(rest, '|')) != SPAN_NONE;) {
		struct span next = skip_blanks(span_from(rest, (uint64_t)pipe + 1)), word;

		rest = next;
		for (size_t i = 0; i < WORDS_MAX; i++) {
			word = first_word(next);
			if (is_one(word, shells))
				return true;
			if (!is_one(word, before) && !span_starts(next, "-"))
				break;
			next = skip_blanks(span_from(next, (size_t)(word.p - next.p) + word.n +
								   (word.n == 0)));
		}
	}
	return false;
}

/* Whether what stands before the fetcher runs its output: `bash <(curl`, `sh -c "$(curl`, `eval
 * "$(curl`, `iex (irm`. */
static bool is_within_shell(struct span line, size_t at)
{
	static const char *const ways[] = { "bash <(",	    "sh <(",  "source <(", ". <(",
					    "-c \"$(",	    "-c '$(", "-c $(",	   "eval \"$(",
					    "eval $(",	    "eval `", "iex (",	   "iex ((",
					    "iex \"& { $(", "iex(",   NULL };
	size_t from = at > BEFORE_MAX ? at - BEFORE_MAX : 0;
	struct span head = span_part(line, from, at - from);

	while (head.n && (head.p[head.n - 1] == ' ' || head.p[head.n - 1] == '\t'))
		head.n--;
	for (size_t i = 0; ways[i]; i++)
		if (span_ends(head, ways[i]))
			return true;
	return span_has(head, "iex ") && span_has(head, "WebClient");
}

static bool runs(struct span line)
{
	for (size_t i = 0; i < line.n; i++) {
		struct span word;

		if (!is_word(line.p[i]) || (i > 0 && is_word(line.p[i - 1])))
			continue;
		word = first_word(span_from(line, i));
		if (word.n && is_one(word, fetchers) &&
		    (is_within_shell(line, i) ||
		     is_piped_to_shell(
			     span_part(line, (size_t)(word.p - line.p) + word.n, BEHIND_MAX))))
			return true;
	}
	return false;
}

/* A line that ends in a backslash goes on in the next. */
struct span fetch_run_find(struct span text)
{
	while (text.n) {
		size_t n = 0;

		while (n < text.n && (text.p[n] != '\n' || (n > 0 && text.p[n - 1] == '\\')))
			n++;
		if (runs(span_part(text, 0, n)))
			return span_part(text, 0, n);
		text = span_from(text, n + 1);
	}
	return (struct span){ 0 };
}
