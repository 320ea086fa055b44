/* Licences of a component against a list of a policy, by what SPDX expressions mean. */
#pragma once

#include "policy/expression.h"

/* Patterns of identifiers, in any case: "MIT", "GPL-*", "GPL-2.0-only WITH
 * Classpath-exception-2.0". One without WITH stands for the licence with any exception. */
struct licence_list {
	const struct span *patterns;
	size_t n;
};

/* Whether licences of the list are enough to use it under each of the texts: "MIT OR GPL-3.0-only"
 * is within ["MIT"]. A text that is no expression is unknown. */
enum truth licences_within(const struct span *texts, size_t n, const struct licence_list *list);

/* Whether any of the texts leaves no choice without a licence of the list: "MIT OR GPL-3.0-only"
 * does not need ["GPL-*"], "MIT AND GPL-3.0-only" does. */
enum truth licences_need(const struct span *texts, size_t n, const struct licence_list *list);
