/*
 * SPDX 2.2 and 2.3 as tag-value text (SPDX 2.3, annex "Tag-value format"): a line "Tag: value"
 * each, in sections that PackageName, FileName and the like open; <text> holds values of several
 * lines.
 */
#include "base/reader.h"
#include "eco/bom/bom.h"
#include "eco/bom/spdx2.h"
#include "eco/lines.h"
#include "format/format.h"

struct reading {
	struct job *job;
	struct arena *arena;
	struct span subject;  /* the id of what the document is about */
	struct entry package; /* what the section at hand has said */
	bool in_package, has_licence;
	struct span name, id, purpose;
	uint64_t at; /* where the package begins */
};

struct line {
	struct span tag, value;
	uint64_t offset;
};

static unsigned bid(const struct probe *probe)
{
	return span_has(probe->head, "SPDXVersion: SPDX-2.") ? BID_LIKELY : BID_NONE;
}

static struct span trimmed(struct span s)
{
	while (s.n && (s.p[0] == ' ' || s.p[0] == '\t'))
		s = span_from(s, 1);
	while (s.n && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t'))
		s.n--;
	return s;
}

/* The value goes on to "</text>" where it opens with "<text>". False when there is no end. */
static bool take_text(struct reader *r, struct span bytes, struct span *value)
{
	struct span rest;
	ptrdiff_t end;

	if (!span_starts(*value, "<text>"))
		return true;
	rest = span_from(bytes, (uint64_t)(value->p - bytes.p) + strlen("<text>"));
	end = span_find(rest, span_str("</text>"));
	if (end == SPAN_NONE)
		return false;
	*value = span_part(rest, 0, (uint64_t)end);
	if (value->p + value->n > r->p)
		reader_skip(r, (uint64_t)(value->p + value->n - r->p));
	return true;
}

/* The next line that states something. False at the end. */
static bool take(const struct reading *r, struct reader *in, struct span bytes, struct line *line)
{
	while (reader_left(in)) {
		uint64_t offset = (uint64_t)(in->p - bytes.p);
		struct span raw = trimmed(lines_take(in));
		ptrdiff_t colon = span_byte(raw, ':');

		if (raw.n == 0 || raw.p[0] == '#' || colon == SPAN_NONE)
			continue;
		line->offset = offset;
		line->tag = span_part(raw, 0, (uint64_t)colon);
		line->value = trimmed(span_from(raw, (uint64_t)colon + 1));
		if (!take_text(in, bytes, &line->value))
			job_malformed(r->job, "a <text> that does not end", offset);
		return true;
	}
	return false;
}

/* The word before the next blank, and *rest what follows. */
static struct span word(struct span s, struct span *rest)
{
	size_t n = 0;

