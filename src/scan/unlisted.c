/* What lies in packages' folders and stands in no list. */
#include "scan/unlisted.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/ascii.h"
#include "eco/place.h"
#include "scan/glob.h"
#include "sys/walk.h"

enum { TAG_MAX = 64 };

struct hunt {
	const struct scan_options *options;
	struct listings *listings;
	struct listing *listing; /* whose folder is walked */
	struct set walked;	 /* folders, as keys of files */
	bool top_only;
};

/* Interpreters and loaders run these; data, headers and notes are no matter. */
static bool is_code(struct span name)
{
	static const char *const endings[] = { ".py",	 ".pyw", ".pyc", ".pth", ".so", ".pyd",
					       ".dylib", ".dll", ".sh",	 ".exe", NULL };

	for (size_t i = 0; endings[i]; i++)
		if (span_ends(name, endings[i]))
			return true;
	return false;
}

/* The path without the root. */
static struct span inside(const struct hunt *hunt, struct span path)
{
	struct span root = hunt->listing->root;

	if (span_is(root, "."))
		return span_starts(path, "./") ? span_from(path, 2) : path;
	return span_from(path, root.n + (span_is(root, "/") ? 0 : 1));
}

static void note(const struct hunt *hunt, struct span path)
{
	struct listing *listing = hunt->listing;
	size_t room = sizeof(listing->unlisted) / sizeof(*listing->unlisted), i;

	/* The first ones in order, however the folder gives them. */
	for (i = 0; i < listing->n_unlisted && i < room; i++)
		if (span_cmp(path, listing->unlisted[i]) < 0)
			break;
	listing->n_unlisted++;
	if (i == room)
		return;
	memmove(&listing->unlisted[i + 1], &listing->unlisted[i],
		(room - i - 1) * sizeof(*listing->unlisted));
	listing->unlisted[i] = arena_copy(hunt->listings->arena, path);
}

/* dir/__pycache__/NAME.TAG.pyc comes of dir/NAME.py. */
static struct span source_of(struct arena *arena, struct span path)
{
	struct span folder = place_folder(place_folder(path)), name = place_name(path);
	ptrdiff_t dot = span_byte(name, '.');

	return span_str(arena_printf(arena, "%.*s/%.*s.py", (int)folder.n, (const char *)folder.p,
				     (int)(dot < 0 ? (ptrdiff_t)name.n : dot),
				     (const char *)name.p));
}

static void look_at_compiled(const struct hunt *hunt, struct span path)
{
	struct listing *listing = hunt->listing;
	struct span source = source_of(hunt->listings->arena, path), shown = inside(hunt, path);

	if (access((const char *)source.p, F_OK) == 0)
		return; /* the source is judged where it lies */
	listing->n_orphans++;
	if (listing->orphan.n == 0 || span_cmp(shown, listing->orphan) < 0)
		listing->orphan = arena_copy(hunt->listings->arena, shown);
}

/* Called for each file; nothing is opened. */
static bool want(void *context, struct span path)
{
	const struct hunt *hunt = context;
	struct span shown = inside(hunt, path);

	if (!is_code(place_name(path)) || glob_any(hunt->options->exclude, path) ||
	    listings_have(hunt->listings, hunt->listing->root, shown))
		return false;
	if (span_is(place_name(place_folder(path)), "__pycache__"))
		look_at_compiled(hunt, path);
	else
		note(hunt, shown);
	return false;
}

static bool enter(void *context, struct span path)
{
	const struct hunt *hunt = context;

	return !glob_any(hunt->options->exclude, path);
}

static enum err visit(void *context, const struct walk_entry *entry)
{
	(void)context; /* what cannot be read was said by the first walk */
	(void)entry;
	return OK;
}

static struct span full_path(const struct hunt *hunt, struct span folder)
{
	struct span root = hunt->listing->root;
	const char *between = span_is(root, "/") ? "" : "/";

	return span_str(arena_printf(hunt->listings->arena, "%.*s%s%.*s", (int)root.n,
				     (const char *)root.p, between, (int)folder.n,
				     (const char *)folder.p));
}

static enum err walk_folder(struct hunt *hunt, struct span folder)
{
	const struct walker walker = {
		.enter = enter, .want = want, .visit = visit, .context = hunt
	};
	struct span key = listing_key(hunt->listings->arena, hunt->listing->root, folder);
	const char *path = (const char *)full_path(hunt, folder).p;
	struct stat st;

	/* A link may lead anywhere. */
	if (set_add(&hunt->walked, key) != SET_NEW || lstat(path, &st) != 0 || !S_ISDIR(st.st_mode))
		return OK;
	return walk(path, &walker);
}

/* The folder of a package is one that lies beside that of its list and holds a listed file with
 * code: site-packages/PACKAGE. What lies elsewhere (scripts, data) others share. */
static bool owned_folder(const struct listing *listing, const struct listed_file *file,
			 struct span *folder)
{
	struct span site = place_folder(listing->folder);
	struct span rest = span_from(file->path, site.n + (site.n > 0));
	ptrdiff_t slash = span_byte(rest, '/');

	if (file->path.n <= site.n || (site.n && memcmp(file->path.p, site.p, site.n) != 0) ||
	    (site.n && file->path.p[site.n] != '/') || slash <= 0 || !is_code(rest))
		return false;
	*folder = span_part(file->path, 0, site.n + (site.n > 0) + (size_t)slash);
	return !span_ends(*folder, "__pycache__");
}

static enum err hunt_listing(struct hunt *hunt)
{
	const struct listing *listing = hunt->listing;
	struct span folder, last = { 0 };
	enum err e = OK;

	for (size_t i = 0; e == OK && i < listing->n; i++) {
		if (!owned_folder(listing, &listing->files[i], &folder) || span_eq(folder, last))
			continue;
		last = folder;
		e = walk_folder(hunt, folder);
	}
	return e;
}

static bool is_record(const struct listing *listing)
{
	return place_is(listing->manifest->name, "RECORD");
}

enum err unlisted_find(const struct scan_options *options, struct listings *listings)
{
	struct hunt hunt = { .options = options, .listings = listings };
	size_t rows = 0;
	enum err e = OK;

	for (size_t i = 0; i < listings->n; i++)
		rows += listings->all[i].n;
	set_init(&hunt.walked, arena_array(listings->arena, set_room(rows), sizeof(struct span)),
		 rows);
	for (size_t i = 0; e == OK && i < listings->n; i++) {
		hunt.listing = &listings->all[i];
		if (is_record(hunt.listing))
			e = hunt_listing(&hunt);
	}
	return e;
}
