/*
 * From facts about components to the components of a report: what is the same is one, what needs
 * what is linked across files.
 *
 * The facts, as modules of eco/ emit them (every attribute but `name` is optional):
 *
 *   component   kind, ecosystem, namespace, name, version, qualifiers, range, method, scope,
 *               licence*, digest* ("sha256:HEX"), supplier, origin, description, line, id, root
 *               ("yes": what the file describes itself); every other key is a property. `*` may be
 *               repeated, as properties may. `from_purl` stands for the identity, in bills of
 *               materials.
 *   dependency  from (an id of the same artifact; none: its root), to (an id, or a name that is
 *               looked for in the whole tree), range, scope
 *   listed      path, algorithm (sha256, sha1, md5, git-sha1), digest (hex), size: a file that is
 *               said to be installed there
 */
#pragma once

#include "core/report.h"

struct inventory;

struct inventory *inventory_new(struct report *report);
void inventory_free(struct inventory *inventory);

/* Takes a fact of one of the three kinds about an artifact that is open. */
void inventory_fact(struct inventory *inventory, struct artifact *artifact,
		    const struct fact *fact);

/* The artifact is closed: ids of its facts end here. */
void inventory_close(struct inventory *inventory, const struct artifact *artifact);

/* Links what names what across artifacts. Once, after the last artifact and before the checks'
 * end. */
void inventory_finish(struct inventory *inventory);

/* A file that a manifest of installed files claims. */
struct listed {
	struct artifact *manifest;
	struct span path; /* relative to the folder of the manifest; may begin with ../ */
	struct span algorithm, digest;
	uint64_t size; /* or OFFSET_NONE */
	struct listed *next;
};

const struct listed *inventory_listed(const struct inventory *inventory);
