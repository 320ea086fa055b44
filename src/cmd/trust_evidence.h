/* What vouches for a release: bundles, attestations that an index or a registry has, and signatures
 * of a registry. */
#pragma once

#include "cmd/trust_release.h"
#include "trust/sigstore/verify.h"

/* One of them and its verdict. */
struct evidence {
	enum publisher_how how;
	bool is_first; /* of several of that kind it counts first */
	struct sigstore_verdict verdict;
};

struct evidence_list {
	struct evidence *all;
	size_t n;
};

/* Reads what the options give, and asks about it: `file` is the last part of the release's path,
 * `bytes` its content. Fails with ERR_USAGE when something that is needed is not given. */
MUST enum err evidence_ask(const struct release *release, struct span file, struct span bytes,
			   struct evidence_list *list);
