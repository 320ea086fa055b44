/*
 * A bundle as it is written (protobuf-specs, sigstore_bundle.proto), taken apart and found
 * complete. Nothing of it is verified.
 */
#pragma once

#include "base/arena.h"
#include "trust/reason.h"

/* Of bundles that are made here. */
#define BUNDLE_MEDIA_TYPE "application/vnd.dev.sigstore.bundle.v0.3+json"

enum {
	BUNDLE_MAX = 32 << 20,
	BUNDLE_CERTIFICATES_MAX = 16,
	BUNDLE_ENTRIES_MAX = 32,
	BUNDLE_TIMESTAMPS_MAX = 32,
	BUNDLE_HASHES_MAX = 64,
};

/* An entry of a log (sigstore_rekor.proto, TransparencyLogEntry). */
struct bundle_entry {
	uint64_t log_index;
	struct span key_id; /* of the log */
	struct span kind, version;
	uint64_t integrated_time; /* POSIX seconds; only the promise makes it worth something */
	struct span promise;	  /* signed entry timestamp; empty: none */
	bool rests_on_promise;	  /* as those of version 0.1 do */
	bool has_proof;
	uint64_t proof_index, tree_size;
	struct span root_hash, checkpoint;
	struct span hashes[BUNDLE_HASHES_MAX];
	size_t n_hashes;
	struct span body; /* canonicalized */
};

struct bundle {
	unsigned version;	   /* of 0.N */
	bool is_keyed;		   /* signed with a key that its maker manages */
	struct span hint;	   /* of that key; not authenticated */
	struct span *certificates; /* DER, the signer's first */
	size_t n_certificates;
	struct bundle_entry *entries;
	size_t n_entries;
	struct span *timestamps; /* TimeStampResp, DER */
	size_t n_timestamps;

	bool is_envelope;
	struct span signature;		      /* of the message or of the envelope */
	struct span digest_algorithm, digest; /* of the message; a hint */
	struct span payload, payload_type;    /* of the envelope */
};

/* `late`: all of it can be read, and would be refused all the same if nothing else were wrong. */
struct bundle_fault {
	enum reason reason, late;
	const char *at; /* the field, or NULL */
};

/* The N of version 0.N that a media type stands for; 0: it is none of a bundle. */
unsigned bundle_version(struct span media_type);

/* Reads a bundle; texts are borrowed from it or live in the arena. */
MUST struct bundle_fault bundle_read(struct span text, struct arena *arena, struct bundle *bundle);
