/* A waiver: somebody answers for a finding, for a reason, until a day. */
#pragma once

#include "base/buf.h"
#include "core/report.h"

struct waiver {
	struct span finding;	      /* an id or its first digits; or: */
	struct span rule, purl, path; /* a rule, and patterns of one or both */
	struct span owner, reason, expires;
	int64_t expires_day; /* from which on it does not hold */
	uint32_t line;
	bool expired;
	struct acceptance *acceptance; /* in the report, once policy_settle() ran */
};

/* Whether it is about the finding, ended or not. The finding has its id. */
bool waiver_fits(const struct waiver *waiver, const struct finding *finding);

/* What it is about, printable: "rule pickle-call, path models/a.pt". */
void waiver_write(const struct waiver *waiver, struct buf *out);
