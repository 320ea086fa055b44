/* Commands that fetch a program and run it at once, seen by no one: `curl URL | sh` and its kin. */
#pragma once

#include "base/span.h"

/* The first such command in the text, as far as its line goes; empty when there is none. */
struct span fetch_run_find(struct span text);
