/* What the types of package URLs ask of their parts; the table is made from data/purl-types.tsv. */
#pragma once

#include "core/purl.h"

/* Applies the rules of purl->type to parts that have the right shape otherwise. A type that is not
 * registered has no rules. False with the reason when a part is against them. */
bool purl_apply_rules(struct purl *purl, struct arena *arena, const char **why);

/* Whether the name of this type is a path whose first segment is the namespace. */
bool purl_name_is_path(struct span type);
