/* The time a report names. */
#include "sys/clock.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

static const int64_t year_10000 = INT64_C(253402300800);

/* The seconds it names, or -1. */
static int64_t fixed(void)
{
	const char *text = getenv("SOURCE_DATE_EPOCH");
	char *end = NULL;

	if (!text || *text < '0' || *text > '9')
		return -1;
	errno = 0;

	long long seconds = strtoll(text, &end, 10);

	return errno || *end ? -1 : seconds;
}

bool clock_fixed(void)
{
	return fixed() >= 0;
}

int64_t clock_wall(void)
{
	return (int64_t)time(NULL);
}

int64_t clock_now(void)
{
	int64_t seconds = fixed();

	return seconds >= 0 ? seconds : clock_wall();
}

void clock_text(int64_t seconds, char out[CLOCK_TEXT])
{
	time_t t = (time_t)(seconds < 0 ? 0 : seconds < year_10000 ? seconds : year_10000 - 1);
	struct tm tm = { 0 };

	(void)gmtime_r(&t, &tm); /* cannot fail within those years */
	(void)strftime(out, CLOCK_TEXT, "%Y-%m-%dT%H:%M:%SZ", &tm);
}

int64_t clock_ms(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t); /* cannot fail for this clock */
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}
