/* A version is affected when the last event at or before it is an introduction. */
#include "version/affected.h"

/* The latest event so far that lies at or before the version. */
struct latest {
	struct span at; /* empty: before the first version */
	bool any, affects;
};

static bool is_event(char tag)
{
	return tag == EVENT_INTRODUCED || tag == EVENT_FIXED || tag == EVENT_LAST_AFFECTED ||
	       tag == EVENT_LIMIT;
}

/* How the event lies to the version; before the first version lies nothing. The last affected
 * version is affected whoever built it. */
static bool compare(const struct version_order *order, const struct field *event,
		    struct span version, int *out)
{
	if (event->tag == EVENT_INTRODUCED && event->bytes.n == 0) {
		*out = -1;
		return true;
	}
	if (event->tag == EVENT_LAST_AFFECTED)
		version = version_like(order, version, event->bytes);
	return version_compare(order, event->bytes, version, out);
}

/* Events at one version count in the order of the file. */
static bool is_later(const struct version_order *order, const struct latest *latest,
		     struct span event)
{
	int out;

	if (!latest->any || latest->at.n == 0)
		return true;
	return event.n > 0 && version_compare(order, event, latest->at, &out) && out >= 0;
}

static void take(const struct version_order *order, struct latest *latest,
		 const struct field *event, int to_version)
{
	bool reached = event->tag == EVENT_LAST_AFFECTED ? to_version < 0 : to_version <= 0;

	if (!reached || !is_later(order, latest, event->bytes))
		return;
	*latest = (struct latest){ .at = event->bytes,
				   .any = true,
				   .affects = event->tag == EVENT_INTRODUCED };
}

enum affect affected_in(const struct version_order *order, struct span events, struct span version)
{
	struct reader r = reader_of(events);
	struct latest latest = { 0 };
	bool limited = false, below_limit = false;
	struct field event;
	int out;

	while (fields_next(&r, &event)) {
		if (!is_event(event.tag))
			continue;
		if (!compare(order, &event, version, &out))
			return AFFECT_UNKNOWN;
		if (event.tag == EVENT_LIMIT) {
			limited = true;
			below_limit |= out > 0;
		} else {
			take(order, &latest, &event, out);
		}
	}
	return latest.affects && (!limited || below_limit) ? AFFECT_YES : AFFECT_NO;
}

bool affected_always(struct span events)
{
	struct reader r = reader_of(events);
	struct field event;
	bool from_first = false;

	while (fields_next(&r, &event)) {
		if (is_event(event.tag) && (event.tag != EVENT_INTRODUCED || event.bytes.n > 0))
			return false;
		from_first |= event.tag == EVENT_INTRODUCED;
	}
	return from_first && !r.bad;
}

void affected_fixed(const struct version_order *order, struct span events, struct span version,
		    struct span *fixed)
{
	struct reader r = reader_of(events);
	struct field event;
	int out;

	while (fields_next(&r, &event)) {
		if (event.tag != EVENT_FIXED ||
		    !version_compare(order, event.bytes, version, &out) || out <= 0)
			continue;
		if (fixed->n == 0 || (version_compare(order, event.bytes, *fixed, &out) && out < 0))
			*fixed = event.bytes;
	}
}
