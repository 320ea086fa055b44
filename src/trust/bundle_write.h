/*
 * Sigstore bundles of version 0.3 as they are made here: an envelope, and whom its signature is by.
 * They have no log entry and no time, so that only who knows the key or the authority beforehand
 * can rely on them.
 */
#pragma once

#include "base/sink.h"
#include "trust/dsse.h"

/* Either a hint by which the key is found, or its certificate with the chain to the authority. */
struct bundle_signer {
	struct span hint;
	const struct span *certificates; /* DER, the signer's first */
	size_t n;
};

/* Writes one, with a line end behind it. */
void bundle_write(struct sink *out, const struct dsse *envelope, const struct bundle_signer *signer,
		  struct arena *arena);
