/*
 * npm: semantic versions with an optional v, spaces around them, and numbers that a JavaScript
 * number holds exactly (node-semver, functions/parse.js and internal/constants.js).
 */
#include "version/npm.h"

#include "version/part.h"
#include "version/version.h"

/* MAX_LENGTH and MAX_SAFE_INTEGER of node-semver. */
enum { TEXT_MAX = 256 };
static const char number_max[] = "9007199254740991";

bool npm_parse(struct span text, struct semver *out)
{
	if (text.n > TEXT_MAX)
		return false;
	text = ascii_trim(text);
	(void)part_byte(&text, 'v');
	if (!semver_strict(text, out))
		return false;
	for (int i = 0; i < 3; i++)
		if (number_cmp(out->numbers[i], span_str(number_max)) > 0)
			return false;
	return true;
}

static bool parses(struct span version)
{
	struct semver parsed;

	return npm_parse(version, &parsed);
}

const struct version_order order_npm = { "npm", parses, semver_text_compare, NULL };
