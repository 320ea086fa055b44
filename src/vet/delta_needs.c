/* Dependencies that the previous release did not have. */
#include "vet/delta.h"

#include "base/set.h"
#include "eco/popular.h"
#include "eco/pypi/name.h"

enum { SHARED_MIN = 4 };

/* Names of needs, as the ecosystem looks them up, and those that came from an address. */
struct needs {
	struct set names, addresses;
};

static struct span looked_up(const struct delta *delta, struct span name)
{
	return span_is(delta->now->ecosystem, "pypi") ? name_normal(name, delta->arena) : name;
}

static uint64_t length(const struct declared *list)
{
	uint64_t n = 1;

	for (; list; list = list->next)
		n++;
	return n;
}

/* With room for as many more as will be told. */
static struct set set_for(const struct delta *delta, const struct declared *list)
{
	struct set set;
	uint64_t n = length(list) + length(delta->now->needs);

	set_init(&set, arena_array(delta->arena, set_room(n), sizeof(struct span)), n);
	return set;
}

static struct needs needs_of(const struct delta *delta, const struct release *release)
{
	struct needs needs = { set_for(delta, release->needs), set_for(delta, release->needs) };

	for (const struct declared *need = release->needs; need; need = need->next) {
		struct span name = looked_up(delta, need->name);

		(void)set_add(&needs.names, name); /* once is enough */
		if (need_address(need).n)
			(void)set_add(&needs.addresses, name);
	}
	return needs;
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

/* Packages of one project: the same scope, or names that begin alike. A scope belongs to somebody,
 * a first word to nobody. */
static bool is_of_family(struct span own, struct span other)
{
	struct span scope = scope_of(own), theirs = scope_of(other), word;

	if (theirs.n)
		return span_eq(scope, theirs) || span_eq(span_from(theirs, 1), first_word(own));
	word = first_word(scope.n ? span_from(scope, 1) : own);
	return word.n >= SHARED_MIN && other.n > word.n && span_eq(word, first_word(other));
}

static void judge(const struct delta *delta, struct needs *before, const struct declared *need)
{
	struct span name = looked_up(delta, need->name), address = need_address(need), near;
	struct finding *finding;

	if (address.n && !set_has(&before->addresses, name)) {
		finding = delta_say(delta, RELEASE_NEW_ADDRESS_DEPENDENCY, need->member, need->fact,
				    "address", address, "Needs a package from ",
				    " instead of a registry, which the previous release did not.");
		finding_show(delta->report, finding, "dependency", need->name);
	} else if (!set_has(&before->names, name) &&
		   !popular_has(delta->now->ecosystem, need->name) &&
		   !is_of_family(delta->now->name, need->name)) {
		finding = delta_say(
			delta, RELEASE_NEW_DEPENDENCY, need->member, need->fact, "dependency",
			need->name, "Is installed together with ",
			", which is not well known and which the previous release did not need.");
		if (need->value.n)
			finding_show(delta->report, finding, "range", need->value);
		if (popular_near(delta->now->ecosystem, need->name, &near) != NEAR_NOT)
			finding_show(delta->report, finding, "near", near);
	}
	(void)set_add(&before->names, name); /* each is told once */
}

void delta_needs(const struct delta *delta)
{
	struct needs before = needs_of(delta, delta->before);

	for (const struct declared *need = delta->now->needs; need; need = need->next)
		judge(delta, &before, need);
}
