/* Where cargo takes a package from: "registry+URL", "sparse+URL", "git+URL?branch=B#COMMIT",
 * "path+URL" (cargo's source_id.rs). */
#pragma once

#include "base/span.h"

enum cargo_source_kind {
	CARGO_SOURCE_LOCAL, /* none, or a path */
	CARGO_SOURCE_REGISTRY,
	CARGO_SOURCE_GIT,
};

struct cargo_source {
	enum cargo_source_kind kind;
	struct span address, revision;
};

struct cargo_source cargo_source_of(struct span text);
