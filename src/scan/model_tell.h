/* The files of one model or data set as facts of a component, one for each file. */
#pragma once

#include "scan/model_part.h"

struct model_teller {
	struct report *report;
	struct inventory *inventory;
};

/* n > 0; the first part is the one that decides when names differ. */
void model_tell(struct model_teller *teller, struct part *const *parts, size_t n);
