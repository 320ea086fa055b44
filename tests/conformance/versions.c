/*
 * Answers questions about versions, one a line of fields between tabs:
 *
 *   ORDER a b               -> "P Q C": whether a and b parse (0 or 1), and their order (-1, 0, 1)
 *   specifier set version   -> 1 or 0, ? when one of them cannot be read
 *   npm-range range version -> the same
 */
#include <stdio.h>
#include <stdlib.h>

#include "version/range.h"
#include "version/version.h"

enum { FIELDS = 3 };

static void answer_range(bool (*in_range)(struct span, struct span, bool *),
			 const struct span *fields)
{
	bool in = false;

	puts(!in_range(fields[1], fields[2], &in) ? "?" : in ? "1" : "0");
}

static void answer_order(const struct version_order *order, const struct span *fields)
{
	printf("%d %d %d\n", version_parses(order, fields[1]), version_parses(order, fields[2]),
	       order->compare(fields[1], fields[2]));
}

static bool answer(struct span line)
{
	struct span fields[FIELDS];
	char name[32];

	for (int i = 0; i < FIELDS; i++) {
		ptrdiff_t at = span_byte(line, '\t');

		fields[i] = at == SPAN_NONE ? line : span_part(line, 0, (uint64_t)at);
		line = span_from(line, fields[i].n + 1);
	}
	snprintf(name, sizeof(name), "%.*s", (int)fields[0].n, (const char *)fields[0].p);
	if (span_is(fields[0], "specifier")) {
		answer_range(version_in_specifier, fields);
	} else if (span_is(fields[0], "npm-range")) {
		answer_range(version_in_npm_range, fields);
	} else {
		const struct version_order *order = version_order_find(name);

		if (!order)
			return false;
		answer_order(order, fields);
	}
	return true;
}

int main(void)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t n;
	bool good = true;

	while (good && (n = getline(&line, &room, stdin)) >= 0) {
		size_t length = (size_t)n;

		if (length && line[length - 1] == '\n')
			length--;
		good = answer(span_of(line, length));
	}
	free(line);
	return good ? 0 : 2;
}
