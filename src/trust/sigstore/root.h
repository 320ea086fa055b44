/*
 * The trusted root (protobuf-specs, sigstore_trustroot.proto, versions 0.1 and 0.2): the keys of
 * logs and the chains of authorities that are trusted, each with the time for which it is.
 */
#pragma once

#include "trust/sigstore/certificate.h"
#include "trust/sigstore/verify.h"

enum { ROOT_MAX = 8 << 20, ROOT_ITEMS_MAX = 256, AUTHORITY_CERTIFICATES_MAX = 16 };

/* Both ends are within; POSIX seconds. */
struct root_period {
	int64_t start, end;
};

static inline bool period_has(struct root_period period, int64_t time)
{
	return period.start <= time && time <= period.end;
}

struct root_log {
	struct span url, host;
	struct span key_id;	   /* of its entries, or of a certificate log */
	struct span checkpoint_id; /* its first four bytes name the key in checkpoints */
	struct public_key key;	   /* without one when it is of a kind not understood here */
	struct root_period period;
};

struct root_authority {
	struct span url;
	struct certificate *certificates; /* who issues first, the anchor last */
	size_t n;
	struct root_period period;
	/* Whether the first leads to the last, asked once: chain.h. */
	enum { CHAIN_UNKNOWN, CHAIN_SOUND, CHAIN_BROKEN } chain;
};

struct sigstore_root {
	struct root_log *logs, *ct_logs;
	size_t n_logs, n_ct_logs;
	struct root_authority *authorities, *time_authorities;
	size_t n_authorities, n_time_authorities;
};

/* Reads a root; it is borrowed and has to be freed all the same, since it holds keys. Fails with
 * REASON_ROOT_*, REASON_JSON_* and the like; `detail` names the field. */
MUST enum reason sigstore_root_read(struct span text, struct arena *arena,
				    struct sigstore_root *root, struct span *detail);

void sigstore_root_free(struct sigstore_root *root);
