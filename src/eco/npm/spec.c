/* What stands behind the name of an npm dependency. */
#include "eco/npm/spec.h"

struct span npm_split(struct span text, struct span *spec)
{
	ptrdiff_t at = span_byte(span_from(text, 1), '@');

	*spec = (struct span){ 0 };
	if (at == SPAN_NONE)
		return text;
	*spec = span_from(text, (uint64_t)at + 2);
	return span_part(text, 0, (uint64_t)at + 1);
}

static size_t digits(struct span text)
{
	size_t n = 0;

	while (n < text.n && text.p[n] >= '0' && text.p[n] <= '9')
		n++;
	return n;
}

static bool is_word(uint8_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       c == '-' || c == '.' || c == '+';
}

bool npm_is_version(struct span text)
{
	for (int part = 0; part < 3; part++) {
		size_t n = digits(text);

		if (n == 0 || (part < 2 && (n == text.n || text.p[n] != '.')))
			return false;
		text = span_from(text, n + (part < 2));
	}
	if (text.n && text.p[0] != '-' && text.p[0] != '+')
		return false;
	for (size_t i = 0; i < text.n; i++)
		if (!is_word(text.p[i]))
			return false;
	return text.n != 1;
}

static const struct protocol {
	const char *prefix;
	enum npm_spec_kind kind;
} protocols[] = {
	{ "file:", NPM_SPEC_LOCAL },	  { "link:", NPM_SPEC_LOCAL },
	{ "portal:", NPM_SPEC_LOCAL },	  { "workspace:", NPM_SPEC_LOCAL },
	{ "./", NPM_SPEC_LOCAL },	  { "../", NPM_SPEC_LOCAL },
	{ "/", NPM_SPEC_LOCAL },	  { "~/", NPM_SPEC_LOCAL },
	{ "catalog:", NPM_SPEC_CATALOG }, { "git+", NPM_SPEC_GIT },
	{ "git:", NPM_SPEC_GIT },	  { "git@", NPM_SPEC_GIT },
	{ "ssh:", NPM_SPEC_GIT },	  { "github:", NPM_SPEC_GIT },
	{ "gitlab:", NPM_SPEC_GIT },	  { "bitbucket:", NPM_SPEC_GIT },
	{ "gist:", NPM_SPEC_GIT },	  { "http:", NPM_SPEC_URL },
	{ "https:", NPM_SPEC_URL },
};

static struct span before_hash(struct span text)
{
	ptrdiff_t hash = span_byte(text, '#');

	return hash == SPAN_NONE ? text : span_part(text, 0, (uint64_t)hash);
}

/* "owner/repository" is one of GitHub. */
static bool is_shorthand(struct span text)
{
	struct span path = before_hash(text);
	ptrdiff_t slash = span_byte(path, '/');

	return slash > 0 && text.p[0] != '@' && text.p[0] != '.' &&
	       span_byte(span_from(path, (uint64_t)slash + 1), '/') == SPAN_NONE &&
	       span_byte(path, ' ') == SPAN_NONE;
}

static struct span trim(struct span text)
{
	while (text.n && memchr(" \t\r\n", text.p[0], 4))
		text = span_from(text, 1);
	while (text.n && memchr(" \t\r\n", text.p[text.n - 1], 4))
		text.n--;
	return text;
}

static struct npm_spec version_or_range(struct span text)
{
	static const struct span any = SPAN("*");
	struct span bare = text;

	if (bare.n && bare.p[0] == '=')
		bare = trim(span_from(bare, 1));
	if (bare.n && bare.p[0] == 'v')
		bare = span_from(bare, 1);
	if (npm_is_version(bare))
		return (struct npm_spec){ .kind = NPM_SPEC_EXACT, .text = bare };
	return (struct npm_spec){ .kind = NPM_SPEC_RANGE, .text = text.n ? text : any };
}

struct npm_spec npm_spec_of(struct span text)
{
	struct npm_spec spec;
	struct span name, behind;

	text = trim(text);
	if (span_starts(text, "npm:")) {
		name = npm_split(span_from(text, 4), &behind);
		if (behind.n == 0 && (name.n == 0 || memchr("^~<>=*0123456789", name.p[0], 16)))
			return version_or_range(name); /* yarn's way to write a range */
		spec = version_or_range(trim(behind));
		spec.name = name;
		return spec;
	}
	for (size_t i = 0; i < sizeof(protocols) / sizeof(*protocols); i++)
		if (span_starts(text, protocols[i].prefix)) {
			bool git = protocols[i].kind == NPM_SPEC_URL &&
				   span_ends(before_hash(text), ".git");

			return (struct npm_spec){ .kind = git ? NPM_SPEC_GIT : protocols[i].kind,
						  .text = text };
		}
	if (is_shorthand(text))
		return (struct npm_spec){ .kind = NPM_SPEC_GIT, .text = text };
	return version_or_range(text);
}

bool npm_spec_is_address(const struct npm_spec *spec)
{
	return spec->kind == NPM_SPEC_GIT || spec->kind == NPM_SPEC_URL ||
	       spec->kind == NPM_SPEC_LOCAL;
}
