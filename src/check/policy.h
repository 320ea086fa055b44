/* The rules that a policy reports by: it names them, and the registry of checks lists them. */
#pragma once

#include "core/rule.h"

enum policy_rule_index {
	POLICY_RULE_BLOCK,
	POLICY_RULE_HOLD,
	POLICY_RULE_NOTE,
	POLICY_RULE_WAIVER,
	POLICY_RULE_TARGET,
	POLICY_RULE_ADVISORIES,
	POLICY_RULE_COUNT,
};

extern const struct rule policy_check_rules[POLICY_RULE_COUNT];
