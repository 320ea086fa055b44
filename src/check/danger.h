/*
 * Python names that do damage when a file chooses them to be called or imported: for configurations
 * and source code, where the pickle check's finer rules have no place.
 */
#pragma once

#include "base/span.h"

/* What the dotted name does ("runs commands"), or NULL when nothing is known against it. Module and
 * member are compared whole: os.system is found, os.system_alias is not. */
const char *danger_of(struct span dotted);

/* Whether the name belongs to one of the packages (their first parts, ended by NULL). */
bool name_in(struct span dotted, const char *const *packages);
