/*
 * Globals that are known to run code, to start programs, to reach files or the network:
 * data/knownbad.tsv, compiled in. It only raises the severity and gives the finding a reason; what
 * is not on it is judged all the same.
 */
#pragma once

#include "base/span.h"

/* What it does, as in "runs a shell command"; empty when it is not on the list. A row that ends in
 * ".*" stands for everything below a module. */
struct span knownbad_find(struct span global);

/* Hex SHA-256 of the file. */
const char *knownbad_digest(void);
