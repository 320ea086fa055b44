/* What a registry says of releases (eco/registry/registry.h), for who vets one. */
#pragma once

#include "base/err.h"
#include "vet/delta.h"

struct registry_facts {
	struct fact **all;
	size_t n, room;
	struct arena *arena;
	int64_t now;	  /* Unix seconds */
	uint32_t min_age; /* days that a release must be old; 0: not asked */
};

/* Reads the documents (NULL-ended) in locked workers into an empty list. Fails when one cannot be
 * read whole. */
MUST enum err registry_read(struct registry_facts *registry, const char *const *files,
			    bool sandbox);

/* Whether the archive is what the registry says of it: name, version, needs, scripts, commands. */
void registry_compare(const struct registry_facts *registry, struct release *release);

/* Whether the file at `path` has the digests that the registry gives it. The bytes are hashed and
 * nothing else. */
MUST enum err registry_digest(const struct registry_facts *registry, struct release *release,
			      const char *path);

/* Who published the two releases and how, and from what source. */
void registry_change(const struct registry_facts *registry, const struct delta *delta);

/* Whether the release, and needs that it did not have before (all, when `delta` is NULL), are old
 * enough. */
void registry_age(const struct registry_facts *registry, struct release *release,
		  const struct delta *delta);
