/* Edit distance over short names. */
#include "base/nearest.h"

#include <stdbool.h>
#include <string.h>

enum { NAME_MAX_BYTES = 64 };

static size_t least(size_t a, size_t b, size_t c)
{
	size_t m = a < b ? a : b;

	return m < c ? m : c;
}

/* Levenshtein's distance, one row of the table at a time. */
static size_t distance(const char *a, size_t n_a, const char *b, size_t n_b)
{
	size_t row[NAME_MAX_BYTES + 1];

	for (size_t j = 0; j <= n_b; j++)
		row[j] = j;
	for (size_t i = 1; i <= n_a; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= n_b; j++) {
			size_t above = row[j];

			row[j] =
				least(above + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1]));
			diagonal = above;
		}
	}
	return row[n_b];
}

void nearest_try(struct nearest *nearest, const char *name)
{
	size_t n_wanted = strlen(nearest->wanted), n = strlen(name);

	if (n_wanted > NAME_MAX_BYTES || n > NAME_MAX_BYTES || n_wanted == 0)
		return;

	bool longer = n > n_wanted && n_wanted >= 3 && memcmp(name, nearest->wanted, n_wanted) == 0;
	size_t d = longer ? 1 : distance(nearest->wanted, n_wanted, name, n);

	if (d > 1 + n_wanted / 4 || (nearest->name && d >= nearest->distance))
		return;
	nearest->name = name;
	nearest->distance = d;
}
