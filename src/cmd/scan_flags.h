/* The options that every command shares which looks at artifacts. */
#pragma once

#include "base/opt.h"
#include "core/limits.h"
#include "scan/scan.h"

struct scan_flags {
	struct limits limits;
	uint32_t jobs;	  /* 0: one a core */
	unsigned sandbox; /* index into "full|none" */
	bool no_digests;
	struct opt_list include, exclude; /* globs */
	const char *db;			  /* of advisories; "none": match nothing */
	struct opt_list vex;
};

#define SCAN_FLAGS_DEFAULT                                                                         \
	{                                                                                          \
		.limits = LIMITS_DEFAULT                                                           \
	}

/* Rows of an option table for a member `flags` of `type`. */
#define SCAN_FLAG_ROWS(type)                                                                       \
	{ "include", 0, OPT_LIST(type, flags.include), "GLOB",                                     \
	  "Look only at files that match; may be given several times" },                           \
		{ "exclude", 0, OPT_LIST(type, flags.exclude), "GLOB",                             \
		  "Leave out files and folders that match; may be given several times" },          \
		{ "jobs", 'j', OPT_NUMBER(type, flags.jobs, 0, 256), "N",                          \
		  "Use N workers; 0, the default, is one a core" },                                \
		{ "no-digests", 0, OPT_FLAG(type, flags.no_digests), NULL,                         \
		  "Take no SHA-256 digests: faster on large weights; finding ids then rest on "    \
		  "paths" },                                                                       \
		{ "sandbox", 0, OPT_CHOICE(type, flags.sandbox), "full|none",                      \
		  "How workers are locked down; none parses hostile files unprotected" },          \
		OPT_HEADING("Limits of one file, beyond which it is inconclusive"),                \
		{ "max-output", 0, OPT_SIZE(type, flags.limits.max_output, 1, UINT64_C(1) << 44),  \
		  "SIZE", "Bytes that may be inflated, all layers together" },                     \
		{ "max-ratio", 0, OPT_NUMBER(type, flags.limits.max_ratio, 1, UINT32_MAX), "N",    \
		  "Bytes that one compressed byte may become, past 64M of output" },               \
		{ "max-members", 0, OPT_NUMBER(type, flags.limits.max_members, 1, UINT32_MAX),     \
		  "N", "Members of one archive" },                                                 \
		{ "max-ops", 0, OPT_NUMBER(type, flags.limits.max_ops, 1, UINT64_MAX), "N",        \
		  "Operations of pickles" },                                                       \
		{ "max-facts", 0, OPT_NUMBER(type, flags.limits.max_facts, 1, UINT32_MAX), "N",    \
		  "Things worth reporting" },                                                      \
		{ "max-depth", 0, OPT_NUMBER(type, flags.limits.max_depth, 0, 64), "N",            \
		  "Artifacts inside artifacts" },                                                  \
		{ "timeout", 0, OPT_NUMBER(type, flags.limits.seconds, 1, 86400), "SECONDS",       \
		  "Wall clock" },                                                                  \
	{                                                                                          \
		"memory", 0, OPT_SIZE(type, flags.limits.memory, 1 << 20, UINT64_C(1) << 40),      \
			"SIZE", "Private memory of a parser"                                       \
	}

/* The same for commands that match packages against advisories. */
#define ADVISORY_FLAG_ROWS(type)                                                                   \
	{ "db", 0, OPT_TEXT(type, flags.db), "FILE",                                               \
	  "Match packages against this database of advisories; none matches nothing" },            \
	{                                                                                          \
		"vex", 0, OPT_LIST(type, flags.vex), "FILE",                                       \
			"Go by the statements of this VEX document; may be given several times"    \
	}

/* What the flags say, in the form the pipeline takes. */
struct scan_options scan_flags_apply(const struct scan_flags *flags, struct opt_list targets);
