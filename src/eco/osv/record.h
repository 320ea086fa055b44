/* One OSV record (ossf.github.io/osv-schema 1.7) as a packed advisory. */
#pragma once

#include "base/value.h"
#include "core/advisory.h"

/* Packs the record into `out`. NULL, or why it cannot be taken: a lower-case phrase. Texts with
 * escapes are made in the arena. */
const char *osv_pack(const struct value *record, struct arena *arena, struct fields *out);
