/* Blocks of places are sieved by the two bytes of each text that are seen least; what passes is
 * compared. */
#include "base/search.h"

#include <assert.h>

#include "base/attr.h"

enum { BLOCK = 16 };

typedef uint8_t block __attribute__((vector_size(BLOCK)));

static block load(const uint8_t *p)
{
	block b;

	memcpy(&b, p, BLOCK);
	return b;
}

static block all(uint8_t byte)
{
	return (block){ 0 } + byte;
}

/* How often a byte is seen in source and text, roughly. */
static unsigned rank(uint8_t c)
{
	if (c == ' ')
		return 3;
	if (c >= 'a' && c <= 'z')
		return strchr("etaoinsr", c) ? 2 : 1;
	return 0;
}

static void choose(struct span needle, uint8_t at[2])
{
	at[0] = 0;
	for (size_t i = 1; i < needle.n; i++)
		if (rank(needle.p[i]) < rank(needle.p[at[0]]))
			at[0] = (uint8_t)i;
	at[1] = at[0] == 0;
	for (size_t i = 0; i < needle.n; i++)
		if (i != at[0] && rank(needle.p[i]) < rank(needle.p[at[1]]))
			at[1] = (uint8_t)i;
}

struct search search_for(const struct span *needles, size_t n)
{
	struct search search = { .needles = needles, .n = n };

	assert(n > 0 && n <= SEARCH_MAX);
	for (size_t i = 0; i < n; i++) {
		assert(needles[i].n >= 2 && needles[i].n <= UINT8_MAX);
		choose(needles[i], search.at[i]);
		if (needles[i].n > search.longest)
			search.longest = needles[i].n;
	}
	return search;
}

/* A bit for each byte that is not zero, the first one lowest; all others are 0xff. */
static unsigned bits_of(block b)
{
	uint64_t halves[2];

	memcpy(halves, &b, sizeof(halves));
	for (size_t i = 0; i < 2; i++)
		halves[i] =
			(halves[i] & UINT64_C(0x8040201008040201)) * UINT64_C(0x0101010101010101) >>
			56;
	return (unsigned)(halves[0] | halves[1] << 8);
}

static bool is_any(block b)
{
	uint64_t halves[2];

	memcpy(halves, &b, sizeof(halves));
	return (halves[0] | halves[1]) != 0;
}

/* What is compared with each block. */
struct sieve {
	block bytes[SEARCH_MAX][2];
};

/* Places at which one may begin; the bytes that are looked at are there. */
static unsigned candidates(const struct search *search, const struct sieve *sieve, const uint8_t *p)
{
	block any = { 0 };

	for (size_t i = 0; i < search->n; i++)
		any |= (block)(load(p + search->at[i][0]) == sieve->bytes[i][0]) &
		       (block)(load(p + search->at[i][1]) == sieve->bytes[i][1]);
	return is_any(any) ? bits_of(any) : 0;
}

static bool stands_at(const struct search *search, struct span text, size_t at, size_t *which)
{
	for (size_t i = 0; i < search->n; i++) {
		const struct span *needle = &search->needles[i];

		if (text.p[at] == needle->p[0] && needle->n <= text.n - at &&
		    memcmp(text.p + at, needle->p, needle->n) == 0) {
			*which = i;
			return true;
		}
	}
	return false;
}

ptrdiff_t search_next(const struct search *search, struct span text, size_t from, size_t *which)
{
	struct sieve sieve UNSET;
	size_t at = from;

	for (size_t i = 0; i < search->n; i++)
		for (size_t k = 0; k < 2; k++)
			sieve.bytes[i][k] = all(search->needles[i].p[search->at[i][k]]);
	for (; at < text.n && text.n - at >= BLOCK + search->longest; at += BLOCK)
		for (unsigned bits = candidates(search, &sieve, text.p + at); bits;
		     bits &= bits - 1) {
			size_t place = at + (size_t)__builtin_ctz(bits);

			if (stands_at(search, text, place, which))
				return (ptrdiff_t)place;
		}
	for (; at < text.n; at++)
		if (stands_at(search, text, at, which))
			return (ptrdiff_t)at;
	return SPAN_NONE;
}

unsigned search_which(struct span text, const struct span *needles, size_t n)
{
	struct span left[SEARCH_MAX];
	size_t numbers[SEARCH_MAX], n_left = n, at = 0, which;
	unsigned found = 0;
	ptrdiff_t next;

	for (size_t i = 0; i < n; i++) {
		left[i] = needles[i];
		numbers[i] = i;
	}
	/* What was found is looked for no more. */
	while (n_left) {
		const struct search search = search_for(left, n_left);

		next = search_next(&search, text, at, &which);
		if (next == SPAN_NONE)
			break;
		found |= 1u << numbers[which];
		n_left--;
		memmove(&left[which], &left[which + 1], (n_left - which) * sizeof(*left));
		memmove(&numbers[which], &numbers[which + 1], (n_left - which) * sizeof(*numbers));
		at = (size_t)next; /* another one may begin there too */
	}
	return found;
}
