/* The order of components and of all they list, which does not depend on how a scan was spread. */
#pragma once

#include "core/report.h"

/* Orders components by kind and identity and gives each its index as `order`; then what each lists:
 * occurrences by (artifact, line, offset), properties by (key, value), dependencies by component.
 * Call it when artifacts are in order. */
void components_sort(struct report *report);
