/* Versions of Python packages as PEP 440 (packaging.python.org, "Version specifiers") has them. */
#pragma once

#include "base/span.h"

struct pep440 {
	struct span epoch;   /* digits, empty when absent; as all numbers here */
	struct span release; /* digits between dots */
	struct span pre_number, post_number, dev_number;
	struct span local; /* after '+' */
	char pre;	   /* 'a', 'b', 'c' for rc; 0 when it is no prerelease */
	bool post, dev;
};

/* Whether the whole text, spaces around it apart, is a version in any of the spellings of Appendix
 * B. The spans of out borrow from it. */
bool pep440_parse(struct span text, struct pep440 *out);

/* The same at the front of rest, from which it is taken; no spaces. */
bool pep440_take(struct span *rest, struct pep440 *out);

int pep440_compare(const struct pep440 *a, const struct pep440 *b);

/* The releases alone, with as many zeros as needed behind the shorter one. */
int pep440_release_compare(struct span a, struct span b);

/* Whether `text` is the normal form of the version, in any case. */
bool pep440_is_normal(const struct pep440 *version, struct span text);

/* The order of setuptools before PEP 440, for texts that are no version under it. */
int pep440_legacy_compare(struct span a, struct span b);
