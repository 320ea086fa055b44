/*
 * The one place that asks the system for memory. An allocation never gives NULL: when the system
 * refuses, the process ends with status MEM_EXIT, which a broker reads as "memory limit".
 */
#pragma once

#include <stddef.h>

#include "base/attr.h"

enum { MEM_EXIT = 71 };

/* n bytes, zeroed. Owned by the caller, returned with mem_free(). */
MUST void *mem_alloc(size_t n);

/* The block moved to n bytes; the added part is not zeroed. */
MUST void *mem_resize(void *p, size_t n);

/* Accepts NULL. */
void mem_free(void *p);

/* A NUL-terminated copy of n bytes. */
MUST char *mem_text(const void *p, size_t n);

/* Says why on standard error and ends the process with MEM_EXIT. */
NORETURN void mem_over(const char *why);
