/* Finding the rows of a table that fit a name. */
#include "base/hash.h"
#include "code/behaviour/state.h"

#include <assert.h>

static struct span last_part(struct span name)
{
	const uint8_t *dot = name.n ? memrchr(name.p, '.', name.n) : NULL;

	return dot ? span_from(name, (uint64_t)(dot - name.p) + 1) : name;
}

static struct span first_part(struct span name)
{
	ptrdiff_t dot = span_byte(name, '.');

	return dot == SPAN_NONE ? name : span_part(name, 0, (uint64_t)dot);
}

static bool is_below(const char *name)
{
	return name[strlen(name) - 1] == '.';
}

static size_t bucket_of(struct span part)
{
	return hash_span(part) % INDEX_BUCKETS;
}

/* The rows come in the order of the table. */
static struct behaviour_index *make(struct behaviours *b)
{
	struct behaviour_index *index = arena_alloc(b->arena, sizeof(*index));
	size_t n = 0;

	index->language = b->language;
	while (b->language->calls[n].name)
		n++;
	assert(n < INDEX_ROWS_MAX);
	for (size_t i = n; i > 0; i--) {
		struct span name = span_str(b->language->calls[i - 1].name);
		bool below = is_below(b->language->calls[i - 1].name);
		uint16_t *bucket =
			&index->buckets[bucket_of(below ? first_part(name) : last_part(name))];

		index->next[i - 1] = *bucket;
		*bucket = (uint16_t)i;
	}
	return index;
}

static const struct behaviour_index *index_of(struct behaviours *b)
{
	size_t i = 0;

	while (i < LANGUAGES_MAX - 1 && b->indexes[i] && b->indexes[i]->language != b->language)
		i++;
	if (!b->indexes[i] || b->indexes[i]->language != b->language)
		b->indexes[i] = make(b);
	return b->indexes[i];
}

struct behaviour_rows behaviour_rows(struct behaviours *b, struct span name)
{
	const struct behaviour_index *index = index_of(b);

	return (struct behaviour_rows){ .index = index,
					.name = name,
					.at = index->buckets[bucket_of(last_part(name))] };
}

static bool fits(const char *row, struct span name, bool below)
{
	if (is_below(row))
		return below && span_starts(name, row);
	if (below)
		return false;
	return row[0] == '*' ? span_ends(name, row + 1) : span_is(name, row);
}

const struct behaviour_call *behaviour_row(struct behaviour_rows *rows)
{
	for (;;) {
		while (rows->at) {
			uint16_t i = rows->at;
			const struct behaviour_call *row = &rows->index->language->calls[i - 1];

			rows->at = rows->index->next[i - 1];
			if (fits(row->name, rows->name, rows->below))
				return row;
		}
		if (rows->below)
			return NULL;
		rows->below = true;
		rows->at = rows->index->buckets[bucket_of(first_part(rows->name))];
	}
}
