/* How much of an artifact was understood. */
#pragma once

enum status {
	STATUS_COMPLETE,     /* every byte that a loader could use was understood */
	STATUS_SKIPPED,	     /* not AI, package or configuration content */
	STATUS_INCONCLUSIVE, /* something could not be looked at */
	STATUS_ERROR,	     /* the system did not let us read it */
	STATUS_COUNT,
};

const char *status_word(enum status status);
