/* Which distribution the packages of an operating system are of. */
#include "scan/distro.h"

#include "base/mem.h"

enum { SYSTEMS_MAX = 1024, ARENA_MAX = 1 << 30 };

/* The os-release of a tree. */
struct system {
	const struct artifact *artifact;
	struct span root, name, version;
};

struct kept {
	struct artifact *artifact;
	const struct fact *fact;
	struct kept *next;
};

struct distros {
	struct arena arena;
	struct system *systems;
	size_t n_systems;
	struct kept *kept, **kept_end;
};

struct distros *distros_new(void)
{
	struct distros *distros = mem_alloc(sizeof(*distros));

	arena_init(&distros->arena, ARENA_MAX, NULL, NULL);
	distros->systems = mem_alloc(SYSTEMS_MAX * sizeof(*distros->systems));
	distros->kept_end = &distros->kept;
	return distros;
}

void distros_free(struct distros *distros)
{
	if (!distros)
		return;
	arena_free(&distros->arena);
	mem_free(distros->systems);
	mem_free(distros);
}

/* The root of a tree is what stands before one of these. */
static const char *const system_places[] = { "etc/os-release", "usr/lib/os-release", NULL };
static const char *const database_places[] = {
	"var/lib/dpkg",		"lib/apk/db",	 "usr/lib/apk/db", "var/lib/rpm",
	"usr/lib/sysimage/rpm", "usr/share/rpm", "usr/lib/dpkg",   NULL,
};

static bool ends_part(struct span path, size_t end)
{
	return end == path.n || path.p[end] == '/';
}

/* Where the place begins as whole parts of the path, or SPAN_NONE. */
static ptrdiff_t find_place(struct span path, struct span place)
{
	size_t from = 0;

	for (;;) {
		ptrdiff_t at = span_find(span_from(path, from), place);

		if (at == SPAN_NONE)
			return SPAN_NONE;
		from += (size_t)at;
		if ((from == 0 || path.p[from - 1] == '/') && ends_part(path, from + place.n))
			return (ptrdiff_t)from;
		from++;
	}
}

/* "./" and "/" before a member's name mean nothing. */
static struct span root_of(const struct artifact *artifact, const char *const *places)
{
	struct span path = artifact->name, root = path;

	while (artifact->parent && (span_starts(path, "./") || span_starts(path, "/")))
		path = span_from(path, path.p[0] == '/' ? 1 : 2);
	for (size_t i = 0; places[i]; i++) {
		ptrdiff_t at = find_place(path, span_str(places[i]));

		if (at != SPAN_NONE && (size_t)at < root.n)
			root = span_part(path, 0, (uint64_t)at);
	}
	return root;
}

/* How sure it is that both lie in one tree; 0: they do not. */
static int nearness(const struct artifact *a, const struct artifact *b)
{
	static const char blobs[] = "blobs/sha256/";
	const struct artifact *top_a = artifact_top(a), *top_b = artifact_top(b);

	if (a->parent == b->parent)
		return 3;
	if (!a->parent || !b->parent)
		return 0;
	if (top_a == top_b)
		return 2; /* another layer of the image */

	ptrdiff_t at = span_find(top_a->name, span_str(blobs));

	return at != SPAN_NONE &&
	       span_eq(span_part(top_a->name, 0, (size_t)at + sizeof(blobs) - 1),
		       span_part(top_b->name, 0, (size_t)at + sizeof(blobs) - 1));
}

/* Of several that are as near the last one, which is in the highest layer. */
static const struct system *system_of(const struct distros *distros,
				      const struct artifact *artifact)
{
	struct span root = root_of(artifact, database_places);
	const struct system *best = NULL;
	int best_nearness = 1;

	for (size_t i = 0; i < distros->n_systems; i++) {
		const struct system *one = &distros->systems[i];
		int near = span_eq(one->root, root) ? nearness(artifact, one->artifact) : 0;

		if (near >= best_nearness) {
			best = one;
			best_nearness = near;
		}
	}
	return best;
}

static bool is_database(const struct artifact *artifact)
{
	static const char *const names[] = { "os_dpkg", "os_apk", "os_rpm" };

	for (size_t i = 0; i < artifact->n_formats; i++)
		for (size_t j = 0; j < sizeof(names) / sizeof(*names); j++)
			if (strcmp(artifact->formats[i], names[j]) == 0)
				return true;
	return false;
}

/* Releases under way have a name and no number yet. */
static struct span release_of(const struct fact *fact)
{
	struct span version = fact_text(fact, "version");

	return version.n ? version : fact_text(fact, "codename");
}

