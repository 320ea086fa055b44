/* What the readers of SPDX 2 share, whichever form the document has. */
#pragma once

#include "format/job.h"

/* "Organization: Acme (mail)" and "Person: ..." name who stands behind the colon. */
struct span spdx2_maker(struct span said);

/* The kind of component that a package of this primary purpose is. */
const char *spdx2_kind(struct span purpose);

/* Says what a relationship of that type means as a need; many types mean none. */
void spdx2_relate(struct job *job, struct span from, struct span type, struct span to,
		  uint64_t offset);
