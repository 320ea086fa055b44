/* What no row of the table of Python says: files by how they are opened, assignments, options. */
#pragma once

#include "code/behaviour/language.h"

void behaviour_python_event(struct behaviours *b, const struct code_event *event);
