/*
 * A component is what a bill of materials lists: a package, a model, a data set, a service, with
 * where it was seen, how sure that is, and what it needs. Everything in it lives in the report's
 * arena; texts are raw bytes of artifacts, which every output escapes.
 */
#pragma once

#include "core/fact.h"

struct artifact;
struct buf;

/* X(symbol, word) */
#define COMPONENT_KINDS(X)                                                                         \
	X(PACKAGE, "package")                                                                      \
	X(MODEL, "model")                                                                          \
	X(DATASET, "dataset")                                                                      \
	X(SERVICE, "service")                                                                      \
	X(AGENT, "agent")                                                                          \
	X(OS, "operating-system")                                                                  \
	X(IMAGE, "image")                                                                          \
	X(FILE, "file")

enum component_kind {
#define X(symbol, word) COMPONENT_##symbol,
	COMPONENT_KINDS(X)
#undef X
		COMPONENT_KIND_COUNT,
};

const char *component_kind_word(enum component_kind kind);

/* From its word; COMPONENT_PACKAGE when it is none. */
enum component_kind component_kind_parse(struct span word);

/* How sure a version is. A range is never written as a version. */
enum certainty {
	CERTAINTY_EXACT,      /* `version` holds it */
	CERTAINTY_RANGE,      /* `range` holds the requirement as it is written */
	CERTAINTY_UNRESOLVED, /* a name, and nothing said of its version */
	CERTAINTY_COUNT,
};

const char *certainty_word(enum certainty certainty);

/* Where a component was seen and by what kind of evidence. */
struct occurrence {
	struct artifact *artifact;
	uint64_t offset;    /* or OFFSET_NONE */
	uint64_t line;	    /* from 1; 0 when there is none */
	struct span method; /* installed, lock, manifest, code, config, binary, bom, ... */
	struct span scope;  /* required, optional, dev, build, test; may be empty */
	struct span range;  /* the requirement as written there; may be empty */
	bool removed;	    /* a higher layer of its image deletes it */
	struct occurrence *next;
};

/* A key and its value: digests {"sha256", hex}, licences, and whatever else is known. */
struct property {
	struct span key, value;
	struct property *next;
};

struct component;

struct dependency {
	struct component *component;
	struct span range, scope;
	struct dependency *next;
};

struct component {
	enum component_kind kind;
	enum certainty certainty;
	struct span ecosystem; /* the type of its package URL */
	struct span namespace, name, version, qualifiers;
	struct span
		key; /* namespace and name as the ecosystem looks them up: one for all spellings */
	struct span range;
	struct span purl; /* canonical; empty when there is none for it */
	struct span supplier, origin, description;
	struct property *licences, *digests, *properties; /* each in the order of (key, value) */
	struct occurrence *occurrences;	 /* in the order of the report's artifacts */
	struct dependency *dependencies; /* what it needs, in order of components */
	struct dependency *dependents;	 /* who needs it */
	bool is_root;			 /* what the tree itself is: a project's own name */
	bool removed;			 /* all its occurrences are */
	uint64_t n_findings;		 /* that have it as their subject */
	uint64_t order;			 /* in which it was reported, then its index */
	struct component *next;
};

/* Value of the first property of that key, empty when there is none. */
struct span component_property(const struct component *component, const char *key);

/* Name and version for people: "litellm 1.82.8", "torch >=2.1", "acme/bert". Printable. */
void component_title(const struct component *component, struct buf *out);