static void add_system(struct distros *distros, const struct artifact *artifact,
		       const struct fact *fact)
{
	if (distros->n_systems == SYSTEMS_MAX)
		return;
	distros->systems[distros->n_systems++] = (struct system){
		.artifact = artifact,
		.root = root_of(artifact, system_places),
		.name = arena_copy(&distros->arena, fact_text(fact, "name")),
		.version = arena_copy(&distros->arena, release_of(fact)),
	};
}

bool distros_take(struct distros *distros, struct artifact *artifact, const struct fact *fact)
{
	bool component = fact->kind == FACT_COMPONENT;

	if (component && fact_is(fact, "kind", "operating-system"))
		add_system(distros, artifact, fact);
	if ((!component && fact->kind != FACT_DEPENDENCY) || !is_database(artifact))
		return false;

	struct kept *kept = arena_alloc(&distros->arena, sizeof(*kept));

	*kept = (struct kept){ artifact, fact_copy(&distros->arena, fact), NULL };
	*distros->kept_end = kept;
	distros->kept_end = &kept->next;
	return true;
}

/* Handing on. */

/* What purl calls a distribution, where that is not the ID of its os-release; and of what an
 * unknown one is, most likely. */
static const struct {
	const char *ecosystem, *id, *namespace;
} namespaces[] = {
	{ "deb", "", "debian" },
	{ "apk", "", "alpine" },
	{ "rpm", "rhel", "redhat" },
	{ "rpm", "opensuse-leap", "opensuse" },
	{ "rpm", "opensuse-tumbleweed", "opensuse" },
	{ "rpm", "sles", "suse" },
	{ "rpm", "amzn", "amazon" },
};

static struct span namespace_of(struct span ecosystem, const struct system *system)
{
	struct span id = system ? system->name : (struct span){ 0 };

	for (size_t i = 0; i < sizeof(namespaces) / sizeof(*namespaces); i++)
		if (span_is(ecosystem, namespaces[i].ecosystem) && span_is(id, namespaces[i].id))
			return span_str(namespaces[i].namespace);
	return id;
}

static struct span part_at(struct span list)
{
	ptrdiff_t end = span_byte(list, '&');

	return end == SPAN_NONE ? list : span_part(list, 0, (uint64_t)end);
}

/* `distro` in its place among the keys, which are in order. */
static struct span with_distro(struct distros *distros, struct span list,
			       const struct system *system)
{
	struct span before = list;

	if (!system || system->name.n == 0)
		return list;
	for (before.n = 0; before.n < list.n;) {
		struct span part = part_at(span_from(list, before.n));

		if (span_cmp(part, span_str("distro")) > 0)
			break;
		before.n += part.n + 1;
	}
	before.n = before.n < list.n ? before.n : list.n;

	struct span after = span_from(list, before.n);
	bool joins = before.n && before.p[before.n - 1] != '&';

	return span_str(arena_printf(&distros->arena, "%.*s%sdistro=%.*s%s%.*s%s%.*s",
				     (int)before.n, (const char *)before.p, joins ? "&" : "",
				     (int)system->name.n, (const char *)system->name.p,
				     system->version.n ? "-" : "", (int)system->version.n,
				     (const char *)system->version.p, after.n ? "&" : "",
				     (int)after.n, (const char *)after.p));
}

static void hand_on(struct distros *distros, struct inventory *inventory, const struct kept *kept,
		    const struct system *system)
{
	struct span ecosystem = fact_text(kept->fact, "ecosystem");
	struct attr attrs[FACT_ATTRS_MAX];
	struct fact fact = *kept->fact;

	if (fact.kind != FACT_COMPONENT || fact.n_attrs + 2 > FACT_ATTRS_MAX) {
		inventory_fact(inventory, kept->artifact, &fact);
		return;
	}
	attrs[0] = ATTR_TEXT("namespace", namespace_of(ecosystem, system));
	attrs[1] = ATTR_TEXT("qualifiers",
			     with_distro(distros, fact_text(&fact, "qualifiers"), system));
	memcpy(attrs + 2, fact.attrs, fact.n_attrs * sizeof(*attrs));
	fact.attrs = attrs; /* the first of a name counts */
	fact.n_attrs += 2;
	inventory_fact(inventory, kept->artifact, &fact);
}

void distros_finish(struct distros *distros, struct inventory *inventory)
{
	const struct system *system = NULL;

	for (struct kept *kept = distros->kept, *before = NULL; kept;
	     before = kept, kept = kept->next) {
		if (!before || before->artifact != kept->artifact) {
			if (before)
				inventory_close(inventory, before->artifact);
			system = system_of(distros, kept->artifact);
		}
		hand_on(distros, inventory, kept, system);
		if (!kept->next)
			inventory_close(inventory, kept->artifact);
	}
}
