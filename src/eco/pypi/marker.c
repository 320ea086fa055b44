/* A recursive descent over markers. */
#include "eco/pypi/marker.h"

#include "base/ascii.h"

enum { DEPTH_MAX = 64 };

struct cursor {
	struct span s;
	size_t at;
	struct marker *marker;
	unsigned depth;
};

static int byte_at(const struct cursor *c, size_t at)
{
	return at < c->s.n ? c->s.p[at] : -1;
}

/* What Python's \w matches, as far as bytes tell. */
static bool is_word(int byte)
{
	return ascii_is_alnum(byte) || byte == '_' || byte >= 0x80;
}

static bool skip(struct cursor *c, const char *text)
{
	if (!span_starts(span_from(c->s, c->at), text))
		return false;
	c->at += strlen(text);
	return true;
}

static bool skip_any(struct cursor *c, const char *const *texts)
{
	for (size_t i = 0; texts[i]; i++)
		if (skip(c, texts[i]))
			return true;
	return false;
}

/* A whole word. */
static bool skip_word(struct cursor *c, const char *word)
{
	size_t before = c->at;

	if (before > 0 && is_word(byte_at(c, before - 1)))
		return false;
	if (skip(c, word) && !is_word(byte_at(c, c->at)))
		return true;
	c->at = before;
	return false;
}

static bool skip_blanks(struct cursor *c)
{
	size_t before = c->at;

	while (byte_at(c, c->at) == ' ' || byte_at(c, c->at) == '\t')
		c->at++;
	return c->at > before;
}

/* With the spellings that older releases of setuptools wrote. */
static const char *const variables[] = {
	"python_version",
	"python_full_version",
	"os_name",
	"os.name",
	"sys_platform",
	"sys.platform",
	"platform_release",
	"platform_system",
	"platform_version",
	"platform.version",
	"platform_machine",
	"platform.machine",
	"platform_python_implementation",
	"platform.python_implementation",
	"python_implementation",
	"implementation_name",
	"implementation_version",
	"extras", /* PEP 751 */
	"dependency_groups",
};

static bool skip_string(struct cursor *c)
{
	int quote = byte_at(c, c->at);

	if (quote != '\'' && quote != '"')
		return false;

	ptrdiff_t end = span_byte(span_from(c->s, c->at + 1), (uint8_t)quote);

	if (end == SPAN_NONE)
		return false;
	c->at += (size_t)end + 2;
	return true;
}

static bool read_value(struct cursor *c)
{
	if (skip_word(c, "extra"))
		return c->marker->extra = true;
	for (size_t i = 0; i < sizeof(variables) / sizeof(*variables); i++)
		if (skip_word(c, variables[i]))
			return true;
	return skip_string(c);
}

static bool read_sign(struct cursor *c)
{
	static const char *const signs[] = { "===", "==", "~=", "!=", "<=", ">=", "<", ">", NULL };

	if (skip_word(c, "in"))
		return true;
	if (skip_word(c, "not"))
		return skip_blanks(c) && skip_word(c, "in");
	return skip_any(c, signs);
}

static bool read_comparison(struct cursor *c)
{
	if (!read_value(c))
		return false;
	(void)skip_blanks(c);
	if (!read_sign(c))
		return false;
	(void)skip_blanks(c);
	return read_value(c);
}

static bool read_expression(struct cursor *c);

static bool read_group(struct cursor *c)
{
	if (++c->depth > DEPTH_MAX)
		return false;
	(void)skip_blanks(c);
	if (!read_expression(c))
		return false;
	c->depth--;
	(void)skip_blanks(c);
	return skip(c, ")");
}

static bool read_atom(struct cursor *c)
{
	(void)skip_blanks(c);

	bool read = skip(c, "(") ? read_group(c) : read_comparison(c);

	(void)skip_blanks(c);
	return read;
}

static bool read_expression(struct cursor *c)
{
	do {
		if (!read_atom(c))
			return false;
	} while (skip_word(c, "and") || skip_word(c, "or"));
	return true;
}

size_t marker_read(struct span s, struct marker *marker)
{
	struct cursor c = { .s = s, .marker = marker };

	*marker = (struct marker){ 0 };
	return read_expression(&c) ? c.at : 0;
}
