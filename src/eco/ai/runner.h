/*
 * Commands that fetch a package and run it: npx, bunx, pnpm dlx, uvx, uv run --with, pipx run,
 * docker run and their kin, also behind a shell or env. What they run without a version is whatever
 * the registry gives at that moment.
 */
#pragma once

#include "base/arena.h"
#include "base/span.h"

enum { RUNNER_WORDS_MAX = 128, RUNNER_PACKAGES_MAX = 16 };

enum runner_kind {
	RUNNER_NPM,
	RUNNER_PYPI,
	RUNNER_IMAGE,
	RUNNER_GO,
	RUNNER_JSR,
	RUNNER_NUGET,
};

struct runner_package {
	enum runner_kind kind;
	struct span spec; /* as written: name@version, name==version, an image's name */
};

struct runner {
	struct runner_package packages[RUNNER_PACKAGES_MAX];
	size_t n;
	struct span script; /* text given to a shell; empty: none */
};

/* Reads a command and its arguments. Spans are borrowed; scripts are split in the arena. */
void runner_read(struct runner *runner, const struct span *words, size_t n, struct arena *arena);
