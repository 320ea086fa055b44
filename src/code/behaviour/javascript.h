/* What behaviours of JavaScript no row of its table says. */
#pragma once

#include "code/behaviour/read.h"

void behaviour_javascript_event(struct behaviours *b, const struct code_event *event);
