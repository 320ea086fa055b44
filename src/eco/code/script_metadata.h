/* Requirements that a Python script states about itself (PEP 723, "# /// script"). */
#pragma once

#include "format/job.h"

/* Tells them; false when the source has no such block. */
bool script_metadata_tell(struct job *job, struct span source);
