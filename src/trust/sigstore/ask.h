/* Questions about bundles, answered by a locked child (jail/confine.h): who asks parses nothing. */
#pragma once

#include "base/err.h"
#include "trust/sigstore/verify.h"
#include "trust/tuf/client.h"

/* One bundle and what it should be about. */
struct sigstore_case {
	struct span bundle;
	const struct sigstore_artifact *artifact; /* as in struct sigstore_question */
	const struct sigstore_policy *policy;	  /* NULL: that of all */
};

struct sigstore_ask {
	struct span root;		/* JSON of the trusted root */
	const struct tuf_question *tuf; /* a repository to take it from instead, or NULL */
	const struct sigstore_policy *policy;
	const struct sigstore_case *cases;
	size_t n;
};

/* Gives a verdict a case, and what became of the repository. A root that cannot be read or had is
 * each one's reason. Among several, a bundle that ends the child is REASON_BUNDLE_UNREAD. Fails as
 * confine_run() does. */
MUST enum err sigstore_ask(const struct sigstore_ask *ask, struct arena *arena,
			   struct sigstore_verdict *verdicts, struct tuf_answer *tuf);
