/* Sparse members of a tar: pieces that lie where a map says, zeros between them (GNU tar's manual,
 * "Storing Sparse Files"). */
#include "format/tar/part.h"

#include "base/reader.h"

struct expansion {
	struct reader data; /* pieces not yet laid out */
	uint8_t *room;
	uint64_t size;
};

static bool lay_piece(struct expansion *to, uint64_t offset, uint64_t n)
{
	struct span piece = reader_take(&to->data, n);

	if (to->data.bad || offset > to->size || n > to->size - offset)
		return false;
	if (n)
		memcpy(to->room + offset, piece.p, n);
	return true;
}

static bool lay_gnu_pairs(struct expansion *to, struct span pairs)
{
	for (size_t at = 0; at + 24 <= pairs.n; at += 24) {
		uint64_t offset, n;

		if (pairs.p[at] == 0)
			return true; /* the list ends here */
		if (!tar_number(span_part(pairs, at, 12), &offset) ||
		    !tar_number(span_part(pairs, at + 12, 12), &n) || !lay_piece(to, offset, n))
			return false;
	}
	return true;
}

static bool expand_gnu(struct expansion *to, struct span map)
{
	if (!lay_gnu_pairs(to, span_part(map, 386, 4 * 24)))
		return false;
	for (uint64_t at = TAR_BLOCK; at < map.n; at += TAR_BLOCK)
		if (!lay_gnu_pairs(to, span_part(map, at, 21 * 24)))
			return false;
	return true;
}

/* Pairs of decimal numbers, each ended by `stop` or by the end of the map. */
static bool expand_numbers(struct expansion *to, struct reader *map, uint8_t stop, uint64_t count)
{
	uint64_t pair[2] = { 0 };

	for (uint64_t i = 0; i < 2 * count; i++) { /* a number has two bytes of the map */
		struct reader rest = *map;
		struct span number = reader_until(map, stop);

		if (map->bad) {
			number = reader_rest(&rest);
			*map = rest;
		}
		if (!tar_decimal(number, &pair[i % 2]))
			return false;
		if (i % 2 && !lay_piece(to, pair[0], pair[1]))
			return false;
	}
	return true;
}

static bool expand_list(struct expansion *to, struct span map)
{
	struct reader r = reader_of(map);
	uint64_t count = 0;

	for (size_t i = 0; i < map.n; i++)
		count += map.p[i] == ',';
	return expand_numbers(to, &r, ',', map.n ? (count + 1) / 2 : 0);
}

static bool expand_pairs(struct expansion *to, struct span records)
{
	struct reader r = reader_of(records);
	struct span key, value;
	uint64_t offset = 0, n;
	bool is_broken;

	while (tar_record(&r, &key, &value, &is_broken)) {
		if (span_is(key, "GNU.sparse.offset") && !tar_decimal(value, &offset))
			return false;
		if (span_is(key, "GNU.sparse.numbytes") &&
		    (!tar_decimal(value, &n) || !lay_piece(to, offset, n)))
			return false;
	}
	return !is_broken;
}

/* The map stands before the data: a count, then the pairs, a line each, filled up to a block. */
static bool expand_text(struct expansion *to)
{
	struct reader map = to->data;
	uint64_t count;

	if (!tar_decimal(reader_until(&map, '\n'), &count) || count > reader_left(&map) / 4)
		return false;

	struct reader ahead = map;

	for (uint64_t i = 0; i < 2 * count; i++)
		(void)reader_until(&ahead, '\n');
	reader_skip(&to->data, tar_blocks(reader_offset(&ahead)));
	return !ahead.bad && expand_numbers(to, &map, '\n', count);
}

bool tar_expand(struct span file, const struct tar_entry *entry, uint8_t *room)
{
	struct expansion to = { .data = reader_of(span_part(file, entry->data, entry->packed)),
				.room = room,
				.size = entry->size };

	switch ((enum tar_sparse_form)entry->sparse_form) {
	case TAR_SPARSE_GNU:
		return expand_gnu(&to, entry->sparse_map);
	case TAR_SPARSE_LIST:
		return expand_list(&to, entry->sparse_map);
	case TAR_SPARSE_PAIRS:
		return expand_pairs(&to, entry->sparse_map);
	case TAR_SPARSE_TEXT:
		return expand_text(&to);
	case TAR_NOT_SPARSE:
		break;
	}
	return false;
}
