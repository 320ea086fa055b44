/* The rules of the registered types. */
#include "core/purl_rule.h"

#include "base/ascii.h"

enum purl_part { PURL_NAMESPACE, PURL_NAME, PURL_VERSION, PURL_SUBPATH, PURL_PARTS };

enum requirement { NAMESPACE_OPTIONAL, NAMESPACE_REQUIRED, NAMESPACE_PROHIBITED };

enum rule_of_part {
	RULE_LOWER = 1 << 0,
	RULE_UPPER = 1 << 1,
	RULE_DASHES = 1 << 2,	   /* '_' is written '-' */
	RULE_UNDERSCORES = 1 << 3, /* all but letters and digits is written '_' */
	RULE_DATABRICKS = 1 << 4,  /* lower case where the repository is one of Databricks */
	RULE_CHROME_ID = 1 << 5,   /* 32 letters from a to p */
	RULE_NUMBERS = 1 << 6,	   /* one to four numbers between dots */
	RULE_NO_COLONS = 1 << 7,   /* no "::" */
	RULE_GIT_PATH = 1 << 8,	   /* a path on a host; in lower case where the host ignores case */
};

static const struct type_row {
	struct span type;
	enum requirement namespace;
	unsigned rules[PURL_PARTS];
	const char *needed; /* one qualifier at most */
} types[] = {
#include "purl_types.inc"
};

static const struct type_row *find(struct span type)
{
	size_t low = 0, high = sizeof(types) / sizeof(types[0]);

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = span_cmp(type, types[middle].type);

		if (order == 0)
			return &types[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

static int upper(int c)
{
	return c >= 'a' && c <= 'z' ? c & 0xdf : c;
}

static int dash(int c)
{
	return c == '_' ? '-' : c;
}

static int underscore(int c)
{
	return ascii_is_alnum(c) ? c : '_';
}

/* Each byte mapped; a copy is made only where one changes. */
static void map(struct span *part, struct arena *arena, int (*to)(int))
{
	uint8_t *copy = NULL;

	for (size_t i = 0; i < part->n; i++) {
		if (to(part->p[i]) == part->p[i])
			continue;
		if (!copy) {
			copy = arena_alloc(arena, part->n);
			memcpy(copy, part->p, part->n);
		}
		copy[i] = (uint8_t)to(part->p[i]);
	}
	if (copy)
		part->p = copy;
}

static bool ignores_case(struct span host)
{
	static const char *const hosts[] = { "github", "github.com", "bitbucket.org" };

	for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++)
		if (span_is(host, hosts[i]))
			return true;
	return false;
}

static bool is_lowered(const struct purl *purl, unsigned rules)
{
	return (rules & RULE_LOWER) ||
	       ((rules & RULE_DATABRICKS) &&
		span_has(purl_qualifier(purl, "repository_url"), "databricks")) ||
	       ((rules & RULE_GIT_PATH) && ignores_case(purl->namespace));
}

static bool is_chrome_id(struct span s)
{
	enum { LETTERS = 32 };

	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < 'a' || s.p[i] > 'p')
			return false;
	return s.n == LETTERS;
}

static bool is_numbers(struct span s)
{
	enum { DOTS_MAX = 3 };
	size_t dots = 0;
	bool after_digit = false;

	for (size_t i = 0; i < s.n; i++) {
		bool dot = s.p[i] == '.';

		if (dot ? !after_digit : !ascii_is_digit(s.p[i]))
			return false;
		dots += dot;
		after_digit = !dot;
	}
	return after_digit && dots <= DOTS_MAX;
}

static bool is_allowed(struct span part, unsigned rules)
{
	if (part.n == 0)
		return true;
	if ((rules & RULE_CHROME_ID) && !is_chrome_id(part))
		return false;
	if ((rules & RULE_NUMBERS) && !is_numbers(part))
		return false;
	return !(rules & RULE_NO_COLONS) || !span_has(part, "::");
}

static bool apply(struct purl *purl, struct span *part, unsigned rules, struct arena *arena)
{
	if (is_lowered(purl, rules))
		map(part, arena, ascii_lower);
	if (rules & RULE_UPPER)
		map(part, arena, upper);
	if (rules & RULE_DASHES)
		map(part, arena, dash);
	if (rules & RULE_UNDERSCORES)
		map(part, arena, underscore);
	return is_allowed(*part, rules);
}

static bool fail(const char **why, const char *reason)
{
	if (why)
		*why = reason;
	return false;
}

bool purl_apply_rules(struct purl *purl, struct arena *arena, const char **why)
{
	const struct type_row *row = find(purl->type);

	if (!row)
		return true;
	if (row->namespace == NAMESPACE_REQUIRED && purl->namespace.n == 0)
		return fail(why, "this type needs a namespace");
	if (row->namespace == NAMESPACE_PROHIBITED && purl->namespace.n)
		return fail(why, "this type has no namespaces");
	if (row->needed[0] && purl_qualifier(purl, row->needed).n == 0)
		return fail(why, "this type needs a qualifier that is missing");

	struct span *const parts[PURL_PARTS] = {
		[PURL_NAMESPACE] = &purl->namespace,
		[PURL_NAME] = &purl->name,
		[PURL_VERSION] = &purl->version,
		[PURL_SUBPATH] = &purl->subpath,
	};

	for (int i = 0; i < PURL_PARTS; i++)
		if (!apply(purl, parts[i], row->rules[i], arena))
			return fail(why, "a part is against the rules of this type");
	return true;
}

bool purl_name_is_path(struct span type)
{
	const struct type_row *row = find(type);

	return row && row->rules[PURL_NAME] & RULE_GIT_PATH;
}
