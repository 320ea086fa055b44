/*
 * Alpine's database of what is installed, lib/apk/db/installed: paragraphs of "X:value" lines,
 * where the case of the letter matters (apk's "APK index format" and "installed database" pages).
 *
 * `source` is the package that this one was built from (its origin), of the same version.
 */
#include "eco/entry.h"
#include "eco/index.h"
#include "eco/lines.h"
#include "eco/os/control.h"
#include "eco/place.h"
#include "format/format.h"

enum { PACKAGES_MAX = 100000 };

static unsigned bid(const struct probe *probe)
{
	return place_is(probe->path, "lib/apk/db/installed") ? BID_LIKELY : BID_NONE;
}

enum {
	NAME,
	VERSION,
	ARCHITECTURE,
	LICENCE,
	ORIGIN,
	SUPPLIER,
	HOMEPAGE,
	DESCRIPTION,
	NEEDS,
	PROVIDES,
	FIELDS
};

static const char letters[FIELDS] = {
	[NAME] = 'P',	  [VERSION] = 'V',  [ARCHITECTURE] = 'A', [LICENCE] = 'L', [ORIGIN] = 'o',
	[SUPPLIER] = 'm', [HOMEPAGE] = 'U', [DESCRIPTION] = 'T',  [NEEDS] = 'D',   [PROVIDES] = 'p',
};

struct package {
	struct span fields[FIELDS];
	uint64_t offset;
};

struct database {
	struct job *job;
	struct lines lines;
	struct package *all;
	size_t n;
	struct index names; /* of packages and of what they provide */
};

static void read_line(struct package *package, struct span line)
{
	for (size_t i = 0; i < FIELDS && line.n > 1 && line.p[1] == ':'; i++)
		if (line.p[0] == (uint8_t)letters[i] && package->fields[i].n == 0)
			package->fields[i] = span_from(line, 2);
}

static void read_package(struct database *db, struct span text, uint64_t offset)
{
	struct package package = { .offset = offset };

	while (text.n) {
		ptrdiff_t end = span_byte(text, '\n');
		struct span line = span_part(text, 0, end == SPAN_NONE ? text.n : (uint64_t)end);

		read_line(&package, line);
		text = span_from(text, line.n + 1);
	}
	if (package.fields[NAME].n == 0 || package.fields[VERSION].n == 0)
		job_malformed(db->job, "a paragraph that describes no package", offset);
	if (package.fields[NAME].n)
		db->all[db->n++] = package;
}

static void read_packages(struct database *db, struct span text)
{
	struct control control = { .text = text }, count = control;
	struct span paragraph;
	size_t n = 0;

	while (n < PACKAGES_MAX && control_next(&count, &paragraph))
		n++;
	db->all = arena_array(job_arena(db->job), n, sizeof(struct package));
	for (size_t i = 0; i < n && control_next(&control, &paragraph); i++)
		read_package(db, paragraph, (uint64_t)(paragraph.p - text.p));
	if (control_next(&control, &paragraph))
		job_incomplete(db->job, "there are more packages than the limit", control.at);
}

/* Items with blanks between: "so:libc.musl-x86_64.so.1", "cmd:sh=1.36", "pkg>=1.0", "!other". */
static struct span cut_item(struct span *list)
{
	ptrdiff_t at = span_byte(*list, ' ');
	struct span item = span_part(*list, 0, at == SPAN_NONE ? list->n : (uint64_t)at);

	*list = span_from(*list, item.n + 1);
	return item;
}

static struct span name_of(struct span item)
{
	size_t n = 0;

	while (n < item.n && !memchr("=<>~@", item.p[n], 5))
		n++;
	return span_part(item, 0, n);
}

static size_t count_items(struct span list)
{
	size_t n = list.n > 0;

	for (size_t i = 0; i < list.n; i++)
		n += list.p[i] == ' ';
	return n;
}

static void index_packages(struct database *db)
{
	size_t room = db->n;

	for (size_t i = 0; i < db->n; i++)
		room += count_items(db->all[i].fields[PROVIDES]);
	index_init(&db->names, job_arena(db->job), room);
	for (size_t i = 0; i < db->n; i++)
		index_add(&db->names, db->all[i].fields[NAME], i);
	for (size_t i = 0; i < db->n; i++)
		for (struct span list = db->all[i].fields[PROVIDES]; list.n;)
			index_add(&db->names, name_of(cut_item(&list)), i);
}

static void tell_needs(struct database *db, const struct package *from)
{
	for (struct span list = from->fields[NEEDS]; list.n;) {
		struct span item = cut_item(&list), name = name_of(item);
		size_t number =
			item.n && item.p[0] != '!' ? index_find(&db->names, name) : INDEX_NONE;

		if (number != INDEX_NONE && &db->all[number] != from)
			entry_need(db->job, from->fields[NAME], db->all[number].fields[NAME],
				   span_from(item, name.n), "required", from->offset);
	}
}

static void tell_package(struct database *db, const struct package *package)
{
	const struct span *fields = package->fields;
	struct span architecture = fields[ARCHITECTURE];
	struct entry entry = entry_package("apk", fields[NAME], "installed");

	entry_text(&entry, "version", fields[VERSION]);
	if (architecture.n)
		entry_word(&entry, "qualifiers",
			   arena_printf(job_arena(db->job), "arch=%.*s", (int)architecture.n,
					(const char *)architecture.p));
	if (!span_eq(fields[ORIGIN], fields[NAME]))
		entry_text(&entry, "source", fields[ORIGIN]);
	entry_text(&entry, "licence", fields[LICENCE]);
	entry_text(&entry, "supplier", fields[SUPPLIER]);
	entry_text(&entry, "homepage", fields[HOMEPAGE]);
	entry_text(&entry, "description", fields[DESCRIPTION]);
	entry_text(&entry, "id", fields[NAME]);
	entry_number(&entry, "line", lines_at(&db->lines, package->offset));
	entry_emit(&entry, db->job, package->offset);
	tell_needs(db, package);
}

static void read(struct job *job, struct span bytes)
{
	struct database db = { .job = job, .lines = lines_of(bytes) };

	read_packages(&db, bytes);
	index_packages(&db);
	for (size_t i = 0; i < db.n; i++)
		tell_package(&db, &db.all[i]);
}

const struct format format_os_apk = {
	.name = "os_apk",
	.bid = bid,
	.read = read,
};
