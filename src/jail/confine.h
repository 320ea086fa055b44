/*
 * One piece of work on hostile bytes in a locked child of its own: what a bundle or a certificate
 * says is read there, while the process with the files, keys and secrets parses nothing.
 *
 * The child sees the memory it was forked with and no file, socket or program. Its answer is what
 * it wrote, and is to be read as hostile as the bytes it was about.
 */
#pragma once

#include "base/arena.h"
#include "base/sink.h"

enum { CONFINE_SECONDS = 120 };

/* Runs work(context, answer) in the child and gives a copy of what it wrote, at most answer_max
 * bytes. What libraries allocate or open on first use must have been used before. Fails with
 * ERR_DENIED when the system has no filters, ERR_LIMIT when the child wrote more or took more than
 * CONFINE_SECONDS of processor or twice that of time, and ERR_FORMAT when it ended in any other way
 * than by finishing its work. */
MUST enum err confine_run(void (*work)(void *context, struct sink *answer), void *context,
			  size_t answer_max, struct arena *arena, struct span *answer);
