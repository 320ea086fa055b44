/*
 * What the ways to verify share: one table of options, and one file a way. Which way is meant
 * follows from the options that are given.
 */
#pragma once

#include "cmd/cmd.h"

struct verify_options {
	const char *key, *certificate_identity, *certificate_oidc_issuer, *trusted_root;
	const char *tuf, *tuf_root, *tuf_state;
	const char *policy, *lock;
	const char *keys, *package_name, *package_version;
	const char *oci, *hub_cache;
	uint32_t tuf_grace; /* days */
	struct opt_list bundles, provenance, claims;
	struct opt_list attestations, packuments;
	uint32_t min_logs, min_scts, min_times; /* 0: not given */

	/* Signatures beside models and files. */
	const char *signature, *namespace;
	const char *identity, *identity_provider; /* as the Python implementation calls them */
	struct opt_list chains, ignored, only;
	bool ignore_unsigned, allow_symlinks, keep_git, need_covered, list_all, paranoid;
	unsigned when; /* index into VERIFY_TIMES */
	unsigned form; /* index into VERIFY_FORMS */
	bool quiet;
};

enum verify_form { VERIFY_TEXT, VERIFY_JSON };
#define VERIFY_FORMS "text|json"
#define VERIFY_TIMES "now|signing-time"

struct verify_way {
	/* Whether the options ask for it. The first way of the table that is meant is taken. */
	bool (*is_meant)(const struct verify_options *options);
	/* Verifies the operands and gives an exit code. */
	int (*run)(const struct call *call);
	bool is_alone; /* there need be no operands */
};

extern const struct verify_way verify_way_bundle, verify_way_hub, verify_way_locked, verify_way_npm,
	verify_way_oci, verify_way_provenance, verify_way_signature, verify_way_wheel;

/* Refuses with ERR_USAGE what is given besides those options (names, ended by NULL) and those about
 * the output: a condition that nobody looks at would be taken for one that holds. `what` is said
 * of the way: "the signature of a model". */
MUST enum err verify_takes(const struct verify_options *given, const char *const *names,
			   const char *what);

/* The way of --signature, by what the file of the signature is: that of a model, or a plain one. */
int verify_model(const struct call *call, struct span signature);
int verify_plain(const struct call *call, struct span signature);

/* Says what went wrong, and gives the exit code: EXIT_USAGE or EXIT_UNSEEN. */
int verify_complain(enum err e);
