/* Reading vectors by a table. */
#include "advisory/cvss_metric.h"

#include <assert.h>

#include "base/reader.h"

/* The index of `word` among words separated by '|', or METRIC_ABSENT. */
static unsigned char word_index(const char *words, struct span word)
{
	struct span rest = span_str(words);

	for (unsigned char i = 0; rest.n > 0; i++) {
		ptrdiff_t bar = span_byte(rest, '|');
		size_t n = bar == SPAN_NONE ? rest.n : (size_t)bar;

		if (span_eq(span_part(rest, 0, n), word))
			return i;
		rest = span_from(rest, n + 1);
	}
	return METRIC_ABSENT;
}

static bool read_one(struct span text, const struct metric *table, size_t n, unsigned char *values)
{
	ptrdiff_t colon = span_byte(text, ':');

	if (colon == SPAN_NONE)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!span_eq(span_part(text, 0, (uint64_t)colon), span_str(table[i].name)))
			continue;
		if (values[i] != METRIC_ABSENT)
			return false;
		values[i] = word_index(table[i].words, span_from(text, (uint64_t)colon + 1));
		return values[i] != METRIC_ABSENT;
	}
	return false;
}

bool metrics_read(struct span vector, const struct metric *table, size_t n, unsigned char *values)
{
	assert(n <= METRICS_MAX);
	memset(values, METRIC_ABSENT, n);
	for (bool more = true; more;) {
		ptrdiff_t slash = span_byte(vector, '/');

		more = slash != SPAN_NONE;
		if (!read_one(span_part(vector, 0, more ? (uint64_t)slash : vector.n), table, n,
			      values))
			return false;
		vector = span_from(vector, more ? (uint64_t)slash + 1 : vector.n);
	}
	for (size_t i = 0; i < n; i++)
		if (table[i].required && values[i] == METRIC_ABSENT)
			return false;
	return true;
}
