/*
 * What the ways to verify share: one table of options, and one file a way. Which way is meant
 * follows from the options that are given.
 */
#pragma once

#include "cmd/cmd.h"

struct verify_options {
	const char *key, *certificate_identity, *certificate_oidc_issuer, *trusted_root;
	const char *tuf, *tuf_root, *tuf_state;
	uint32_t tuf_grace; /* days */
	struct opt_list bundles, claims;
	unsigned form; /* index into VERIFY_FORMS */
	bool quiet;
};

enum verify_form { VERIFY_TEXT, VERIFY_JSON };
#define VERIFY_FORMS "text|json"

struct verify_way {
	/* Whether the options ask for it. The first way of the table that is meant is taken. */
	bool (*is_meant)(const struct verify_options *options);
	/* Verifies the operands and gives an exit code. */
	int (*run)(const struct call *call);
};

extern const struct verify_way verify_way_bundle;
