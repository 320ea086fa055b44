/*
 * Licences as SPDX names them: identifiers (data/spdx-licences.txt, from the SPDX license list) and
 * expressions (SPDX 3.0.1 annex B).
 */
#pragma once

#include "base/span.h"

/* The identifier as the list spells it when this is one in any case, else empty. */
struct span licence_identifier(struct span text);

enum licence_answer {
	LICENCE_NO,
	LICENCE_YES,
	LICENCE_NONE, /* the text is no expression */
};

/* Whether an expression holds, when `holds` says so of each licence in it: of OR one side, of AND
 * both. `id` is spelt as in the list, or a LicenseRef as it stands; an "or later" plus is part of
 * it. `exception` follows WITH, else it is empty. */
enum licence_answer licence_ask(struct span text,
				bool (*holds)(void *context, struct span id, struct span exception),
				void *context);

/* Whether the text is an expression of listed licences or LicenseRefs. */
bool licence_is_expression(struct span text);
