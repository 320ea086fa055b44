/*
 * Core metadata: METADATA of installed distributions and wheels, PKG-INFO of eggs and source
 * archives (Core metadata specifications, version 2.4). Emits the package with its licence and
 * maker, and an edge for each Requires-Dist.
 */
#include "base/ascii.h"
#include "eco/pypi/headers.h"
#include "eco/pypi/installed.h"
#include "eco/pypi/name.h"
#include "eco/pypi/requirement.h"
#include "eco/place.h"
#include "format/format.h"

enum { LICENCES_MAX = 8, LICENCE_SIZE_MAX = 100, TEXT_MAX = 400 };

struct metadata {
	struct span name, version, summary, expression, licence, author, author_email, maintainer,
		home, python;
	struct span classified[LICENCES_MAX]; /* licences that classifiers name */
	size_t n_classified;
};

static unsigned bid(const struct probe *probe)
{
	bool named = span_is(probe->name, "METADATA") || span_is(probe->name, "PKG-INFO") ||
		     span_ends(probe->name, ".egg-info");

	return named && headers_is_metadata(probe->head) && !installed_is_left(probe->path)
		       ? BID_LIKELY
		       : BID_NONE;
}

static const struct {
	const char *key;
	size_t offset;
} fields[] = {
	{ "Name", offsetof(struct metadata, name) },
	{ "Version", offsetof(struct metadata, version) },
	{ "Summary", offsetof(struct metadata, summary) },
	{ "License-Expression", offsetof(struct metadata, expression) },
	{ "License", offsetof(struct metadata, licence) },
	{ "Author", offsetof(struct metadata, author) },
	{ "Author-email", offsetof(struct metadata, author_email) },
	{ "Maintainer", offsetof(struct metadata, maintainer) },
	{ "Home-page", offsetof(struct metadata, home) },
	{ "Requires-Python", offsetof(struct metadata, python) },
};

static void keep_classifier(struct metadata *m, struct span value)
{
	struct span last = value;
	ptrdiff_t at;

	if (!span_starts(value, "License :: ") || m->n_classified == LICENCES_MAX)
		return;
	while ((at = span_find(last, (struct span)SPAN(" :: "))) != SPAN_NONE)
		last = span_from(last, (uint64_t)at + 4);
	if (!span_is(last, "OSI Approved"))
		m->classified[m->n_classified++] = last;
}

/* The first of its kind counts, as for importlib.metadata. */
static void keep(struct metadata *m, const struct header *header)
{
	if (ascii_same(header->key, "Classifier")) {
		keep_classifier(m, header->value);
		return;
	}
	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++) {
		struct span *field = (struct span *)(void *)((char *)m + fields[i].offset);

		if (field->n == 0 && ascii_same(header->key, fields[i].key))
			*field = header->value;
	}
}

static struct metadata read_fields(struct span bytes)
{
	struct headers headers = headers_of(bytes);
	struct header header;
	struct metadata m = { 0 };

	while (headers_next(&headers, &header))
		keep(&m, &header);
	return m;
}

static bool is_said(struct span value)
{
	return value.n && !ascii_same(value, "UNKNOWN") && !ascii_same(value, "None");
}

static struct span one_line(struct span value)
{
	ptrdiff_t end = span_byte(value, '\n');

	return ascii_trim(span_part(value, 0, end == SPAN_NONE ? TEXT_MAX : (uint64_t)end));
}

/* The expression alone when there is one; the whole text of a licence in the field says nothing
 * that a name would. */
static void add_licences(const struct metadata *m, struct entry *entry)
{
	bool brief = m->licence.n <= LICENCE_SIZE_MAX && span_byte(m->licence, '\n') == SPAN_NONE;

	if (is_said(m->expression)) {
		entry_text(entry, "licence", m->expression);
		return;
	}
	if (is_said(m->licence) && brief)
		entry_text(entry, "licence", m->licence);
	for (size_t i = 0; i < m->n_classified && !(is_said(m->licence) && brief); i++)
		entry_text(entry, "licence", m->classified[i]);
}

/* The name of "Name <address>, ...". */
static struct span first_person(struct span value)
{
	ptrdiff_t end = span_byte(value, '<');

	return ascii_trim(span_part(value, 0, end == SPAN_NONE ? value.n : (uint64_t)end));
}

static struct span supplier_of(const struct metadata *m)
{
	if (is_said(m->author))
		return one_line(m->author);
	if (is_said(m->maintainer))
		return one_line(m->maintainer);
	return one_line(first_person(m->author_email));
}

/* A source tree's own PKG-INFO says what the tree is; in an .egg-info it is as good as installed.
 */
static bool is_root(const struct job *job)
{
	struct installed installed;

	return span_is(job_name(job), "PKG-INFO") && !installed_read(job_path(job), &installed) &&
	       !span_is(place_name(place_folder(job_path(job))), "EGG-INFO");
}

static void tell(struct job *job, const struct metadata *m)
{
	struct entry entry = entry_package("pypi", m->name, installed_method(job));

	entry_text(&entry, "version", m->version);
	entry_text(&entry, "id", m->name);
	if (is_said(m->summary))
		entry_text(&entry, "description", one_line(m->summary));
	entry_text(&entry, "supplier", supplier_of(m));
	entry_text(&entry, "requires_python", m->python);
	if (is_said(m->home))
		entry_text(&entry, "homepage", one_line(m->home));
	if (is_root(job))
		entry_word(&entry, "root", "yes");
	add_licences(m, &entry);
	entry_emit(&entry, job, 0);
}

static void tell_needs(struct job *job, struct span bytes, struct span from)
{
	struct headers headers = headers_of(bytes);
	struct requirement requirement;
	struct header header;

	while (headers_next(&headers, &header)) {
		if (!ascii_same(header.key, "Requires-Dist"))
			continue;
		(void)requirement_read(header.value, &requirement); /* its name will do */
		if (requirement.name.n)
			requirement_need(&requirement, from, job, header.offset);
	}
}

/* Folders are named by rules of their own, under which names may change: only what cannot be the
 * same name or version is odd. */
static void compare_folder(struct job *job, const struct metadata *m)
{
	struct installed folder;

	if (!installed_read(job_path(job), &folder))
		return;
	if (!name_is_same(folder.name, m->name))
		job_anomaly(job, "python-metadata-name", m->name, 0);
}

static void read(struct job *job, struct span bytes)
{
	struct metadata m = read_fields(bytes);

	if (m.name.n == 0 || m.version.n == 0) {
		struct installed folder = { 0 };

		job_malformed(job, "the metadata lack a name or a version", 0);
		(void)installed_read(job_path(job), &folder); /* or it says nothing either */
		m.name = m.name.n ? m.name : folder.name;
		m.version = m.version.n ? m.version : folder.version;
	}
	if (m.name.n == 0)
		return;
	compare_folder(job, &m);
	tell(job, &m);
	tell_needs(job, bytes, m.name);
}

const struct format format_pypi_metadata = {
	.name = "python-metadata",
	.bid = bid,
	.read = read,
};
