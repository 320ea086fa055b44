/* Version specifiers of PEP 440, section "Version specifiers". */
#include "version/range.h"

#include "version/part.h"
#include "version/pep440.h"

enum relation { COMPATIBLE, SAME_TEXT, EQUAL, NOT_EQUAL, AT_MOST, AT_LEAST, LESS, GREATER, NONE };

/* A longer operator before those that it begins with. */
static const char *const operators[] = { "~=", "===", "==", "!=", "<=", ">=", "<", ">" };

struct clause {
	enum relation relation;
	struct pep440 version;
	bool prefix;	  /* written with .* */
	struct span text; /* for SAME_TEXT */
};

static bool in_text(int c)
{
	return !ascii_is_blank(c) && c != ';' && c != ')';
}

static bool is_release_alone(const struct pep440 *v)
{
	return !v->pre && !v->post && !v->dev && v->local.n == 0;
}

/* What each operator does not allow after it. */
static bool is_allowed(const struct clause *clause)
{
	const struct pep440 *v = &clause->version;

	if (clause->prefix)
		return is_release_alone(v) &&
		       (clause->relation == EQUAL || clause->relation == NOT_EQUAL);
	if (clause->relation == EQUAL || clause->relation == NOT_EQUAL)
		return true;
	if (clause->relation == COMPATIBLE && span_byte(v->release, '.') == SPAN_NONE)
		return false;
	return v->local.n == 0;
}

static bool read_clause(struct span text, struct clause *out)
{
	struct span rest = ascii_trim(text);

	*out = (struct clause){ .relation = NONE };
	for (int i = 0; i < NONE && out->relation == NONE; i++)
		if (part_word(&rest, operators[i]))
			out->relation = (enum relation)i;
	rest = ascii_trim(rest);
	if (out->relation == SAME_TEXT) {
		out->text = rest;
		return all_are(rest, in_text);
	}
	if (out->relation == NONE || !pep440_take(&rest, &out->version))
		return false;
	out->prefix = part_word(&rest, ".*");
	return rest.n == 0 && is_allowed(out);
}

static bool same_release(const struct pep440 *a, const struct pep440 *b)
{
	return number_cmp(a->epoch, b->epoch) == 0 &&
	       pep440_release_compare(a->release, b->release) == 0;
}

/* Whether the release of the version, with zeros behind it, begins with the first numbers of
 * another: all of them, or all but the last. */
static bool has_prefix(const struct pep440 *version, const struct pep440 *prefix, bool but_last)
{
	struct span release = version->release, wanted = prefix->release;

	if (number_cmp(version->epoch, prefix->epoch) != 0)
		return false;
	while (wanted.n) {
		struct span number = part_until(&wanted, '.');

		if (wanted.n == 0 && but_last)
			return true;
		if (number_cmp(part_until(&release, '.'), number) != 0)
			return false;
	}
	return true;
}

static struct pep440 without_local(const struct pep440 *version)
{
	struct pep440 public = *version;

	public.local = (struct span){ 0 };
	return public;
}

static bool is_equal(const struct clause *clause, const struct pep440 *version)
{
	struct pep440 public = without_local(version);

	if (clause->prefix)
		return has_prefix(version, &clause->version, false);
	return pep440_compare(clause->version.local.n ? version : &public, &clause->version) == 0;
}

/* "<3.1" leaves out the prereleases of 3.1 unless it names one. */
static bool is_less(const struct pep440 *version, const struct pep440 *bound)
{
	bool is_pre = version->pre || version->dev, bound_is_pre = bound->pre || bound->dev;

	return pep440_compare(version, bound) < 0 &&
	       (bound_is_pre || !is_pre || !same_release(version, bound));
}

/* ">3.1" leaves out the posts of 3.1 unless it names one, and its local versions. */
static bool is_greater(const struct pep440 *version, const struct pep440 *bound)
{
	bool beside = (version->post && !bound->post) || version->local.n;

	return pep440_compare(version, bound) > 0 && (!beside || !same_release(version, bound));
}

static bool holds(const struct clause *clause, const struct pep440 *version)
{
	struct pep440 public = without_local(version);
	int order = pep440_compare(&public, &clause->version);

	switch (clause->relation) {
	case COMPATIBLE:
		return order >= 0 && has_prefix(version, &clause->version, true);
	case SAME_TEXT:
		return pep440_is_normal(version, clause->text);
	case EQUAL:
		return is_equal(clause, version);
	case NOT_EQUAL:
		return !is_equal(clause, version);
	case AT_MOST:
		return order <= 0;
	case AT_LEAST:
		return order >= 0;
	case LESS:
		return is_less(version, &clause->version);
	case GREATER:
		return is_greater(version, &clause->version);
	case NONE:
		break;
	}
	return false;
}

bool version_in_specifier(struct span set, struct span version, bool *in)
{
	struct pep440 parsed;
	struct clause clause;

	if (!pep440_parse(version, &parsed))
		return false;
	*in = true;
	while (set.n) {
		struct span text = ascii_trim(part_until(&set, ','));

		if (text.n == 0)
			continue;
		if (!read_clause(text, &clause))
			return false;
		*in = *in && holds(&clause, &parsed);
	}
	return true;
}
