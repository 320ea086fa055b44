/* Which programs install or fetch what, by which words of theirs: a table. */
#pragma once

#include "eco/install/spec.h"

/* Which of the words that are no options count. */
enum operands {
	OPERANDS_ALL,
	OPERANDS_FIRST, /* what follows is for what is run */
	OPERANDS_NONE,	/* as the first, but it names nothing itself */
};

struct tool {
	const char *words; /* the program and its subcommands: "uv pip install" */
	install_spec *read;
	enum operands operands;

	/* Options, with spaces between: */
	const char *takes;     /* that are followed by a word of their own */
	const char *gives;     /* whose word is something to fetch */
	const char *replaces;  /* the same, instead of the operands */
	const char *version;   /* whose word is the version or revision of the operand */
	install_spec *dataset; /* instead of `read` behind "--repo-type dataset" */
	bool runs;
};

/* All of them; the last has no words. Where one begins like another, the longer stands first. */
extern const struct tool install_tools[];
