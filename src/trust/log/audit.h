/* Checking a whole log: every entry against its hash, every tile against those below, the root
 * against the checkpoint. Who signed the checkpoint is for the caller to ask. */
#pragma once

#include "trust/log/tlog.h"

/* ERR_FORMAT with log->refused when something is not what the checkpoint says, ERR_IO when a file
 * is missing. Memory does not grow with the log. */
MUST enum err audit_log(struct tlog *log);

/* Whether the log begins with the tree of an earlier checkpoint; `reason` says why not. */
MUST enum err audit_since(struct tlog *log, const struct checkpoint *earlier, enum reason *reason);
