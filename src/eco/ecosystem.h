/*
 * Ecosystems: what connects a component to advisories. The same packages are called by the type of
 * a package URL (with its namespace, for distributions), by the ecosystem of OSV, and are ordered
 * and named by rules of their own.
 */
#pragma once

#include "base/arena.h"
#include "base/span.h"
#include "version/version.h"

struct ecosystem;

/* The ecosystem of a package URL; NULL when its type is not known. The namespace tells
 * distributions apart and is ignored for other types. */
const struct ecosystem *ecosystem_of_purl(struct span type, struct span namespace);

/* The ecosystem that OSV calls so, "PyPI" or "Debian:12"; NULL when it is not known. `release`, if
 * it is not NULL, is set to what follows the colon, empty when nothing does. The name decides in
 * any letter case. */
const struct ecosystem *ecosystem_of_osv(struct span osv, struct span *release);

/* The name that OSV has for it without a release; empty when OSV has none. */
struct span ecosystem_osv(const struct ecosystem *ecosystem);

/* Its package URLs: their type and, for distributions, their namespace (else empty). */
struct span ecosystem_purl_type(const struct ecosystem *ecosystem);
struct span ecosystem_purl_namespace(const struct ecosystem *ecosystem);

/* How its versions are ordered; NULL when they have no order or none that is known. */
const struct version_order *ecosystem_order(const struct ecosystem *ecosystem);

/* Whether its packages belong to a release of a distribution, and advisories are for the source
 * packages. */
bool ecosystem_is_distribution(const struct ecosystem *ecosystem);

/*
 * The name under which a package is looked up: the parts of a package URL joined and spelled so
 * that all spellings of one package are the same ("Zope.Interface" and "zope_interface"; "org.a:b"
 * of Maven). A name as OSV writes it, given without a namespace, comes out the same. The namespace
 * of a distribution is not part of it. In the arena, or borrowed when nothing changes.
 */
struct span ecosystem_key(const struct ecosystem *ecosystem, struct arena *arena,
			  struct span namespace, struct span name);
