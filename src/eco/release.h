/* Releases of distributions, as advisories and package URLs name them. */
#pragma once

#include "base/span.h"

/*
 * Whether an advisory for `release` (what follows the colon in the ecosystem of OSV: "12", "v3.19",
 * "22.04:LTS", "Leap 15.5", "enterprise_linux:9::appstream") is for the release that a qualifier
 * `distro` of a package URL names ("debian-12", "bookworm", "alpine-3.19.1", "rhel-9.4"). As many
 * numbers are compared as the advisory gives. An advisory without a release is for all; without a
 * distro nothing is known, and the answer is true.
 */
bool release_is_same(struct span release, struct span distro);

/* Whether such a qualifier says which release it is, and not only of what ("debian"). */
bool release_is_said(struct span distro);
