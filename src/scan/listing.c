/* From rows of the inventory to lists by manifest. */
#include "scan/listing.h"

#include "eco/index.h"
#include "eco/place.h"

enum { PARTS_MAX = 4096 };

/* Paths. */

bool listing_walk(struct arena *arena, struct span path, struct span *out)
{
	uint8_t *text = (uint8_t *)arena_alloc(arena, path.n + 3) + 1;
	size_t n = 0;

	text[-1] = '/';
	while (path.n) {
		ptrdiff_t slash = span_byte(path, '/');
		struct span part = span_part(path, 0, slash < 0 ? path.n : (uint64_t)slash);

		path = span_from(path, part.n + 1);
		if (part.n == 0 || span_is(part, "."))
			continue;
		if (span_is(part, "..") && n == 0)
			return false;
		if (span_is(part, "..")) {
			while (n > 0 && text[n - 1] != '/')
				n--;
			n -= n > 0;
			continue;
		}
		if (n)
			text[n++] = '/';
		memcpy(text + n, part.p, part.n);
		n += part.n;
	}
	*out = span_of(text, n);
	return true;
}

static struct span joined(struct arena *arena, struct span folder, struct span path)
{
	return span_str(arena_printf(arena, "%.*s/%.*s", (int)folder.n, (const char *)folder.p,
				     (int)path.n, (const char *)path.p));
}

static struct span trimmed(const char *target)
{
	struct span root = span_str(target);

	while (span_starts(root, "./"))
		root = span_from(root, 2);
	while (root.n > 1 && root.p[root.n - 1] == '/')
		root.n--;
	return root.n ? root : span_str(".");
}

/* Whether the path is below the root, and what stands behind that. */
static bool below(struct span root, struct span path, struct span *rest)
{
	bool here = span_is(root, "."), top = span_is(root, "/");

	*rest = here ? path : span_from(path, root.n + !top);
	if (here)
		return path.n && path.p[0] != '/';
	return path.n > root.n && memcmp(path.p, root.p, root.n) == 0 &&
	       (top || path.p[root.n] == '/');
}

bool listing_root(const struct scan_options *options, struct span path, struct span *root,
		  struct span *rest)
{
	struct span behind;

	*root = (struct span){ 0 };
	for (size_t i = 0; i < options->n_targets; i++) {
		struct span target = trimmed(options->targets[i]);

		if (below(target, path, &behind) && target.n >= root->n) {
			*root = target;
			*rest = behind;
		}
	}
	return root->n > 0;
}

static bool find_root(const struct scan_options *options, struct listing *listing)
{
	struct span rest;

	if (!listing_root(options, listing->manifest->name, &listing->root, &rest))
		return false;
	listing->folder = place_folder(rest);
	return true;
}

struct span listing_key(struct arena *arena, struct span root, struct span path)
{
	uint8_t *key = arena_alloc(arena, root.n + 1 + path.n);

	memcpy(key, root.p, root.n);
	if (path.n)
		memcpy(key + root.n + 1, path.p, path.n);
	return span_of(key, root.n + 1 + path.n);
}

/* Lists. */

static void add_file(struct listings *listings, struct listing *listing,
		     const struct listed *listed)
{
	struct listed_file *file = &listing->files[listing->n++];
	struct span path = joined(listings->arena, listing->folder, listed->path);

	file->listed = listed;
	if (span_starts(listed->path, "/") || !listing_walk(listings->arena, path, &file->path) ||
	    file->path.n == 0) {
		file->path.n = 0;
		return;
	}

	struct span key = listing_key(listings->arena, listing->root, file->path);

	file->again = set_add(&listings->paths, key) != SET_NEW;
}

static const struct listed *end_of(const struct listed *row, size_t *n)
{
	const struct artifact *manifest = row->manifest;

	for (*n = 0; row && row->manifest == manifest; row = row->next)
		++*n;
	return row;
}

/* The rows of one manifest follow each other: n from `first` on. */
static void add_listing(struct listings *listings, const struct scan_options *options,
			const struct listed *first, size_t n)
{
	struct listing *listing = &listings->all[listings->n];

	listing->manifest = first->manifest;
	if (listing->manifest->parent || !find_root(options, listing))
		return;
	listing->files = arena_array(listings->arena, n, sizeof(*listing->files));
	for (size_t i = 0; i < n && first; i++, first = first->next)
		add_file(listings, listing, first);
	listings->n++;
}

/* The component that was seen in the same folder as its list. */
static void find_components(struct listings *listings, const struct report *report)
{
	struct component **all =
		arena_array(listings->arena, report->n_components + 1, sizeof(*all));
	struct index folders;
	size_t n = 0, places = 0;

	for (struct component *c = report->components; c; c = c->next)
		for (const struct occurrence *o = c->occurrences; o; o = o->next)
			places++;
	index_init(&folders, listings->arena, places);
	for (struct component *c = report->components; c && n < report->n_components;
	     c = c->next, n++) {
		all[n] = c;
		for (const struct occurrence *o = c->occurrences; o; o = o->next)
			index_add(&folders, place_folder(o->artifact->name), n);
	}
	for (size_t i = 0; i < listings->n; i++) {
		struct span folder = place_folder(listings->all[i].manifest->name);
		size_t at = folder.n ? index_find(&folders, folder) : INDEX_NONE;

		if (at != INDEX_NONE)
			listings->all[i].component = all[at];
	}
}

struct listings listings_of(const struct scan_options *options, const struct inventory *inventory,
			    struct report *report)
{
	struct listings listings = { .arena = &report->arena };
	const struct listed *listed = inventory_listed(inventory);
	size_t rows = 0, manifests = 0;

	for (const struct listed *row = listed; row; row = row->next) {
		rows++;
		manifests += !row->next || row->next->manifest != row->manifest;
	}
	listings.all = arena_array(listings.arena, manifests + 1, sizeof(*listings.all));
	set_init(&listings.paths, arena_array(listings.arena, set_room(rows), sizeof(struct span)),
		 rows);
	while (listed) {
		size_t n;
		const struct listed *end = end_of(listed, &n);

		add_listing(&listings, options, listed, n);
		listed = end;
	}
	find_components(&listings, report);
	return listings;
}

bool listings_have(const struct listings *listings, struct span root, struct span path)
{
	uint8_t room[PARTS_MAX];
	size_t n = root.n + 1 + path.n;

	if (n > sizeof(room))
		return false;
	memcpy(room, root.p, root.n);
	room[root.n] = 0;
	if (path.n)
		memcpy(room + root.n + 1, path.p, path.n);
	return set_has(&listings->paths, span_of(room, n));
}
