/* Days and spans of time. */
#include "policy/day.h"

int64_t day_of(int64_t seconds)
{
	return seconds / DAY_SECONDS - (seconds % DAY_SECONDS < 0);
}

static bool digits(struct span text, size_t from, size_t n, int64_t *out)
{
	*out = 0;
	for (size_t i = from; i < from + n; i++) {
		if (i >= text.n || text.p[i] < '0' || text.p[i] > '9')
			return false;
		*out = *out * 10 + (text.p[i] - '0');
	}
	return true;
}

/* Days before the year, by the proleptic Gregorian calendar. */
static int64_t days_before(int64_t year)
{
	int64_t y = year - 1;

	return 365 * y + y / 4 - y / 100 + y / 400;
}

static bool is_leap(int64_t year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

bool day_parse(struct span text, int64_t *day)
{
	static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int64_t y, m, d, before = 0;

	if (text.n < 10 || text.p[4] != '-' || text.p[7] != '-' || !digits(text, 0, 4, &y) ||
	    !digits(text, 5, 2, &m) || !digits(text, 8, 2, &d))
		return false;
	if (text.n > 10 && !memchr("Tt ", text.p[10], 3))
		return false;
	if (y < 1 || m < 1 || m > 12 || d < 1 || d > lengths[m - 1] + (m == 2 && is_leap(y)))
		return false;
	for (int64_t i = 0; i < m - 1; i++)
		before += lengths[i] + (i == 1 && is_leap(y));
	*day = days_before(y) - days_before(1970) + before + d - 1;
	return true;
}

bool duration_parse(struct span text, uint64_t *seconds)
{
	static const struct {
		uint8_t letter;
		uint64_t seconds;
	} units[] = { { 's', 1 }, { 'h', 3600 }, { 'd', DAY_SECONDS }, { 'w', 7 * DAY_SECONDS } };
	int64_t n;

	if (text.n < 2 || text.n > 10 || !digits(text, 0, text.n - 1, &n))
		return false;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (text.p[text.n - 1] == units[i].letter) {
			*seconds = (uint64_t)n * units[i].seconds;
			return true;
		}
	return false;
}
