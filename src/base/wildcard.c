/* Matching without going back further than to the last star. */
#include "base/wildcard.h"

/* Where a run failed, the last star takes one character more; that way the time is bounded by the
 * product of the lengths. */
bool wildcard_fits(struct span pattern, struct span text)
{
	size_t p = 0, t = 0, star = SIZE_MAX, from = 0;

	while (t < text.n) {
		if (p < pattern.n && pattern.p[p] == '*') {
			star = ++p;
			from = t;
		} else if (p < pattern.n && pattern.p[p] == text.p[t]) {
			p++;
			t++;
		} else if (star != SIZE_MAX) {
			p = star;
			t = ++from;
		} else {
			return false;
		}
	}
	while (p < pattern.n && pattern.p[p] == '*')
		p++;
	return p == pattern.n;
}
