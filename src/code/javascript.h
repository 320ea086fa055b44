/*
 * JavaScript and TypeScript source, with or without JSX, as events (code/event.h): one pass over
 * the tokens, tolerant of what it does not know. Types are passed over; where one names an imported
 * class, a variable of that type holds what constructing the class gives.
 *
 * A default import and what require() gives are the module itself, `new X()` is a call of X. Only a
 * few global names are known ("fetch", "process"); all others are "?".
 */
#pragma once

#include "code/scope.h"

/* Whether calling what is named so imports the module that its first argument names; import() itself
 * aside. */
bool code_javascript_imports(struct span name);

/* As code_python(). */
struct code_end code_javascript(struct span text, uint64_t offset, uint64_t line,
				struct code_scopes *scopes, const struct code_sink *sink);
