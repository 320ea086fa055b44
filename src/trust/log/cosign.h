/* Lines of witnesses under the checkpoint of a log. */
#pragma once

#include "trust/log/policy.h"
#include "trust/log/tlog.h"

/* Adds the cosignatures in `lines`, what witnesses answered, that are by witnesses of the policy
 * and not there yet. ERR_FORMAT and log->refused when a signature is wrong or none is new. */
MUST enum err tlog_cosign(struct tlog *log, const struct log_policy *policy, struct span lines);
