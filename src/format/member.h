/* Names and link targets of archive members: what unpacking them would write where. */
#pragma once

#include "format/job.h"

/* Says as anomalies: archive-path-traversal (leaves the folder by ".."), archive-absolute-path,
 * archive-name-nul. */
void member_check_name(struct job *job, struct span name, uint64_t offset);

/* Says as anomalies: archive-link-escape (leaves the folder by ".."), archive-link-absolute. `name`
 * is the link's own. */
void member_check_link(struct job *job, struct span name, struct span target, uint64_t offset);