	s = trimmed(s);
	while (n < s.n && s.p[n] != ' ' && s.p[n] != '\t')
		n++;
	*rest = trimmed(span_from(s, n));
	return span_part(s, 0, n);
}

static void end_package(struct reading *r)
{
	struct entry entry;

	if (!r->in_package)
		return;
	r->in_package = false;
	entry = entry_of(spdx2_kind(r->purpose), r->name, "bom");
	if (r->id.n && span_eq(r->id, r->subject))
		entry_word(&entry, "root", "yes");
	for (size_t i = 0; i < r->package.n; i++)
		entry_attr(&entry, &r->package.attrs[i]);
	entry_emit(&entry, r->job, r->at);
}

static void say(struct reading *r, const char *key, struct span value)
{
	if (!bom_says_nothing(value))
		entry_text(&r->package, key, value);
}

/* One function a tag, in a package. */

static void on_id(struct reading *r, struct span value)
{
	r->id = value;
	entry_text(&r->package, "id", value);
}

static void on_version(struct reading *r, struct span value)
{
	say(r, "version", value);
}

static void on_supplier(struct reading *r, struct span value)
{
	say(r, "supplier", spdx2_maker(value));
}

static void on_originator(struct reading *r, struct span value)
{
	say(r, "author", spdx2_maker(value));
}

static void on_origin(struct reading *r, struct span value)
{
	say(r, "origin", value);
}

static void on_homepage(struct reading *r, struct span value)
{
	say(r, "homepage", value);
}

static void on_description(struct reading *r, struct span value)
{
	say(r, "description", value);
}

/* Concluded stands before declared in documents as tools write them. */
static void on_licence(struct reading *r, struct span value)
{
	if (r->has_licence || bom_says_nothing(value))
		return;
	r->has_licence = true;
	entry_text(&r->package, "licence", value);
}

static void on_purpose(struct reading *r, struct span value)
{
	r->purpose = value;
}

static void on_checksum(struct reading *r, struct span value)
{
	ptrdiff_t colon = span_byte(value, ':');

	if (colon != SPAN_NONE)
		bom_digest(&r->package, r->arena, span_part(value, 0, (uint64_t)colon),
			   trimmed(span_from(value, (uint64_t)colon + 1)));
}

/* "PACKAGE-MANAGER purl pkg:pypi/x@1" */
static void on_reference(struct reading *r, struct span value)
{
	struct span rest, type;

	(void)word(value, &rest); /* the category says nothing more */
	type = word(rest, &rest);
	if (span_is(type, "purl"))
		say(r, "from_purl", rest);
}

static const struct tag {
	const char *name;
	void (*read)(struct reading *r, struct span value);
} tags[] = {
	{ "SPDXID", on_id },
	{ "PackageVersion", on_version },
	{ "PackageSupplier", on_supplier },
	{ "PackageOriginator", on_originator },
	{ "PackageDownloadLocation", on_origin },
	{ "PackageHomePage", on_homepage },
	{ "PackageDescription", on_description },
	{ "PackageLicenseConcluded", on_licence },
	{ "PackageLicenseDeclared", on_licence },
	{ "PrimaryPackagePurpose", on_purpose },
	{ "PackageChecksum", on_checksum },
	{ "ExternalRef", on_reference },
};

/* What opens a section that is no package. */
static const char *const others[] = { "FileName", "SnippetSPDXID", "LicenseID", NULL };

static bool opens_other(struct span tag)
{
	for (size_t i = 0; others[i]; i++)
		if (span_is(tag, others[i]))
			return true;
	return false;
}

static void relate(struct reading *r, struct span value, uint64_t offset)
{
	struct span rest, from = word(value, &rest), type = word(rest, &rest);

	spdx2_relate(r->job, from, type, word(rest, &rest), offset);
}

static void read_line(struct reading *r, const struct line *line)
{
	if (span_is(line->tag, "Relationship")) {
		relate(r, line->value, line->offset);
		return;
	}
	if (span_is(line->tag, "PackageName") || opens_other(line->tag))
		end_package(r);
	if (span_is(line->tag, "PackageName")) {
		r->package.n = 0;
		r->in_package = true;
		r->has_licence = false;
		r->name = line->value;
		r->id = r->purpose = (struct span){ 0 };
		r->at = line->offset;
	}
	for (size_t i = 0; r->in_package && i < sizeof(tags) / sizeof(*tags); i++)
		if (span_is(line->tag, tags[i].name))
			tags[i].read(r, line->value);
}

/* The document may say only at its end what it is about. */
static struct span subject_of(const struct reading *r, struct span bytes)
{
	struct reader in = reader_of(bytes);
	struct line line;

	while (take(r, &in, bytes, &line)) {
		struct span rest;

		if (!span_is(line.tag, "Relationship"))
			continue;
		(void)word(line.value, &rest); /* it is the document that describes */
		if (span_is(word(rest, &rest), "DESCRIBES"))
			return word(rest, &rest);
	}
	return (struct span){ 0 };
}

static void read(struct job *job, struct span bytes)
{
	struct reading *r = arena_alloc(job_arena(job), sizeof(*r));
	struct reader in = reader_of(bytes);
	struct line line;

	*r = (struct reading){ .job = job, .arena = job_arena(job) };
	r->subject = subject_of(r, bytes);
	while (take(r, &in, bytes, &line)) {
		if (!job_spend(job, 1)) {
			job_incomplete(job, "the budget of operations is used up", line.offset);
			break;
		}
		read_line(r, &line);
	}
	end_package(r);
}

const struct format format_bom_spdx2_tag = {
	.name = "spdx-2-tag",
	.bid = bid,
	.read = read,
};
