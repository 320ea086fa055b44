/*
 * Python source as events (code/event.h): one pass over the tokens, tolerant of any version of the
 * language and of what is none. Names are followed through imports, assignments, parameters with
 * defaults, `self`, classes of constants and `with`; what a type annotation says is believed.
 *
 * Built-in functions are written "builtins.exec". os.environ["X"] is a call of os.environ.get. A
 * variable that is annotated with an imported class holds what calling the class gives.
 */
#pragma once

#include "code/scope.h"

/* Reads a file, or a cell of a notebook whose first byte is at `offset` on `line`; `scopes` keeps
 * what was bound, so that the cells of one notebook are read one after the other. */
struct code_end code_python(struct span text, uint64_t offset, uint64_t line,
			    struct code_scopes *scopes, const struct code_sink *sink);
