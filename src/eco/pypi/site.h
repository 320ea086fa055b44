/* Modules that every start of the interpreter imports (Python's site module). */
#pragma once

#include "base/span.h"

/* "sitecustomize" or "usercustomize" when a file of that path is one of them, else empty. */
struct span site_module(struct span path);
