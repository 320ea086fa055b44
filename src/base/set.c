/* Open addressing with at most half of the slots in use. */
#include "base/set.h"

#include "base/hash.h"

enum { PROBES_A_STRING = 32, PROBES_MIN = 1024 };

size_t set_room(uint64_t n)
{
	size_t size = 4;

	while (size < 2 * n)
		size *= 2;
	return size;
}

void set_init(struct set *set, struct span *slots, uint64_t n)
{
	size_t size = set_room(n);

	memset(slots, 0, size * sizeof(*slots));
	*set = (struct set){ .slots = slots,
			     .size = size,
			     .probes = n * PROBES_A_STRING + PROBES_MIN };
}

enum set_answer set_add(struct set *set, struct span s)
{
	size_t at = (size_t)hash_span(s) & (set->size - 1);

	for (; set->slots[at].p; at = (at + 1) & (set->size - 1)) {
		if (span_eq(set->slots[at], s))
			return SET_TWICE;
		if (set->probes == 0)
			return SET_ATTACKED;
		set->probes--;
	}
	set->slots[at] = s.p ? s : span_str("");
	return SET_NEW;
}

bool set_has(const struct set *set, struct span s)
{
	size_t at = (size_t)hash_span(s) & (set->size - 1);

	for (; set->slots[at].p; at = (at + 1) & (set->size - 1))
		if (span_eq(set->slots[at], s))
			return true;
	return false;
}
