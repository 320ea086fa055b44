/*
 * What has to be said of an artifact before it is let in: a TOML file of the user's own.
 *
 *	predicate = ["https://slsa.dev/provenance/v1"]
 *
 *	[[builder]]                          one of them has to fit as a whole
 *	id = "https://github.com/actions/runner/github-hosted"
 *	build-type = "https://actions.github.io/buildtypes/workflow/v1"
 *	identity = "https://github.com/acme/app/.github/workflows/release.yml@*"
 *	issuer = "https://token.actions.githubusercontent.com"
 *
 *	[source]
 *	uri = "https://github.com/acme/app"
 *	ref = "refs/tags/v*"
 *	digest = "gitCommit:0123..."
 *
 *	[parameters]
 *	"workflow.path" = ".github/workflows/release.yml"
 *
 *	[materials]
 *	allow = ["git+https://github.com/acme/lib@*"]
 *	digests = true                       each has to have one
 *
 *	[summary]                            of a VSA or an SVR
 *	verifier = "https://acme.example/verifier"
 *	resource = "pkg:pypi/app@*"
 *	levels = ["SLSA_BUILD_LEVEL_3"]
 *
 * Patterns are whole; `*` stands for any run of characters. What the policy asks for and the
 * statement does not say refuses it.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"

/* Patterns; none means that it is not asked for. */
struct attest_list {
	const struct span *all;
	size_t n;
};

struct attest_builder {
	struct span id, build_type;
	struct span identity, issuer; /* of the signer that may speak for it */
};

struct attest_parameter {
	struct span name; /* keys of maps in each other, with dots between */
	struct span pattern;
};

struct attest_policy {
	struct attest_list predicates;
	const struct attest_builder *builders;
	size_t n_builders;
	struct span source, ref, digest;
	const struct attest_parameter *parameters;
	size_t n_parameters;
	struct attest_list materials;
	bool material_digests;
	bool has_summary; /* there is a [summary], if only to say that it has to have passed */
	struct span verifier, resource;
	struct attest_list levels;
};

/* Reads the text of a policy; `name` is for sentences. Fails with ERR_USAGE: it is no TOML, has a
 * key that is none, or a value of another type. The text must outlive it. */
MUST enum err attest_policy_read(struct span text, const char *name, struct arena *arena,
				 struct attest_policy *policy);
