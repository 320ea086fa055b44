/*
 * What changed from one bill of materials to another.
 */
#pragma once

#include "base/sink.h"
#include "core/report.h"

enum bill_change_kind {
	BILL_APPEARED,
	BILL_VANISHED,
	BILL_VERSION, /* the same name in another version or range */
	BILL_DIGEST,  /* the same version, other bytes */
	BILL_LICENCE,
	BILL_CHANGE_COUNT,
};

/* "appeared", "vanished", "version", "digest", "licence" */
const char *bill_change_word(enum bill_change_kind kind);

struct bill_change {
	enum bill_change_kind kind;
	const struct component *before, *after; /* one of them is NULL for the first two kinds */
	struct span from, to; /* what changed: versions, digests, licences; printable */
};

struct bill_diff {
	struct arena arena;
	struct bill_change *changes; /* in the order of components, then of kinds */
	size_t n;
	size_t counts[BILL_CHANGE_COUNT];
};

/* Compares what two reports list; what a higher layer deleted is not listed. Borrows both, which
 * report_sort() has put in order. */
void bill_diff(struct bill_diff *diff, const struct report *before, const struct report *after);
void bill_diff_free(struct bill_diff *diff);

/* For people, one line a change; and as JSON, schema assay.bom-diff/1. */
void bill_diff_text(const struct bill_diff *diff, struct sink *out);
void bill_diff_json(const struct bill_diff *diff, const struct report *before,
		    const struct report *after, struct sink *out);
