/*
 * Signatures of an npm registry over its releases (dist.signatures of a packument, or of the
 * document of one version): over "NAME@VERSION:INTEGRITY", by keys that the registry publishes. So
 * an archive, known by its digests, belongs to that release as far as the registry goes.
 */
#pragma once

#include "base/err.h"
#include "trust/package/npm_release.h"
#include "trust/sigstore/verify.h"

enum { NPM_PACKUMENT_MAX = 128 << 20, NPM_SIGNATURES_MAX = 16 };

struct npm_signature_question {
	struct span document, keys;
	struct npm_wanted wanted;
	const struct sigstore_artifact *archive; /* by its digests */
	int64_t now; /* POSIX seconds, for a document that does not say when it was published */
};

/* Whether every signature holds, at the time of publication, which is the registry's word alone.
 * The facts are package, version, integrity, key, and published with unchecked. Refused with
 * REASON_RELEASE_UNLISTED, _RELEASE_OTHER, _RELEASE_CHANGED, _RELEASE_WEAK, _RELEASE_UNSIGNED,
 * _KEY_UNKNOWN, _KEY_PURPOSE, _KEY_TIME, _KEYS_MALFORMED, _SIGNATURE_WRONG and those of reading
 * JSON. It parses hostile bytes: npm_signature_ask() does so in a locked child, and fails as
 * confine_run() does. Texts live in the arena or the document. */
void npm_signature_verify(const struct npm_signature_question *question, struct arena *arena,
			  struct sigstore_verdict *verdict);
MUST enum err npm_signature_ask(const struct npm_signature_question *question, struct arena *arena,
				struct sigstore_verdict *verdict);
