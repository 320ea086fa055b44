/* What behaviours of JavaScript no row of its table says. */
#pragma once

#include "code/behaviour/read.h"

extern behaviour_see *const behaviour_javascript_see[];

/* How it is written, in javascript_form.c. */
void behaviour_javascript_form(struct behaviours *b, struct span text, uint64_t offset,
			       uint64_t line);
