/* Package URLs: ECMA-427 clause 5, with its annexes on parsing and building. */
#include "core/purl.h"

#include <string.h>

#include "base/ascii.h"
#include "base/escape.h"
#include "core/purl_rule.h"

static bool fail(const char **why, const char *reason)
{
	if (why)
		*why = reason;
	return false;
}

static struct span in_lower_case(struct arena *arena, struct span s)
{
	uint8_t *out = arena_alloc(arena, s.n + 1);

	for (size_t i = 0; i < s.n; i++)
		out[i] = (uint8_t)ascii_lower(s.p[i]);
	return span_of(out, s.n);
}

static int hex(uint8_t c)
{
	if (ascii_is_digit(c))
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The bytes of a percent-encoded text; false when a '%' is not followed by two hexadecimal digits.
 */
static bool decode(struct arena *arena, struct span in, struct span *out)
{
	uint8_t *bytes;
	size_t n = 0;

	*out = in;
	if (span_byte(in, '%') == SPAN_NONE)
		return true;
	bytes = arena_alloc(arena, in.n);
	for (size_t i = 0; i < in.n; i++) {
		bytes[n++] = in.p[i];
		if (in.p[i] != '%')
			continue;
		if (in.n - i < 3 || hex(in.p[i + 1]) < 0 || hex(in.p[i + 2]) < 0)
			return false;
		bytes[n - 1] = (uint8_t)(hex(in.p[i + 1]) << 4 | hex(in.p[i + 2]));
		i += 2;
	}
	*out = span_of(bytes, n);
	return true;
}

static ptrdiff_t last(struct span s, uint8_t byte)
{
	const uint8_t *at = s.n ? memrchr(s.p, byte, s.n) : NULL;

	return at ? at - s.p : SPAN_NONE;
}

/* Cuts off what follows the last `byte`; the empty span when there is none. */
static struct span cut_last(struct span *rest, uint8_t byte)
{
	ptrdiff_t at = last(*rest, byte);
	struct span after =
		at == SPAN_NONE ? span_from(*rest, rest->n) : span_from(*rest, (uint64_t)at + 1);

	if (at != SPAN_NONE)
		*rest = span_part(*rest, 0, (uint64_t)at);
	return after;
}

/* The part up to the first `byte`, which is dropped. */
static struct span take_until(struct span *rest, uint8_t byte)
{
	ptrdiff_t at = span_byte(*rest, byte);
	struct span part = at == SPAN_NONE ? *rest : span_part(*rest, 0, (uint64_t)at);

	*rest = span_from(*rest, part.n + 1);
	return part;
}

static struct span without_slashes(struct span s)
{
	while (s.n && s.p[0] == '/')
		s = span_from(s, 1);
	while (s.n && s.p[s.n - 1] == '/')
		s.n--;
	return s;
}

static bool is_dots(struct span segment)
{
	return span_is(segment, ".") || span_is(segment, "..");
}

/* Segments decoded, without the empty ones (and "." and ".." in a subpath), between single slashes.
 * False when one is broken or holds a slash. */
static bool read_path(struct arena *arena, struct span path, bool is_subpath, struct span *out)
{
	uint8_t *bytes = arena_alloc(arena, path.n + 1);
	size_t n = 0;

	while (path.n) {
		struct span segment;

		if (!decode(arena, take_until(&path, '/'), &segment) ||
		    span_byte(segment, '/') != SPAN_NONE)
			return false;
		if (segment.n == 0 || (is_subpath && is_dots(segment)))
			continue;
		if (n)
			bytes[n++] = '/';
		memcpy(bytes + n, segment.p, segment.n);
		n += segment.n;
	}
	*out = span_of(bytes, n);
	return true;
}

bool purl_add_qualifier(struct purl *purl, struct span key, struct span value)
{
	if (purl->n_qualifiers == PURL_QUALIFIERS_MAX)
		return false;
	purl->qualifiers[purl->n_qualifiers++] = (struct purl_qualifier){ key, value };
	return true;
}

struct span purl_qualifier(const struct purl *purl, const char *key)
{
	for (size_t i = 0; i < purl->n_qualifiers; i++)
		if (span_is(purl->qualifiers[i].key, key))
			return purl->qualifiers[i].value;
	return (struct span){ 0 };
}

/* The published cases refuse a key that begins with a capital letter and fold those inside one. */
static bool read_qualifiers(struct purl *out, struct arena *arena, struct span text, bool any_case)
{
	while (text.n) {
		struct span value = take_until(&text, '&'), decoded;
		struct span key = take_until(&value, '=');

		if (!decode(arena, value, &decoded))
			return false;
		if (any_case || (key.n && ascii_lower(key.p[0]) == key.p[0]))
			key = in_lower_case(arena, key);
		if ((key.n || value.n) && !purl_add_qualifier(out, key, decoded))
			return false;
	}
	return true;
}

/* Whether an '@' at `at` only begins the scope of a name, as in npm/@babel/core. */
static bool begins_scope(struct span path, ptrdiff_t at)
{
	return (at == 0 || path.p[at - 1] == '/') &&
	       span_byte(span_from(path, (uint64_t)at), '/') != SPAN_NONE;
}

/* The version, cut off from the path; false when there is no name before it. */
static bool cut_version(struct span *path, struct span *version)
{
	ptrdiff_t at = last(*path, '@');

	*version = (struct span){ 0 };
	if (at == SPAN_NONE || begins_scope(*path, at))
		return true;
	if (at == 0 || path->p[at - 1] == '/')
		return false;
	*version = cut_last(path, '@');
	return true;
}

/* namespace/name; in some types the name is a path below the first segment. */
static bool read_names(struct purl *out, struct arena *arena, struct span path)
{
	struct span namespace, name = without_slashes(path);

	if (purl_name_is_path(out->type)) {
		namespace = take_until(&name, '/');
		if (!read_path(arena, name, false, &out->name))
			return false;
	} else {
		namespace = name;
		name = cut_last(&namespace, '/');
		if (name.n == 0) {
			name = namespace;
			namespace.n = 0;
		}
		if (!decode(arena, name, &out->name))
			return false;
	}
	return read_path(arena, namespace, false, &out->namespace);
}

static bool parse(struct purl *out, struct arena *arena, struct span text, bool any_case,
		  const char **why)
{
	struct span subpath, qualifiers, version;

	*out = (struct purl){ 0 };
	if (text.n > PURL_TEXT_MAX)
		return fail(why, "it is too long");
	subpath = cut_last(&text, '#');
	qualifiers = cut_last(&text, '?');
	if (!span_is(in_lower_case(arena, take_until(&text, ':')), "pkg"))
		return fail(why, "it does not begin with pkg:");
	while (text.n && text.p[0] == '/')
		text = span_from(text, 1);
	out->type = in_lower_case(arena, take_until(&text, '/'));
	if (!cut_version(&text, &version))
		return fail(why, "it has no name");
	if (!read_path(arena, subpath, true, &out->subpath) ||
	    !decode(arena, version, &out->version) || !read_names(out, arena, text))
		return fail(why, "its percent-encoding is broken");
	if (!read_qualifiers(out, arena, qualifiers, any_case))
		return fail(why, "its qualifiers are broken");
	return purl_normalise(out, arena, why);
}

bool purl_parse(struct purl *out, struct arena *arena, struct span text, const char **why)
{
	return parse(out, arena, text, false, why);
}

bool purl_parse_lenient(struct purl *out, struct arena *arena, struct span text, const char **why)
{
	return parse(out, arena, text, true, why);
}

/* A letter, then letters, digits and the bytes of `more`. */
static bool is_word(struct span s, bool capitals, const char *more)
{
	for (size_t i = 0; i < s.n; i++) {
		uint8_t c = s.p[i];
		bool letter = ascii_is_letter(c) && (capitals || c >= 'a');

		if (!letter && (i == 0 || !(ascii_is_digit(c) || (c && strchr(more, c)))))
			return false;
	}
	return s.n > 0;
}

/* By key, without those that are empty; false when a key is none or stands twice. */
static bool sort_qualifiers(struct purl *purl)
{
	size_t kept = 0;

	for (size_t i = 0; i < purl->n_qualifiers; i++) {
		struct purl_qualifier q = purl->qualifiers[i];
		size_t at = kept;

		if (!is_word(q.key, false, ".-_") || !utf8_valid(q.value))
			return false;
		if (q.value.n == 0)
			continue;
		for (; at > 0 && span_cmp(purl->qualifiers[at - 1].key, q.key) >= 0; at--) {
			if (span_eq(purl->qualifiers[at - 1].key, q.key))
				return false;
			purl->qualifiers[at] = purl->qualifiers[at - 1];
		}
		purl->qualifiers[at] = q;
		kept++;
	}
	purl->n_qualifiers = kept;
	return true;
}

/* Segments as they are, without the empty ones and, in a subpath, dots. */
static struct span tidy_path(struct arena *arena, struct span path, bool is_subpath)
{
	uint8_t *bytes = arena_alloc(arena, path.n + 1);
	size_t n = 0;

	while (path.n) {
		struct span segment = take_until(&path, '/');

		if (segment.n == 0 || (is_subpath && is_dots(segment)))
			continue;
		if (n)
			bytes[n++] = '/';
		memcpy(bytes + n, segment.p, segment.n);
		n += segment.n;
	}
	return span_of(bytes, n);
}

bool purl_normalise(struct purl *purl, struct arena *arena, const char **why)
{
	purl->type = in_lower_case(arena, purl->type);
	if (!is_word(purl->type, false, ".-"))
		return fail(why, "its type is not made of letters, digits, '.' and '-'");
	purl->namespace = tidy_path(arena, purl->namespace, false);
	purl->subpath = tidy_path(arena, purl->subpath, true);
	purl->name = without_slashes(purl->name);
	if (purl->name.n == 0)
		return fail(why, "it has no name");
	if (!utf8_valid(purl->namespace) || !utf8_valid(purl->name) || !utf8_valid(purl->version) ||
	    !utf8_valid(purl->subpath))
		return fail(why, "a part is not UTF-8");
	if (!sort_qualifiers(purl))
		return fail(why, "a qualifier is faulty or stands twice");
	return purl_apply_rules(purl, arena, why);
}

static bool is_plain(uint8_t c)
{
	return ascii_is_digit(c) || ascii_is_letter(c) || (c && strchr(".-_~:", c));
}

/* Percent-encodes all but plain bytes and those of `kept`. */
static void encode(struct buf *out, struct span s, const char *kept)
{
	for (size_t i = 0; i < s.n; i++) {
		if (is_plain(s.p[i]) || (s.p[i] && strchr(kept, s.p[i])))
			buf_byte(out, s.p[i]);
		else
			buf_printf(out, "%%%02X", s.p[i]);
	}
}

void purl_write(const struct purl *purl, struct buf *out)
{
	buf_str(out, "pkg:");
	buf_span(out, purl->type);
	buf_byte(out, '/');
	if (purl->namespace.n) {
		encode(out, purl->namespace, "/");
		buf_byte(out, '/');
	}
	encode(out, purl->name, purl_name_is_path(purl->type) ? "/" : "");
	if (purl->version.n) {
		buf_byte(out, '@');
		encode(out, purl->version, "");
	}
	for (size_t i = 0; i < purl->n_qualifiers; i++) {
		buf_byte(out, i == 0 ? '?' : '&');
		buf_span(out, purl->qualifiers[i].key);
		buf_byte(out, '=');
		encode(out, purl->qualifiers[i].value, "");
	}
	if (purl->subpath.n) {
		buf_byte(out, '#');
		encode(out, purl->subpath, "/");
	}
}

struct span purl_text(const struct purl *purl, struct arena *arena)
{
	struct buf out;
	struct span text;

	buf_init(&out, 4 * PURL_TEXT_MAX); /* a byte takes three at most */
	purl_write(purl, &out);
	text = arena_copy(arena, buf_view(&out));
	buf_free(&out);
	return text;
}
