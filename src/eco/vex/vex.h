/*
 * Statements of VEX documents: whether a vulnerability counts in a product.
 *
 * Such a document is read only where it is asked for (job_options.only): in a scanned tree it
 * decides nothing. Each product of each statement is a fact:
 *
 *     STATEMENT   number (of the statement within the document, from 1), status (not_affected,
 *                 fixed, affected, under_investigation), vulnerability* (its names), product (a
 *                 package URL), part* (package URLs of what is meant inside it; none: the product
 *                 itself), justification, reason, who, when (RFC 3339)
 */
#pragma once

#include "eco/entry.h"

struct vex {
	struct job *job;
	struct arena *arena;
	uint64_t number; /* of statements so far */
};

/* A new statement: what all facts about it say is added to it. `status` is one of the words above.
 */
struct entry vex_statement(struct vex *vex, const char *status);

/* It is about this product; empty: it names none that is a package URL. */
void vex_tell(struct vex *vex, const struct entry *statement, struct span product);

/* The text of a string member; empty when there is none. */
struct span vex_text(const struct vex *vex, const struct value *map, const char *key);

/* The readers of each notation; false when the document is not theirs. */
bool vex_read_openvex(struct vex *vex, const struct value *root);
bool vex_read_cyclonedx(struct vex *vex, const struct value *root);
bool vex_read_csaf(struct vex *vex, const struct value *root);
