/*
 * dpkg's database of what is installed: var/lib/dpkg/status, and var/lib/dpkg/status.d/NAME, one
 * package a file, in images without dpkg (dpkg(1), deb-control(5)).
 *
 * Components have the name and version of the source package as `source` and `source_version` where
 * they differ from their own: Debian's advisories speak of those.
 */
#include <stdio.h>

#include "eco/entry.h"
#include "eco/index.h"
#include "eco/lines.h"
#include "eco/os/control.h"
#include "eco/place.h"
#include "format/format.h"

enum { PACKAGES_MAX = 100000, ALTERNATIVES_MAX = 64, NAME_ROOM = 512 };

static bool has_sign(struct span head)
{
	return span_starts(head, "Package: ") || span_has(head, "\nPackage: ");
}

static unsigned bid(const struct probe *probe)
{
	bool one_of_many = place_is(place_folder(probe->path), "var/lib/dpkg/status.d") &&
			   !span_ends(probe->name, ".md5sums");

	if (place_is(probe->path, "lib/dpkg/status"))
		return BID_LIKELY;
	return one_of_many && has_sign(probe->head) ? BID_LIKELY : BID_NONE;
}

enum {
	NAME,
	VERSION,
	ARCHITECTURE,
	STATE,
	SOURCE,
	SUPPLIER,
	DESCRIPTION,
	HOMEPAGE,
	NEEDS,
	NEEDS_FIRST,
	PROVIDES,
	FIELDS
};

static const char *const field_names[FIELDS] = {
	[NAME] = "Package",
	[VERSION] = "Version",
	[ARCHITECTURE] = "Architecture",
	[STATE] = "Status",
	[SOURCE] = "Source",
	[SUPPLIER] = "Maintainer",
	[DESCRIPTION] = "Description",
	[HOMEPAGE] = "Homepage",
	[NEEDS] = "Depends",
	[NEEDS_FIRST] = "Pre-Depends",
	[PROVIDES] = "Provides",
};

struct package {
	struct span fields[FIELDS];
	struct span id; /* name:architecture */
	uint64_t offset;
};

struct database {
	struct job *job;
	struct lines lines;
	struct package *all;
	size_t n;
	struct index names; /* ids, names, and what is provided */
};

/* dpkg keeps what was removed but not purged, and what it only heard of. */
static bool is_installed(const struct package *package)
{
	static const char *const states[] = { " installed",	   " unpacked",
					      " half-configured",  " half-installed",
					      " triggers-awaited", " triggers-pending" };

	if (package->fields[STATE].n == 0)
		return true; /* status.d says nothing */
	for (size_t i = 0; i < sizeof(states) / sizeof(*states); i++)
		if (span_ends(package->fields[STATE], states[i]))
			return true;
	return false;
}

static void set_field(struct package *package, const struct control_field *field)
{
	for (size_t i = 0; i < FIELDS; i++)
		if (control_field_is(field, field_names[i]))
			package->fields[i] = field->value;
}

static void read_package(struct database *db, struct span text, uint64_t offset)
{
	struct package package = { .offset = offset };
	struct control_field field;
	bool odd = false;

	while (control_field(&text, &field)) {
		odd |= field.name.n == 0;
		set_field(&package, &field);
	}
	if (!is_installed(&package))
		return;
	if (odd || package.fields[NAME].n == 0 || package.fields[VERSION].n == 0)
		job_malformed(db->job, "a paragraph that describes no package", offset);
	if (package.fields[NAME].n)
		db->all[db->n++] = package;
}

static size_t count_paragraphs(struct span text)
{
	struct control control = { .text = text };
	struct span paragraph;
	size_t n = 0;

	while (n < PACKAGES_MAX && control_next(&control, &paragraph))
		n++;
	return n;
}

static void read_packages(struct database *db, struct span text)
{
	struct control control = { .text = text };
	size_t n = count_paragraphs(text);
	struct span paragraph;

	db->all = arena_array(job_arena(db->job), n, sizeof(struct package));
	for (size_t i = 0; i < n && control_next(&control, &paragraph); i++)
		read_package(db, paragraph, (uint64_t)(paragraph.p - text.p));
	if (control_next(&control, &paragraph))
		job_incomplete(db->job, "there are more packages than the limit", control.at);
}

/* Lists: items with commas between, of alternatives with '|' between, each a name, perhaps with
 * ":any", "(>= 1)" and "[amd64]". */

static struct span cut_item(struct span *list, uint8_t separator)
{
	ptrdiff_t at = span_byte(*list, separator);
	struct span item = span_part(*list, 0, at == SPAN_NONE ? list->n : (uint64_t)at);

