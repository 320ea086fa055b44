/*
 * A release as a package: what the report of a scan says of one archive, or of one folder, put in
 * order. Members by their places, with when each of them runs; what the manifests declare.
 *
 * Everything borrows the report, which must keep its facts and list every member.
 */
#pragma once

#include "core/report.h"
#include "vet/layout.h"
#include "vet/moment.h"

/* Declarations of one kind, past which the rest is not compared. */
enum { DECLARED_MAX = 1000 };

/* What one of the release's manifests declares: a dependency, a hook, a command, an entry. */
struct declared {
	const struct member *member; /* the manifest */
	const struct fact *fact;
	struct span name;
	struct span value; /* the range of a dependency, the command of a hook */
	struct declared *next;
	size_t n; /* how many there are with it */
};

struct member {
	struct span place;
	struct artifact *artifact;
	enum moment moment; /* when it runs as a whole */
	bool installed;	    /* it lies where installed code can import it, also when aside */
	bool unchanged;	    /* the previous release has it, byte for byte, at the same place */
};

struct release {
	struct report *report;
	struct arena *arena;
	struct layout layout;
	struct span ecosystem, name, version; /* as its main manifest says; may be empty */
	const struct member *manifest;	      /* that one; NULL: there is none */
	struct member *members; /* ordered by place; those inside of archives behind a '!' */
	size_t n;
	struct member **of; /* the member that an artifact is, by its order; NULL: it is packing */
	struct declared *needs;	  /* that are installed with it */
	struct declared *hooks;	  /* of installation: name "postinstall", "cmdclass install", ... */
	struct declared *scripts; /* commands that hooks may run by their names */
	struct declared *commands; /* that are installed for the user */
	struct declared *entries;  /* files that are run when it is imported or called */
	bool is_overfull;	   /* some are left out: DECLARED_MAX */
};

/* Puts the report of a scan of one target in order. */
void release_read(struct release *release, struct report *report, const struct layout *layout,
		  struct arena *arena);

/* The first member of that place, or NULL; several may have the same. */
const struct member *release_member(const struct release *release, struct span place);

/* The member that an artifact is, or NULL. */
const struct member *release_member_of(const struct release *release,
				       const struct artifact *artifact);

/* Marks the members that `before` has at the same place, byte for byte. */
void release_compare(struct release *release, const struct release *before);

/* The declaration of that name in a list, or NULL. */
const struct declared *declared_find(const struct declared *list, struct span name);

/* The address that a dependency comes from instead of a registry; empty when it has none. */
struct span need_address(const struct declared *need);

/* Whether a place is that of a manifest, which says what a release is even when it did not change.
 */
bool place_is_manifest(struct span place);
