/* The limits a scan starts from. */
#include "core/limits.h"

const struct limits limits_default = LIMITS_DEFAULT;
