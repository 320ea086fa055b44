/*
 * The keys of an npm registry, in either form they are published in: that of the registry itself
 * (/-/npm/v1/keys: key, keyid, expires) and that of the TUF repository of sigstore (keyId,
 * keyUsage, publicKey with validFor).
 */
#pragma once

#include "trust/public_key.h"
#include "trust/reason.h"

enum { NPM_KEYS_SIZE_MAX = 4 << 20, NPM_KEYS_MAX = 256 };

/* What a key signs; those of the first form sign both. */
enum npm_key_use { NPM_KEY_SIGNATURES = 1, NPM_KEY_ATTESTATIONS = 2 };

struct npm_key {
	struct span id;
	struct public_key key; /* of KEY_NONE when it is of a kind not understood here */
	unsigned uses;
	int64_t start, end; /* POSIX seconds, both within */
};

struct npm_keys {
	struct npm_key *all;
	size_t n;
};

/* Reads them. Fails with REASON_KEYS_MALFORMED; `detail` names the field. To be freed also then. */
MUST enum reason npm_keys_read(struct span text, struct arena *arena, struct npm_keys *keys,
			       struct span *detail);
void npm_keys_free(struct npm_keys *keys);

/* The key of that id. Fails with REASON_KEY_UNKNOWN, or REASON_KEY_PURPOSE when it is for another
 * use, or REASON_KEY_MALFORMED when it is none that is understood here. */
MUST enum reason npm_keys_find(const struct npm_keys *keys, struct span id, enum npm_key_use use,
			       struct npm_key **key);
