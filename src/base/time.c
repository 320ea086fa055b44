/* The proleptic Gregorian calendar. */
#include "base/time.h"

#include "base/reader.h"

enum { MINUTE = 60, HOUR = 60 * MINUTE, DAY = 24 * HOUR };

struct date {
	unsigned year, month, day, hour, minute, second;
};

static unsigned digits(struct reader *r, unsigned n)
{
	struct span text = reader_take(r, n);
	unsigned number = 0;

	for (size_t i = 0; i < text.n; i++) {
		r->bad |= text.p[i] < '0' || text.p[i] > '9';
		number = 10 * number + (text.p[i] & 0xfu);
	}
	return number;
}

static void expect(struct reader *r, const char *any)
{
	uint8_t byte = reader_u8(r);

	r->bad |= !byte || !strchr(any, byte);
}

static unsigned days_in(unsigned year, unsigned month)
{
	static const uint8_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return days[month - 1] + (month == 2 && leap ? 1U : 0U);
}

static bool exists(const struct date *d)
{
	return d->month >= 1 && d->month <= 12 && d->day >= 1 &&
	       d->day <= days_in(d->year, d->month) && d->hour < 24 && d->minute < 60 &&
	       d->second <= 60; /* a leap second */
}

/* Days since 1970, counted in years that begin in March. */
static int64_t days_of(const struct date *d)
{
	int64_t year = (int64_t)d->year - (d->month <= 2 ? 1 : 0);
	int64_t month = (d->month + 9) % 12;

	return 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 +
	       (int64_t)d->day - 719469;
}

static void skip_fraction(struct reader *r)
{
	if (reader_left(r) == 0 || *r->p != '.')
		return;
	reader_skip(r, 1);
	(void)digits(r, 1); /* at least one */
	while (!r->bad && reader_left(r) > 0 && *r->p >= '0' && *r->p <= '9')
		reader_skip(r, 1);
}

/* "Z" or "+01:00", in seconds. */
static int64_t offset(struct reader *r)
{
	uint8_t sign = reader_u8(r);
	int64_t hours, minutes, seconds;

	if (sign == 'Z' || sign == 'z')
		return 0;
	r->bad |= sign != '+' && sign != '-';
	hours = digits(r, 2);
	expect(r, ":");
	minutes = digits(r, 2);
	r->bad |= hours > 23 || minutes > 59;
	seconds = hours * HOUR + minutes * MINUTE;
	return sign == '-' ? -seconds : seconds;
}

bool time_parse(struct span text, int64_t *seconds)
{
	struct reader r = reader_of(text);
	struct date d = { 0 };
	int64_t from_utc = 0;

	d.year = digits(&r, 4);
	expect(&r, "-");
	d.month = digits(&r, 2);
	expect(&r, "-");
	d.day = digits(&r, 2);
	if (!r.bad && reader_left(&r) > 0) {
		expect(&r, "Tt ");
		d.hour = digits(&r, 2);
		expect(&r, ":");
		d.minute = digits(&r, 2);
		expect(&r, ":");
		d.second = digits(&r, 2);
		skip_fraction(&r);
		from_utc = offset(&r);
	}
	if (r.bad || reader_left(&r) > 0 || !exists(&d))
		return false;
	*seconds = days_of(&d) * DAY + d.hour * HOUR + d.minute * MINUTE + d.second - from_utc;
	if (*seconds < 0)
		*seconds = 0;
	return true;
}