	*list = span_from(*list, item.n + 1);
	while (item.n && memchr(" \t\n", item.p[0], 3))
		item = span_from(item, 1);
	return item;
}

static struct span name_of(struct span item, struct span *range)
{
	ptrdiff_t open = span_byte(item, '('), close = span_byte(item, ')');
	size_t n = 0;

	while (n < item.n && !memchr(" \t\n([:", item.p[n], 6))
		n++;
	*range = open == SPAN_NONE || close < open
			 ? (struct span){ 0 }
			 : span_part(item, (uint64_t)open + 1, (uint64_t)(close - open - 1));
	return span_part(item, 0, n);
}

static size_t count_items(struct span list)
{
	size_t n = list.n > 0;

	for (size_t i = 0; i < list.n; i++)
		n += list.p[i] == ',';
	return n;
}

static void index_packages(struct database *db)
{
	struct arena *arena = job_arena(db->job);
	size_t room = 2 * db->n;

	for (size_t i = 0; i < db->n; i++)
		room += count_items(db->all[i].fields[PROVIDES]);
	index_init(&db->names, arena, room);
	for (size_t i = 0; i < db->n; i++) {
		struct package *one = &db->all[i];
		struct span name = one->fields[NAME], architecture = one->fields[ARCHITECTURE];

		one->id =
			span_str(arena_printf(arena, "%.*s:%.*s", (int)name.n, (const char *)name.p,
					      (int)architecture.n, (const char *)architecture.p));
		index_add(&db->names, one->id, i);
		index_add(&db->names, name, i);
	}
	for (size_t i = 0; i < db->n; i++)
		for (struct span list = db->all[i].fields[PROVIDES], range; list.n;)
			index_add(&db->names, name_of(cut_item(&list, ','), &range), i);
}

/* The package of that name, of the same architecture if there is one. */
static const struct package *find(struct database *db, const struct package *from, struct span name)
{
	struct span architecture = from->fields[ARCHITECTURE];
	char id[NAME_ROOM];
	int n = snprintf(id, sizeof(id), "%.*s:%.*s", (int)name.n, (const char *)name.p,
			 (int)architecture.n, (const char *)architecture.p);
	size_t number = n > 0 && n < NAME_ROOM ? index_find(&db->names, span_of(id, (size_t)n))
					       : INDEX_NONE;

	if (number == INDEX_NONE)
		number = index_find(&db->names, name);
	return number == INDEX_NONE ? NULL : &db->all[number];
}

/* The first alternative that is installed. */
static void tell_need(struct database *db, const struct package *from, struct span item)
{
	for (int i = 0; i < ALTERNATIVES_MAX && item.n; i++) {
		struct span range, name = name_of(cut_item(&item, '|'), &range);
		const struct package *to = name.n ? find(db, from, name) : NULL;

		if (!to)
			continue;
		if (to != from)
			entry_need(db->job, from->id, to->id, range, "required", from->offset);
		return;
	}
}

static struct span first_line(struct span text)
{
	ptrdiff_t end = span_byte(text, '\n');

	return end == SPAN_NONE ? text : span_part(text, 0, (uint64_t)end);
}

static void tell_package(struct database *db, const struct package *package)
{
	const struct span *fields = package->fields;
	struct entry entry = entry_package("deb", fields[NAME], "installed");
	struct span source_version, source = name_of(fields[SOURCE], &source_version);

	entry_text(&entry, "version", fields[VERSION]);
	if (fields[ARCHITECTURE].n)
		entry_word(&entry, "qualifiers",
			   arena_printf(job_arena(db->job), "arch=%.*s",
					(int)fields[ARCHITECTURE].n,
					(const char *)fields[ARCHITECTURE].p));
	entry_text(&entry, "source", source);
	entry_text(&entry, "source_version", source_version);
	entry_text(&entry, "supplier", fields[SUPPLIER]);
	entry_text(&entry, "description", first_line(fields[DESCRIPTION]));
	entry_text(&entry, "homepage", fields[HOMEPAGE]);
	entry_text(&entry, "id", package->id);
	entry_number(&entry, "line", lines_at(&db->lines, package->offset));
	entry_emit(&entry, db->job, package->offset);
	for (int i = NEEDS; i <= NEEDS_FIRST; i++)
		for (struct span list = fields[i]; list.n;)
			tell_need(db, package, cut_item(&list, ','));
}

static void read(struct job *job, struct span bytes)
{
	struct database db = { .job = job, .lines = lines_of(bytes) };

	read_packages(&db, bytes);
	index_packages(&db);
	for (size_t i = 0; i < db.n; i++)
		tell_package(&db, &db.all[i]);
}

const struct format format_os_dpkg = {
	.name = "os_dpkg",
	.bid = bid,
	.read = read,
};
