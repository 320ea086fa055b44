/*
 * Where exports of advisories come from: a folder or a server with the layout of the OSV export,
 * ECOSYSTEM/all.zip.
 *
 * It may be signed: SHA256SUMS lists the files as sha256sum(1) writes them, and SHA256SUMS.sig is
 * its Ed25519 signature. Where a key is given, only what is listed there is taken, and nothing of
 * it may be missing or have another digest.
 */
#pragma once

#include "base/arena.h"
#include "scan/advisory_import.h"

struct advisory_source {
	const char *from;	       /* a path or an http(s) address */
	const char *key;	       /* file of a public key, or NULL */
	bool allow_private;	       /* a server may have a private address */
	const char *const *ecosystems; /* only these, NULL-ended; NULL: all there are */
};

struct advisory_exports {
	struct advisory_export all[DB_SOURCES_MAX];
	size_t n;
	bool is_refused; /* a failure is one of a signature or digest */
};

/* Opens the exports, in the order of their names; texts are in the arena. The descriptors are the
 * caller's, also after a failure. Fails when there are none. */
MUST enum err advisory_source_open(const struct advisory_source *source, struct arena *arena,
				   struct advisory_exports *exports);
