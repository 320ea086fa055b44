/* Whether the signature of a model is by whom it should be by, and what it says the model consists
 * of. Asked in a locked child: who asks parses nothing. */
#pragma once

#include "trust/oms/certificate.h"
#include "trust/oms/manifest.h"
#include "trust/oms/signature.h"
#include "trust/sigstore/verify.h"

struct oms_question {
	struct span signature; /* the file */
	enum oms_way way;

	struct span key;		    /* OMS_KEY: the file of the public key */
	struct oms_authorities authorities; /* OMS_CERTIFICATE */
	struct span root;		    /* OMS_SIGSTORE: JSON of the trusted root */
	struct sigstore_policy policy;
};

struct oms_answer {
	struct sigstore_verdict verdict;
	struct oms_manifest manifest; /* only with REASON_NONE */
};

/* Texts live in the arena. Fails as confine_run() does. */
MUST enum err oms_ask(const struct oms_question *question, struct arena *arena,
		      struct oms_answer *answer);

/* The same without a child, for tests and for who is in one already. */
void oms_verify(const struct oms_question *question, struct arena *arena,
		struct oms_answer *answer);
