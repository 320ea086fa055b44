/*
 * Go modules (go.dev/ref/mod, section Versions): semantic versions with a v. Pseudo-versions such
 * as v0.0.0-20191109021931-daa7c04131f5 are ordinary prereleases and +incompatible is a build.
 * Advisories write them without the v, and v1 and v1.2 stand for v1.0.0 and v1.2.0.
 */
#include "version/part.h"
#include "version/semver.h"
#include "version/version.h"

static bool is_short(struct span version)
{
	for (int i = 0; i < 2; i++) {
		struct span number = part_digits(&version);

		if (number.n == 0 || (number.n > 1 && number.p[0] == '0'))
			return false;
		if (version.n == 0)
			return true;
		if (!part_byte(&version, '.'))
			return false;
	}
	return false;
}

static bool parses(struct span version)
{
	struct semver parsed;

	(void)part_byte(&version, 'v');
	return semver_strict(version, &parsed) || is_short(version);
}

const struct version_order order_go = { "go", parses, semver_text_compare, NULL };
