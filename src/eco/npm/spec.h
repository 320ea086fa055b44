/*
 * What package.json and its kin write behind the name of a dependency (npm-package-arg; the
 * protocols of yarn and pnpm).
 */
#pragma once

#include "base/span.h"

enum npm_spec_kind {
	NPM_SPEC_EXACT,	  /* 1.2.3: `text` is the version */
	NPM_SPEC_RANGE,	  /* ^1.2, >=1 <3, latest: as it is written */
	NPM_SPEC_GIT,	  /* a repository: `text` is its address as written */
	NPM_SPEC_URL,	  /* an archive behind http or https */
	NPM_SPEC_LOCAL,	  /* a folder or archive of the tree itself: file:, link:, workspace: */
	NPM_SPEC_CATALOG, /* said elsewhere: catalog: */
};

struct npm_spec {
	enum npm_spec_kind kind;
	struct span name; /* of the package that an alias (npm:NAME@...) stands for; else empty */
	struct span text;
};

/* `text` is what stands behind the name; an empty one is the range "*". */
struct npm_spec npm_spec_of(struct span text);

/* Whether only an exact address, and no registry, answers it. */
bool npm_spec_is_address(const struct npm_spec *spec);

/* Splits "NAME@SPEC", whose name may begin with '@', as `npm install` and npx take it. Without a
 * spec *spec is empty. */
struct span npm_split(struct span text, struct span *spec);

/* Whether it is one version, in full: digits.digits.digits, perhaps with -pre and +build. */
bool npm_is_version(struct span text);
