/* Dependencies that the previous release did not have. */
#include "vet/delta.h"

#include "eco/popular.h"
#include "eco/pypi/name.h"

enum { SHARED_MIN = 4 };

static bool is_same_name(struct span ecosystem, struct span a, struct span b)
{
	return span_is(ecosystem, "pypi") ? name_is_same(a, b) : span_eq(a, b);
}

static const struct declared *find(const struct release *release, struct span name)
{
	for (const struct declared *need = release->needs; need; need = need->next)
		if (is_same_name(release->ecosystem, need->name, name))
			return need;
	return NULL;
}

static struct span scope_of(struct span name)
{
	ptrdiff_t slash = span_starts(name, "@") ? span_byte(name, '/') : SPAN_NONE;

	return span_part(name, 0, slash == SPAN_NONE ? 0 : (uint64_t)slash);
}

/* The first word of a name: what projects name all their packages after. */
static struct span first_word(struct span name)
{
	size_t n = 0;

	while (n < name.n && ascii_is_alnum(name.p[n]))
		n++;
	return span_part(name, 0, n);
}

/* Packages of one project: the same scope, or names that begin alike. */
static bool is_of_family(struct span own, struct span other)
{
	struct span scope = scope_of(own), theirs = scope_of(other), word;

	if (theirs.n)
		return span_eq(scope, theirs) || span_eq(span_from(theirs, 1), first_word(own));
	word = first_word(scope.n ? span_from(scope, 1) : own);
	return word.n >= SHARED_MIN && span_eq(word, first_word(other)) && other.n > word.n;
}

static void judge(const struct delta *delta, const struct declared *need)
{
	const struct declared *before = find(delta->before, need->name);
	struct span address = need_address(need);

	if (address.n && !(before && need_address(before).n)) {
		struct finding *finding =
			delta_say(delta, RELEASE_NEW_ADDRESS_DEPENDENCY, need->member, need->fact,
				  "address", address, "Needs a package from ",
				  " instead of a registry, which the previous release did not.");

		finding_show(delta->report, finding, "dependency", need->name);
	} else if (!before && !popular_has(delta->now->ecosystem, need->name) &&
		   !is_of_family(delta->now->name, need->name)) {
		struct finding *finding = delta_say(
			delta, RELEASE_NEW_DEPENDENCY, need->member, need->fact, "dependency",
			need->name, "Is installed together with ",
			", which is not well known and which the previous release did not need.");

		if (need->value.n)
			finding_show(delta->report, finding, "range", need->value);
	}
}

/* A manifest may name one package several times; so may several manifests. */
static bool counts(const struct release *release, const struct declared *need)
{
	return find(release, need->name) == need && !declared_find(release->peers, need->name);
}

void delta_needs(const struct delta *delta)
{
	for (const struct declared *need = delta->now->needs; need; need = need->next)
		if (counts(delta->now, need))
			judge(delta, need);
}
