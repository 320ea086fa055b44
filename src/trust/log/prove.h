/* What a log proves about itself, as text that others check. Each proof is checked before it is
 * given away: a log that is damaged proves nothing. */
#pragma once

#include "trust/log/tlog.h"

/* The receipt for an entry (C2SP tlog-proof); index < size. */
MUST enum err tlog_receipt(struct tlog *log, uint64_t index, struct span *text);

/* The request to a witness that cosigned the log at `old` entries (C2SP tlog-witness); old <= size.
 */
MUST enum err tlog_request(struct tlog *log, uint64_t old, struct span *text);
