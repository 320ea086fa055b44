/* From the report of a scan to a release. */
#include "vet/release.h"

#include <stdlib.h>

#include "base/buf.h"
#include "eco/npm/spec.h"
#include "eco/place.h"
#include "vet/command.h"

enum { PLACE_MAX = 64 << 10 };

/* Manifests, by the ends of their places. */
static const char *const manifests[] = {
	"package.json",
	"pyproject.toml",
	"setup.py",
	"setup.cfg",
	"binding.gyp",
	"PKG-INFO",
	"*.dist-info/METADATA",
	"*.dist-info/entry_points.txt",
	"*.dist-info/WHEEL",
	"*.egg-info/requires.txt",
	"*.egg-info/entry_points.txt",
	NULL,
};

bool place_is_manifest(struct span place)
{
	bool at_root = span_byte(place, '/') == SPAN_NONE;

	for (size_t i = 0; manifests[i]; i++) {
		bool deep = manifests[i][0] == '*';

		if ((deep || at_root) && place_like(place, manifests[i]))
			return true;
	}
	return at_root && span_ends(place, ".pth");
}

/* Members. */

static unsigned depth_of(const struct artifact *artifact)
{
	unsigned depth = 0;

	while ((artifact = artifact->parent))
		depth++;
	return depth;
}

/* The place of an artifact that lies `below` artifacts under a member; what is inside of a member
 * is named after it. */
static void add_place(struct buf *out, const struct layout *layout, const struct artifact *artifact,
		      unsigned depth)
{
	uint8_t room[LAYOUT_PLACE_MAX];
	size_t n;

	if (depth > layout->depth) {
		add_place(out, layout, artifact->parent, depth - 1);
		buf_byte(out, '!');
		buf_span(out, artifact->name);
		return;
	}
	n = layout_place(layout, artifact->name, room);
	if (n)
		buf_add(out, room, n);
	else
		buf_span(out, artifact->name);
}

static int by_place(const void *a, const void *b)
{
	const struct member *x = a, *y = b;
	int order = span_cmp(x->place, y->place);

	return order ? order
		     : (x->artifact->order > y->artifact->order) -
			       (x->artifact->order < y->artifact->order);
}

static void list_members(struct release *release)
{
	struct report *report = release->report;
	struct buf place;

	buf_init(&place, PLACE_MAX);
	release->members = arena_array(release->arena, report->n_artifacts, sizeof(struct member));
	for (struct artifact *a = report->artifacts; a; a = a->next) {
		unsigned depth = depth_of(a);

		if (depth < release->layout.depth)
			continue;
		buf_clear(&place);
		add_place(&place, &release->layout, a, depth);
		release->members[release->n++] =
			(struct member){ .place = arena_copy(release->arena, buf_view(&place)),
					 .artifact = a };
	}
	buf_free(&place);
	qsort(release->members, release->n, sizeof(struct member), by_place);
	release->of = arena_array(release->arena, report->n_artifacts, sizeof(*release->of));
	for (size_t i = 0; i < release->n; i++)
		release->of[release->members[i].artifact->order] = &release->members[i];
}

const struct member *release_member_of(const struct release *release,
				       const struct artifact *artifact)
{
	return artifact->order < release->report->n_artifacts ? release->of[artifact->order] : NULL;
}

