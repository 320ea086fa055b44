/* Standard input as a file that can be mapped. */
#pragma once

#include <stdint.h>

#include "base/err.h"

/* Copies standard input, at most `max` bytes, into a file without a name, owned by the caller. A
 * regular file on standard input is copied too: its owner may still write to it. */
MUST enum err stdin_spool(uint64_t max, int *fd, uint64_t *size);
