/* Credentials in configurations. */
#include "eco/secret.h"

#include <ctype.h>

const struct span secret_hidden = SPAN("***");

enum { VALUE_MIN = 8, WORD_MAX = 16 };

static bool has_word(struct span text, const char *word)
{
	size_t n = strlen(word);

	for (size_t i = 0; i + n <= text.n; i++)
		if (strncasecmp((const char *)text.p + i, word, n) == 0)
			return true;
	return false;
}

static bool has_any(struct span text, const char *const *words)
{
	for (size_t i = 0; words[i]; i++)
		if (has_word(text, words[i]))
			return true;
	return false;
}

/* How the issuers' credentials begin, and how long they are at least. */
static const struct {
	const char *prefix;
	size_t least;
} issued[] = {
	{ "sk-", 24 },	    { "sk_live_", 20 },	 { "rk_live_", 20 }, { "ghp_", 30 },
	{ "gho_", 30 },	    { "ghs_", 30 },	 { "ghu_", 30 },     { "github_pat_", 30 },
	{ "glpat-", 20 },   { "xoxb-", 20 },	 { "xoxp-", 20 },    { "xapp-", 20 },
	{ "AKIA", 20 },	    { "ASIA", 20 },	 { "AIza", 35 },     { "hf_", 24 },
	{ "npm_", 30 },	    { "pypi-", 40 },	 { "gsk_", 24 },     { "xai-", 24 },
	{ "nvapi-", 24 },   { "r8_", 24 },	 { "pplx-", 24 },    { "tvly-", 20 },
	{ "lin_api_", 24 }, { "ntn_", 24 },	 { "secret_", 32 },  { "SG.", 32 },
	{ "dop_v1_", 32 },  { "dckr_pat_", 24 }, { "eyJ", 40 },	     { "-----BEGIN", 40 },
	{ "sbp_", 24 },	    { "figd_", 24 },	 { "pat-", 24 },     { "shpat_", 24 },
};

static bool is_issued(struct span value)
{
	for (size_t i = 0; i < sizeof(issued) / sizeof(issued[0]); i++)
		if (value.n >= issued[i].least && span_starts(value, issued[i].prefix))
			return true;
	return false;
}

/* ${VAR}, $VAR, %VAR%, {{var}}, <your key>, "your-api-key-here" and the like. */
static bool is_placeholder(struct span value)
{
	static const char *const words[] = { "your",	  "example",	"placeholder", "changeme",
					     "change-me", "xxxx",	"insert",      "replace",
					     "dummy",	  "todo",	"****",	       "...",
					     "fake",	  "redacted",	"op://",       "keyring:",
					     "env:",	  "os.environ", "process.env", NULL };

	return value.n == 0 || memchr("$%<{", value.p[0], 4) || span_has(value, "${") ||
	       span_has(value, "{{") || has_any(value, words);
}

bool secret_is_key(struct span key)
{
	static const char *const words[] = { "token",	   "secret",	    "passw",
					     "apikey",	   "api_key",	    "api-key",
					     "access_key", "accesskey",	    "private_key",
					     "credential", "authorization", NULL };
	/* What is counted in tokens, or says where one is. */
	static const char *const others[] = { "max_token",   "tokens", "_file",	    "_path", "_url",
					      "token_limit", "-file",  "tokenizer", NULL };

	return has_any(key, words) && !has_any(key, others);
}

static bool is_plain_word(struct span value)
{
	static const char *const words[] = { "true",   "false", "none",	 "null",
					     "bearer", "basic", "oauth", NULL };

	if (value.n > WORD_MAX)
		return false;
	for (size_t i = 0; words[i]; i++)
		if (value.n == strlen(words[i]) &&
		    strncasecmp((const char *)value.p, words[i], value.n) == 0)
			return true;
	return false;
}

static struct span without_scheme(struct span value)
{
	static const char *const schemes[] = { "Bearer ", "Basic ", "Token ", "bearer ", NULL };

	for (size_t i = 0; schemes[i]; i++)
		if (span_starts(value, schemes[i]))
			return span_from(value, strlen(schemes[i]));
	return value;
}

bool secret_is(struct span key, struct span value)
{
	struct span bare = without_scheme(value);

	if (is_placeholder(bare) || is_plain_word(bare))
		return false;
	if (is_issued(bare) || (bare.n < value.n && bare.n >= VALUE_MIN))
		return true;
	return secret_is_key(key) && bare.n >= VALUE_MIN && span_byte(bare, ' ') == SPAN_NONE &&
	       bare.p[0] != '/' && bare.p[0] != '~' && bare.p[0] != '.' && !span_has(bare, "://");
}

static struct span part_until(struct span text, const char *stops)
{
	size_t n = 0;

	while (n < text.n && !strchr(stops, text.p[n]))
		n++;
	return span_part(text, 0, n);
}

static bool in_query(struct span query)
{
	while (query.n) {
		struct span pair = part_until(query, "&;"), key = part_until(pair, "=");

		if (secret_is(key, span_from(pair, key.n + 1)))
			return true;
		query = span_from(query, pair.n + 1);
	}
	return false;
}

bool secret_in_url(struct span url)
{
	ptrdiff_t scheme = span_find(url, span_str("://"));
	struct span rest, authority, user, password;
	const uint8_t *at;
	ptrdiff_t query = span_byte(url, '?');

	if (scheme < 0)
		return false;
	rest = span_from(url, (uint64_t)scheme + 3);
	authority = part_until(rest, "/?#");
	at = authority.n ? memrchr(authority.p, '@', authority.n) : NULL;
	user = span_part(authority, 0, at ? (uint64_t)(at - authority.p) : 0);
	password = span_from(user, part_until(user, ":").n + 1);
	if (password.n && !is_placeholder(password))
		return true;
	return query != SPAN_NONE && in_query(span_from(url, (uint64_t)query + 1));
}
