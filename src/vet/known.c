/*
 * Members that need no reading. The list, little-endian:
 *
 *     u32 depth, u32 strip, u8 whether there is another release, u32 n, target   the layout
 *     u32 n, n rows: u32 where its place begins, u32 n, 32 bytes of digest       by place
 *     the places
 */
#include "vet/known.h"

#include "base/buf.h"
#include "base/reader.h"

enum { LIST_MAX = 1 << 30, ROW_SIZE = 8 + DIGEST_SIZE };

/* Writing it. */

static void add_rows(struct buf *list, const struct release *other, uint64_t n)
{
	uint64_t at = 0;

	buf_le(list, n, 4);
	for (size_t i = 0; i < other->n; i++) {
		const struct member *m = &other->members[i];

		if (!m->artifact->has_digest)
			continue;
		buf_le(list, at, 4);
		buf_le(list, m->place.n, 4);
		buf_add(list, m->artifact->digest, DIGEST_SIZE);
		at += m->place.n;
	}
	for (size_t i = 0; i < other->n; i++)
		if (other->members[i].artifact->has_digest)
			buf_span(list, other->members[i].place);
}

struct span known_list(const struct known *known, struct arena *arena)
{
	const struct release *other = known->other;
	struct span kept = { 0 };
	struct buf list;
	uint64_t n = 0;

	for (size_t i = 0; other && i < other->n; i++)
		n += other->members[i].artifact->has_digest;
	buf_init(&list, LIST_MAX);
	buf_le(&list, known->layout.depth, 4);
	buf_le(&list, known->layout.strip, 4);
	buf_byte(&list, other != NULL);
	buf_le(&list, known->layout.target.n, 4);
	buf_span(&list, known->layout.target);
	if (other)
		add_rows(&list, other, n);
	if (!list.over)
		kept = arena_copy(arena, buf_view(&list));
	buf_free(&list);
	return kept;
}

/* Looking into it. */

struct rows {
	struct span rows, places;
	size_t n;
};

static struct span place_at(const struct rows *rows, size_t i, struct span *digest)
{
	struct reader r = reader_of(span_part(rows->rows, i * ROW_SIZE, ROW_SIZE));
	uint64_t at = reader_u32le(&r), n = reader_u32le(&r);

	*digest = reader_rest(&r);
	return span_part(rows->places, at, n);
}

static bool has(const struct rows *rows, struct span place, struct span digest)
{
	struct span found;
	size_t low = 0, high = rows->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (span_cmp(place_at(rows, middle, &found), place) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < rows->n && span_eq(place_at(rows, low, &found), place); low++)
		if (span_eq(found, digest))
			return true;
	return false;
}

bool known_is(struct span list, struct span path, unsigned depth, const uint8_t *digest)
{
	struct reader r = reader_of(list);
	struct layout layout = { .depth = reader_u32le(&r) };
	uint8_t room[LAYOUT_PLACE_MAX];
	struct rows rows = { 0 };
	struct span place;
	bool other;

	if (list.n == 0)
		return false;
	layout.strip = reader_u32le(&r);
	other = reader_u8(&r) != 0;
	layout.target = reader_take(&r, reader_u32le(&r));
	if (depth != layout.depth)
		return depth > layout.depth && !other;
	place = span_of(room, layout_place(&layout, path, room));
	if (place.n == 0 || place_is_manifest(place))
		return false;
	if (!other)
		return true;
	rows.n = reader_u32le(&r);
	rows.rows = reader_take(&r, (uint64_t)rows.n * ROW_SIZE);
	rows.places = reader_rest(&r);
	return !r.bad && has(&rows, place, span_of(digest, DIGEST_SIZE));
}
