/*
 * Trusted publishers as a Python index names them ("Index hosted attestations", and the
 * attestation-identities of pylock.toml): whom their certificates are issued to, and by whose word.
 */
#pragma once

#include "base/value.h"

/* Patterns of an identity, in which `*` stands for any run of characters, and its issuer. */
struct pypi_publisher {
	struct span identity, issuer;
};

enum pypi_publisher_state {
	PYPI_PUBLISHER_KNOWN,
	PYPI_PUBLISHER_UNKNOWN, /* of a kind that is not known here */
	PYPI_PUBLISHER_PARTIAL, /* of one that is, and something of it is missing */
};

/* Empty unless it is known. Texts live in the arena. */
enum pypi_publisher_state pypi_publisher_read(const struct value *object, struct arena *arena,
					      struct pypi_publisher *out);
