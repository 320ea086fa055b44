/*
 * Where the Hugging Face hub's client keeps what it has fetched (huggingface_hub, "Understand
 * caching"):
 *
 *   KIND--ORG--NAME/blobs/DIGEST         a file under its SHA-256, or the SHA-1 git gives it
 *   KIND--ORG--NAME/snapshots/COMMIT/..  links to blobs; KIND is models, datasets or spaces
 *   .cache/huggingface/download/FILE.metadata   commit and digest of FILE in a folder of its own
 */
#pragma once

#include "base/span.h"

enum { HUB_METADATA_MAX = 4096 };

/* Whether all of it is lower-case hex, and it is not empty. */
bool hub_is_hex(struct span text);

/* The digest that is written so: "sha256" or "git-sha1" (sys/hasher.h), NULL for another text. */
const char *hub_algorithm(struct span digest);

enum hub_place_kind { HUB_OTHER, HUB_BLOB, HUB_SNAPSHOT, HUB_METADATA };

struct hub_place {
	enum hub_place_kind kind;
	struct span folder; /* of the repository, or that was downloaded into; empty: the root */
	struct span rest;   /* name of the blob, path in the snapshots, FILE */
};

/* What a path, seen from the cache or from within it, is. */
struct hub_place hub_place_of(struct span path);

/* Commit and digest of a download; false when it says neither. Borrowed. */
bool hub_metadata_read(struct span text, struct span *commit, struct span *digest);
