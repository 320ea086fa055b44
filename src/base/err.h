/*
 * A bad world (I/O, network, usage) as a code with one sentence.
 *
 * The sentence is set once, where the failure is first known, and names the object; callers pass
 * the code on. It lives until the next err_set() of the process.
 */
#pragma once

#include "base/attr.h"

enum err {
	OK = 0,
	ERR_IO,
	ERR_DENIED,
	ERR_LIMIT,
	ERR_FORMAT,
	ERR_USAGE,
};

/* Sets the sentence and returns `code`, so that `return err_set(...)` reads well. */
enum err err_set(enum err code, const char *fmt, ...) PRINTF(2, 3);

/* The sentence of the last failure, never NULL. */
const char *err_text(void);
