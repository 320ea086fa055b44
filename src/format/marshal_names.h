/*
 * Marshalled Python code, as far as it matters here: the identifiers that a code object holds. They
 * are all that bytecode can reach by name, whatever the version of the interpreter.
 */
#pragma once

#include "base/arena.h"

/* The identifiers in bytes of marshalled code, with spaces between, each once. Bytes that are no
 * marshalled code give what looks like identifiers in them. */
struct span marshal_names(struct span code, struct arena *arena);
