/*
 * States that a library's own __setstate__ runs. scipy.stats (rv_generic) executes a template of
 * three functions; statsmodels (ModelData) hands a formula to patsy, which evaluates what is in it.
 */
#include "check/pickle_arguments.h"

enum { LINE_MAX_BYTES = 256 };

static bool is_name_byte(uint8_t c, bool first)
{
	return c == '_' || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') ||
	       (!first && c >= '0' && c <= '9');
}

/* Takes "name," off the front as often as it stands there. */
static struct span behind_names(struct span s)
{
	for (;;) {
		size_t n = 0;

		while (n < s.n && is_name_byte(s.p[n], n == 0))
			n++;
		if (n == 0 || n == s.n || s.p[n] != ',')
			return s;
		s = span_from(s, n + 1);
	}
}

/* The template of scipy/stats/_distn_infrastructure.py without blanks: a head, the shapes' names
 * each with a comma, a tail for continuous or discrete distributions. A tail may begin with names,
 * too. */
static bool is_template_line(struct span line)
{
	static const struct {
		const char *head, *tails[3];
	} rows[] = {
		{ "def_parse_args(self,", { "loc=0,scale=1):", "loc=0):", NULL } },
		{ "def_parse_args_rvs(self,",
		  { "loc=0,scale=1,size=None):", "loc=0,size=None):" } },
		{ "def_parse_args_stats(self,",
		  { "loc=0,scale=1,moments='mv'):", "loc=0,moments='mv'):" } },
		{ "returnself._argcheck_rvs(", { "size=size)", "1,size=size)" } },
		{ "return(", { "),loc,scale", "),loc,1", NULL } },
		{ "return(", { "),loc,scale,moments", "),loc,1,moments", NULL } },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (!span_starts(line, rows[i].head))
			continue;

		struct span rest = behind_names(span_from(line, strlen(rows[i].head)));

		for (size_t k = 0; rows[i].tails[k] && k < 3; k++)
			if (span_is(rest, rows[i].tails[k]))
				return true;
	}
	return line.n == 0;
}

static bool is_template(struct span text)
{
	while (text.n) {
		uint8_t bytes[LINE_MAX_BYTES];
		size_t n = 0, i = 0;

		for (; i < text.n && text.p[i] != '\n' && n < sizeof(bytes); i++)
			if (text.p[i] != ' ')
				bytes[n++] = text.p[i];
		if (!is_template_line(span_of(bytes, n)))
			return false;
		text = span_from(text, i + 1);
	}
	return true;
}

/* Names, numbers and operators of patsy's own; nothing that is called or looked up. */
static bool is_formula(struct span text)
{
	for (size_t i = 0; i < text.n; i++)
		if (!is_name_byte(text.p[i], false) && !strchr(" +-*:~|", text.p[i]))
			return false;
	return true;
}

bool state_is_harmless(const struct fact *fact)
{
	static const char formula[] = "formula=", template[] = "_parse_arg_template=";

	if (!fact_is(fact, "argument", "d"))
		return false;
	for (size_t i = 0; i < fact->n_attrs; i++) {
		struct span text = fact->attrs[i].text;
		bool harmless = true;

		if (!span_is(fact->attrs[i].key, "state"))
			continue;
		if (span_starts(text, formula))
			harmless = is_formula(span_from(text, sizeof(formula) - 1));
		else if (span_starts(text, template))
			harmless = is_template(span_from(text, sizeof(template) - 1));
		if (!harmless)
			return false;
	}
	return true;
}
