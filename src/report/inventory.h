/* A component as a line for people. */
#pragma once

#include "base/buf.h"
#include "base/sink.h"
#include "core/report.h"

struct inventory_row {
	struct buf title, licence; /* printable */
	struct span path;	   /* where it was seen first; may be empty */
};

void inventory_row_init(struct inventory_row *row, const struct component *component);
void inventory_row_free(struct inventory_row *row);

/* How many components there are of each kind: "11 packages, 1 model". Nothing when there are none.
 */
void inventory_sum(const struct report *report, struct sink *out);
