/* The policy of identities. */
#include "trust/sigstore/identity.h"

#include "base/wildcard.h"

/* All claims of that name have to match, and there has to be one: Fulcio writes the issuer twice,
 * and the two must not differ. */
static bool claim_matches(const struct claim *claims, size_t n, struct span name,
			  struct span pattern, struct span *found)
{
	bool is_there = false;

	*found = (struct span){ 0 };
	for (size_t i = 0; i < n; i++) {
		if (!span_is(name, claims[i].name))
			continue;
		is_there = true;
		*found = claims[i].text;
		if (!wildcard_fits(pattern, claims[i].text))
			return false;
	}
	return is_there;
}

enum reason identity_check(const struct certificate *certificate,
			   const struct sigstore_policy *policy, struct span *detail)
{
	struct claim claims[CLAIMS_MAX];
	struct span identity;
	size_t n;

	if (!certificate_identity(certificate, &identity) ||
	    !certificate_claims(certificate, claims, &n))
		return REASON_IDENTITY_MALFORMED;
	*detail = identity;
	if (policy->identity.n && !wildcard_fits(policy->identity, identity))
		return REASON_IDENTITY_OTHER;
	if (policy->issuer.n &&
	    !claim_matches(claims, n, (struct span)SPAN("issuer"), policy->issuer, detail))
		return REASON_ISSUER_OTHER;
	for (size_t i = 0; i < policy->n_claims; i++) {
		const struct sigstore_claim *wanted = &policy->claims[i];
		struct span found;

		*detail = wanted->name;
		if (!claim_matches(claims, n, wanted->name, wanted->pattern, &found))
			return REASON_CLAIM_OTHER;
	}
	*detail = (struct span){ 0 };
	return REASON_NONE;
}
