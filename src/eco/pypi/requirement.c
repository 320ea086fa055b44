/* Dependency specifiers and what is told of them. */
#include "eco/pypi/requirement.h"

#include "base/ascii.h"
#include "eco/pypi/address.h"
#include "eco/pypi/marker.h"
#include "eco/pypi/specifier.h"

enum { CLAUSES_MAX = 1000, EXTRAS_MAX = 1000 };

struct cursor {
	struct span s;
	size_t at;
};

static struct span rest(const struct cursor *c)
{
	return span_from(c->s, c->at);
}

static bool at_end(const struct cursor *c)
{
	return c->at == c->s.n;
}

static bool skip(struct cursor *c, uint8_t byte)
{
	if (at_end(c) || c->s.p[c->at] != byte)
		return false;
	c->at++;
	return true;
}

static bool skip_blanks(struct cursor *c)
{
	size_t before = c->at;

	while (skip(c, ' ') || skip(c, '\t'))
		;
	return c->at > before;
}

static bool is_name_byte(uint8_t byte)
{
	return ascii_is_alnum(byte) || byte == '.' || byte == '_' || byte == '-';
}

struct span requirement_name(struct span text)
{
	size_t n = 0;

	if (text.n == 0 || !ascii_is_alnum(text.p[0]))
		return (struct span){ 0 };
	while (n < text.n && is_name_byte(text.p[n]))
		n++;
	if (n < text.n && text.p[n] >= 0x80 &&
	    (ascii_is_alnum(text.p[n - 1]) || text.p[n - 1] == '_'))
		return (struct span){ 0 }; /* a word that goes on in another script */
	while (!ascii_is_alnum(text.p[n - 1]) && text.p[n - 1] != '_')
		n--;
	return span_part(text, 0, n);
}

static struct span take_name(struct cursor *c)
{
	struct span name = requirement_name(rest(c));

	c->at += name.n;
	return name;
}

static bool read_extras(struct cursor *c, struct requirement *out)
{
	size_t start = c->at + 1, n = 0;

	if (!skip(c, '['))
		return true;
	skip_blanks(c);
	while (take_name(c).n && n++ < EXTRAS_MAX) {
		skip_blanks(c);
		if (!skip(c, ','))
			break;
		skip_blanks(c);
		if (requirement_name(rest(c)).n == 0)
			return false;
	}
	skip_blanks(c);
	out->extras = ascii_trim(span_part(c->s, start, c->at - start));
	return skip(c, ']');
}

static void read_clauses(struct cursor *c, struct requirement *out)
{
	size_t start = c->at, n;
	struct clause clause;

	for (size_t i = 0; i < CLAUSES_MAX && (n = clause_read(rest(c), &clause)) > 0; i++) {
		c->at += n;
		skip_blanks(c);
		if (!skip(c, ','))
			break;
		skip_blanks(c);
	}
	out->specifier = ascii_trim(span_part(c->s, start, c->at - start));
}

static bool read_specifier(struct cursor *c, struct requirement *out)
{
	bool bracket = skip(c, '(');

	skip_blanks(c);
	read_clauses(c, out);
	skip_blanks(c);
	return !bracket || skip(c, ')');
}

static bool read_marker(struct cursor *c, struct requirement *out)
{
	struct marker marker;

	if (at_end(c))
		return true;
	if (!skip(c, ';'))
		return false;

	size_t start = c->at, n = marker_read(rest(c), &marker);

	c->at += n;
	out->marker = ascii_trim(span_from(c->s, start));
	out->optional = marker.extra;
	skip_blanks(c);
	return n > 0 && at_end(c);
}

static bool read_url(struct cursor *c, struct requirement *out)
{
	skip_blanks(c);

	size_t start = c->at;

	while (!at_end(c) && c->s.p[c->at] != ' ' && c->s.p[c->at] != '\t')
		c->at++;
	out->url = span_part(c->s, start, c->at - start);
	return out->url.n && (at_end(c) || (skip_blanks(c) && read_marker(c, out)));
}

static bool read_details(struct cursor *c, struct requirement *out)
{
	skip_blanks(c);
	if (!read_extras(c, out))
		return false;
	skip_blanks(c);
	if (skip(c, '@'))
		return read_url(c, out);
	if (!read_specifier(c, out))
		return false;
	skip_blanks(c);
	return read_marker(c, out);
}

/* What stands between the name and a marker. */
static struct span behind_name(const struct requirement *r)
{
	struct span text = span_from(r->text, r->name.n);
	ptrdiff_t semicolon = span_byte(text, ';');

	return ascii_trim(
		span_part(text, 0, semicolon == SPAN_NONE ? text.n : (uint64_t)semicolon));
}

bool requirement_read(struct span text, struct requirement *out)
{
	struct cursor c = { .s = ascii_trim(text) };

	*out = (struct requirement){ .text = c.s, .name = take_name(&c) };
	if (out->name.n == 0)
		return false;

	bool good = read_details(&c, out);

	if (good)
		out->exact = specifier_exact(out->specifier);
	else if (out->url.n == 0 && out->marker.n == 0)
		out->specifier = behind_name(out);
	return good;
}

/* What is told of it. */

/* An address may hold credentials, which go no further. */
static struct span id_of(const struct requirement *r)
{
	return r->url.n ? r->name : r->text;
}

/* An address that names a wheel or source archive says the version. */
static void add_version(const struct requirement *r, const struct address *address,
			struct entry *entry)
{
	struct archive_name archive;

	if (r->url.n && archive_name_read(address->file, &archive))
		entry_text(entry, "version", archive.version);
	else if (r->exact.n)
		entry_text(entry, "version", r->exact);
	else
		entry_text(entry, "range", r->specifier);
}

struct entry requirement_entry(const struct requirement *r, const char *method, const char *scope,
			       struct arena *arena)
{
	struct entry entry = entry_package("pypi", r->name, method);
	struct address address = address_read(r->url, arena);

	add_version(r, &address, &entry);
	address_add(&address, &entry, arena);
	entry_word(&entry, "scope", r->optional ? "optional" : scope);
	entry_text(&entry, "extras", r->extras);
	entry_text(&entry, "marker", r->marker);
	entry_text(&entry, "id", id_of(r));
	return entry;
}

void requirement_emit(const struct requirement *r, struct span from, const char *method,
		      const char *scope, struct job *job, uint64_t line, uint64_t offset)
{
	struct entry entry = requirement_entry(r, method, scope, job_arena(job));

	if (line)
		entry_number(&entry, "line", line);
	entry_emit(&entry, job, offset);
	entry_need(job, from, id_of(r), r->specifier, r->optional ? "optional" : scope, offset);
}

void requirement_need(const struct requirement *r, struct span from, struct job *job,
		      uint64_t offset)
{
	entry_need(job, from, r->name, r->url.n ? r->url : r->specifier,
		   r->optional ? "optional" : NULL, offset);
}
