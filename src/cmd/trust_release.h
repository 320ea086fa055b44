/* A release that `assay trust` is asked about: its name, and who vouches for it. */
#pragma once

#include "cmd/cmd.h"
#include "trust/continuity.h"

struct trust_options {
	const char *bundle, *provenance, *attestations, *packument;
	const char *key, *keys, *trusted_root, *state;
	bool accept, quiet;
	unsigned format; /* index into "text|json" */
};

/* One release, what was verified of it, and what is known of the name. */
struct release {
	const struct call *call;
	const struct trust_options *options;
	struct span name, version; /* the name is a package URL without a version */
	struct span package;	   /* as its registry calls it: "@scope/name" */
	struct publisher publisher;
	bool is_verified; /* who published it is known, if anybody */
	struct continuity continuity;
	enum reason reason;
	bool was_known;
	struct continuity_row known;
};

/* The name of a package URL, which has a version or must have none. */
MUST enum err release_read_name(struct release *release, const char *word, bool has_version);

/* Whether the options give anything that vouches for it. */
bool release_is_vouched(const struct release *release);

/* Who vouches for the release, which is that file: all that is given has to hold, and what is
 * strongest of it says who published. What does not verify is refused: it says nothing about a
 * publisher. */
MUST enum err release_verify(struct release *release, const char *file);
