/*
 * Envelopes around a signed payload (DSSE 1.0.2): what is signed is the payload's type and its
 * bytes, never the JSON that they travel in. Nothing that is read here is verified.
 */
#pragma once

#include "base/jsonw.h"
#include "trust/protojson.h"

enum { DSSE_SIGNATURES_MAX = 16 };

#define DSSE_IN_TOTO "application/vnd.in-toto+json"

struct dsse_signature {
	struct span bytes;
	struct span keyid; /* a hint; empty when it is not there or null */
};

struct dsse {
	struct span type, payload;
	struct dsse_signature *signatures;
	size_t n; /* at least one */
};

/* Reads an envelope. Faults are kept in `in`: REASON_ENVELOPE_SIGNATURES when it has no signature,
 * or more than DSSE_SIGNATURES_MAX. Texts are borrowed or live in the arena of `in`. */
void dsse_read(struct protojson *in, const struct value *envelope, struct dsse *dsse);

/* What a signature is over: "DSSEv1 LENGTH TYPE LENGTH PAYLOAD" (protocol.md, "Signature
 * Definition"). */
MUST struct span dsse_signed_bytes(struct span type, struct span payload, struct arena *arena);

/* Writes an envelope as the value of a key. */
void dsse_write(struct jsonw *w, const char *key, const struct dsse *dsse, struct arena *arena);
