/* The rules of what advisories say about components. They are found by advisory/, once all
 * components are known, and not by facts. */
#pragma once

#include "core/rule.h"

enum advisory_rule {
	RULE_MALICIOUS,		 /* this version is malware */
	RULE_MALICIOUS_POSSIBLE, /* a version that may be meant is */
	RULE_INDICATOR,		 /* what malware leaves behind is there */
	RULE_VULNERABLE,
	RULE_VULNERABLE_UNRATED, /* without a score */
	RULE_VULNERABLE_POSSIBLE,
	RULE_VERSION_UNKNOWN,
	ADVISORY_RULES,
};

extern const struct rule advisory_rules[ADVISORY_RULES];
