/* The rules of what a release is beside the one before it, its sources, what its registry says of
 * it, and names that are well known. They are found by vet/, which sees releases whole, and not by
 * facts of one file. */
#pragma once

#include "core/rule.h"

enum release_rule {
	RELEASE_NEW_HOOK,
	RELEASE_CHANGED_HOOK,
	RELEASE_NEW_START,
	RELEASE_NEW_CAPABILITY,
	RELEASE_NEW_CHAIN,
	RELEASE_NEW_HOST,
	RELEASE_NEW_RECIPIENT,
	RELEASE_NEW_DEPENDENCY,
	RELEASE_NEW_ADDRESS_DEPENDENCY,
	RELEASE_YOUNG_DEPENDENCY,
	RELEASE_NEW_PROGRAM,
	RELEASE_OBFUSCATED,
	RELEASE_PUBLISHER,
	RELEASE_ATTESTATION,
	RELEASE_SOURCE,
	RELEASE_OTHER_PACKAGE,
	RELEASE_NOT_IN_SOURCE,
	RELEASE_METADATA,
	RELEASE_NAME,
	RELEASE_OVERWRITES,
	RELEASE_TWINS,
	RELEASE_RULES,
};

extern const struct rule release_rules[RELEASE_RULES];
