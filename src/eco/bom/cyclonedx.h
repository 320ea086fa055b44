/* A bill of CycloneDX as a value tree, whichever form the document has. */
#pragma once

#include "base/value.h"
#include "format/job.h"

/* Says what the bill states. `root` is the object of JSON, or what sys/xml.h makes of <bom>. */
void cyclonedx_read(struct job *job, const struct value *root);