const struct member *release_member(const struct release *release, struct span place)
{
	size_t low = 0, high = release->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (span_cmp(release->members[middle].place, place) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < release->n && span_eq(release->members[low].place, place)
		       ? &release->members[low]
		       : NULL;
}

static bool has_same(const struct release *before, const struct member *member)
{
	const struct member *end = before->members + before->n;
	const struct member *m = release_member(before, member->place);

	for (; m && m < end && span_eq(m->place, member->place); m++)
		if (m->artifact->has_digest && member->artifact->has_digest &&
		    memcmp(m->artifact->digest, member->artifact->digest, DIGEST_SIZE) == 0)
			return true;
	return false;
}

void release_compare(struct release *release, const struct release *before)
{
	for (size_t i = 0; i < release->n; i++)
		release->members[i].unchanged = has_same(before, &release->members[i]);
}

/* Declarations. */

const struct declared *declared_find(const struct declared *list, struct span name)
{
	while (list && !span_eq(list->name, name))
		list = list->next;
	return list;
}

struct span need_address(const struct declared *need)
{
	struct span origin = fact_text(need->fact, "origin");
	struct npm_spec spec = npm_spec_of(need->value);

	if (fact_is(need->fact, "what", "need") && npm_spec_is_address(&spec))
		return need->value;
	return origin.n || !span_has(need->value, "://") ? origin : need->value;
}

static void declare(struct release *release, struct declared **list, const struct member *member,
		    const struct fact *fact, struct span name, struct span value)
{
	struct declared *declared;
	size_t n = *list ? (*list)->n : 0;

	if (n == DECLARED_MAX) {
		release->is_overfull = true;
		return;
	}
	declared = arena_alloc(release->arena, sizeof(*declared));
	*declared = (struct declared){ member, fact, name, value, *list, n + 1 };
	*list = declared;
}

/* npm runs these when a published package is installed; not "prepare". */
static bool is_install_script(const struct fact *fact)
{
	return fact_is(fact, "name", "preinstall") || fact_is(fact, "name", "install") ||
	       fact_is(fact, "name", "postinstall");
}

static void read_code(struct release *release, const struct member *member, const struct fact *fact)
{
	struct span what = fact_text(fact, "what"), name = fact_text(fact, "name");
	struct span value = fact_text(fact, "value");

	if (span_is(what, "install-script") && is_install_script(fact))
		declare(release, &release->hooks, member, fact, name, value);
	else if (span_is(what, "script"))
		declare(release, &release->scripts, member, fact, name, value);
	else if (span_is(what, "build-hook"))
		declare(release, &release->hooks, member, fact, name, value);
	else if (span_is(what, "build-backend") || span_is(what, "build-path"))
		declare(release, &release->hooks, member, fact, what, value);
	else if (span_is(what, "command"))
		declare(release, &release->commands, member, fact, name, value);
	else if (span_is(what, "need"))
		declare(release, &release->needs, member, fact, name, value);
	else if (span_is(what, "entry"))
		declare(release, &release->entries, member, fact, name, value);
}

/* "@scope/name", as a registry knows it. */
static struct span whole_name(struct release *release, const struct fact *fact)
{
	struct span namespace = fact_text(fact, "namespace"), name = fact_text(fact, "name");

	if (namespace.n == 0)
		return name;
	return span_str(arena_printf(release->arena, "%.*s/%.*s", (int)namespace.n,
				     (const char *)namespace.p, (int)name.n, (const char *)name.p));
}

/* npm's needs are said apart. Of Python, what builds a source archive comes along as well, and what
 * only an extra asks for does not. */
static bool is_installed_along(const struct member *member, const struct fact *fact)
{
	return !span_is(place_name(member->place), "package.json") &&
	       !fact_is(fact, "scope", "optional") && !fact_is(fact, "scope", "dev") &&
	       !fact_is(fact, "scope", "test");
}

static bool is_itself(const struct fact *fact)
{
	return fact_is(fact, "root", "yes") || fact_is(fact, "method", "archive") ||
	       fact_is(fact, "method", "installed");
}

/* Metadata that an installer reads come before those that only a build does. */
static unsigned rank_of(const struct member *member)
{
	static const char *const order[] = { "setup.cfg", "setup.py", "pyproject.toml",
					     "PKG-INFO",  "METADATA", "package.json",
					     NULL };
	unsigned rank = 0;

	for (unsigned i = 0; order[i]; i++)
		if (span_is(place_name(member->place), order[i]))
			rank = i + 1;
	return rank;
}

static void read_component(struct release *release, const struct member *member,
			   const struct fact *fact)
{
	if (!fact_is(fact, "kind", "package"))
		return;
	if (!is_itself(fact)) {
		if (is_installed_along(member, fact))
			declare(release, &release->needs, member, fact, whole_name(release, fact),
				fact_text(fact, "range"));
		return;
	}
	if (release->manifest && rank_of(release->manifest) >= rank_of(member))
		return;
	release->manifest = member;
	release->ecosystem = fact_text(fact, "ecosystem");
	release->name = whole_name(release, fact);
	release->version = fact_text(fact, "version");
}

/* Metadata of what is built name their needs by nothing else. */
static bool has_only_edges(const struct member *member)
{
	struct span name = place_name(member->place);

	return span_is(name, "METADATA") || span_is(name, "PKG-INFO");
}

static void read_need(struct release *release, const struct member *member, const struct fact *fact)
{
	struct span to = fact_text(fact, "to");

	if (to.n && has_only_edges(member) && is_installed_along(member, fact))
		declare(release, &release->needs, member, fact, to, fact_text(fact, "range"));
}

static void read_manifest(struct release *release, const struct member *member)
{
	const struct artifact *artifact = member->artifact;

	for (size_t i = 0; i < artifact->n_facts; i++) {
		const struct fact *fact = artifact->facts[i];

		if (fact->kind == FACT_CODE)
			read_code(release, member, fact);
		else if (fact->kind == FACT_COMPONENT)
			read_component(release, member, fact);
		else if (fact->kind == FACT_DEPENDENCY)
			read_need(release, member, fact);
	}
}

/* "npm run NAME": what a hook runs by name is one too, and so on. */
static void follow_hook(struct release *release, const struct declared *hook)
{
	struct span command = hook->value;

	for (struct span word; (word = command_word(&command)).n;) {
		const struct declared *script = declared_find(release->scripts, word);

		if (script && !declared_find(release->hooks, script->name))
			declare(release, &release->hooks, script->member, script->fact,
				script->name, script->value);
	}
}

/* What is added stands before the others: until nothing more is. */
static void follow_hooks(struct release *release)
{
	const struct declared *done = NULL;

	while (release->hooks != done) {
		const struct declared *first = release->hooks;

		for (const struct declared *hook = first; hook != done; hook = hook->next)
			follow_hook(release, hook);
		done = first;
	}
}

void release_read(struct release *release, struct report *report, const struct layout *layout,
		  struct arena *arena)
{
	*release = (struct release){ .report = report, .arena = arena, .layout = *layout };
	list_members(release);
	for (size_t i = 0; i < release->n; i++)
		if (place_is_manifest(release->members[i].place))
			read_manifest(release, &release->members[i]);
	if (release->scripts)
		follow_hooks(release);
	moments_set(release);
}
