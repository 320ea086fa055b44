/* Pub: semantic versions in which the build decides last, below nothing (pub.dev, pub_semver). */
#include "version/part.h"
#include "version/semver.h"
#include "version/version.h"

static bool parses(struct span version)
{
	struct semver parsed;

	return semver_strict(version, &parsed);
}

static int compare(struct span a, struct span b)
{
	struct semver left = semver_lenient(a), right = semver_lenient(b);
	int order = semver_compare(&left, &right);

	return order != 0 ? order : semver_identifiers_compare(left.build, right.build);
}

const struct version_order order_pub = { "pub", parses, compare, NULL };
