/*
 * What a registry says of the releases of a package, in any of the documents that registries and
 * indexes serve. Facts, where what is not said is left out:
 *
 *   METADATA {key "release", version, name, publisher, mail, author, trusted, attested, repository,
 *       commit, integrity, shasum, requires}   trusted, attested: "yes"; integrity as npm writes
 *       it; requires: "yes" when the document has the needs of the release
 *   METADATA {key "published", version, published}   a date as it is written
 *   METADATA {key "maintainer", version, publisher, mail}
 *   METADATA {key "file", version, name, integrity, published, attested}   integrity "sha256:HEX"
 *   DEPENDENCY {from version, to, range, scope}
 *   CODE {what "install-script", version, name, value}
 *   CODE {what "command", version, name}
 */
#pragma once

#include "base/value.h"
#include "eco/entry.h"

struct registry {
	struct job *job;
	struct arena *arena;
};

/* A packument, or the document of one version, of an npm registry. False when it is none. */
bool registry_read_npm(const struct registry *registry, const struct value *root);

/* A project or version of a Python index: its JSON interface, or the simple one (PEP 691). False
 * when it is none. */
bool registry_read_pypi(const struct registry *registry, const struct value *root);

/* Core metadata, as METADATA files have them. */
void registry_read_metadata(const struct registry *registry, struct span text);

/* An entry of kind `key` about a version. */
struct entry registry_entry(const char *key, struct span version);

/* Requirements of a list, as needs of the version. */
void registry_need(const struct registry *registry, struct span version, struct span requirement);
