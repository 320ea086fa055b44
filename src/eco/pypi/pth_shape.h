/* Lines of .pth files that known tools write, recognised by their whole text. */
#pragma once

#include "base/span.h"

/* Who writes such a line ("setuptools"), or NULL. What may differ in it are names, in which no call
 * fits. */
const char *pth_writer(struct span line);
