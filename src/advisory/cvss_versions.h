/* The score of each version: tenths, or false when the vector (without prefix) is none. */
#pragma once

#include <stdbool.h>

#include "base/span.h"

bool cvss2_score(struct span vector, unsigned *tenths);
bool cvss3_score(struct span vector, bool is_31, unsigned *tenths);
bool cvss4_score(struct span vector, unsigned *tenths);
