/* Acceptances in words, the same in every output. */
#pragma once

#include "base/buf.h"
#include "core/report.h"

enum { ACCEPTED_MAX = 16 << 10 };

/* Why a finding does not count: "waived by OWNER until DATE: REASON (assay.toml:12)". Printable. */
void accepted_sentence(struct buf *out, const struct acceptance *acceptance);

/* The same of the acceptance itself, with what it is about and how many findings it accepts. */
void accepted_line(struct buf *out, const struct acceptance *acceptance);
