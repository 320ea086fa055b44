/* One layer of a manifest that claims to sign something, made into a sigstore bundle. */
#pragma once

#include "base/value.h"
#include "trust/oci/layout.h"

struct oci_source {
	const struct oci_store *store;
	struct span target;   /* the digest that it should be about */
	struct span manifest; /* that the layer stands in */
	bool is_sure; /* the manifest belongs to the target; else only what names it counts */
	size_t *room; /* bytes that bundles may still take */
	struct arena *keep, *scratch;
};

/* False when the layer is none, or when it need not be about the target and is not. */
MUST bool oci_signature_read(const struct oci_source *source, const struct value *layer,
			     struct oci_signature *signature);
