/*
 * The sections of a program or library: ELF (System V gABI, chapter 4), PE (Microsoft's "PE
 * Format", sections 2 to 4), Mach-O (mach-o/loader.h). Only what finds a section and maps an
 * address.
 */
#pragma once

#include "base/span.h"

enum { EXECUTABLE_SECTIONS_MAX = 4096 };

struct executable {
	struct span file;
	bool (*read)(const struct executable *x, struct span *name, uint64_t *address,
		     struct span *bytes, uint64_t number);
	bool big, wide;	   /* big-endian; 64 bits */
	uint64_t table, n; /* of sections; of load commands for Mach-O */
	uint64_t entry;	   /* size of one */
	uint64_t names;	   /* offset of the table of names (ELF) */
	uint64_t base;	   /* that addresses count from (PE) */
};

/* False when it is none of the three. */
bool executable_open(struct executable *x, struct span file);

/* The bytes of the first section of that name; empty when there is none. */
struct span executable_section(const struct executable *x, const char *name);

/* n bytes at an address; empty when they are not all in one section. */
struct span executable_at(const struct executable *x, uint64_t address, uint64_t n);

/* Whether the beginning of a file is that of a program. */
bool executable_begins(struct span head);
