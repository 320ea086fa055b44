/*
 * Command-line options as data. A command declares a table of rows; parsing, help, completion and
 * the man page test all read the same rows.
 *
 *	static const struct opt options[] = {
 *		{ "jobs", 'j', OPT_NUMBER(struct my_options, jobs, 1, 4096), "N", "Use N workers" },
 *		{ "all", 'a', OPT_FLAG(struct my_options, all), .help = "List everything" },
 *		OPT_HEADING("Limits"),
 *		{ 0 },
 *	};
 *
 * Options and operands may be mixed; `--` ends the options; `-` is an operand. Long names are not
 * abbreviated; an underscore in one counts as a dash. When an option is given twice the last one
 * counts, unless it collects.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/sink.h"

enum opt_kind {
	OPT_KIND_NONE,	 /* a heading, or the end of the table */
	OPT_KIND_FLAG,	 /* bool */
	OPT_KIND_TEXT,	 /* const char * */
	OPT_KIND_NUMBER, /* uint32_t or uint64_t, within least..most */
	OPT_KIND_SIZE,	 /* the same, in bytes, with K, M, G or T for powers of 1024 */
	OPT_KIND_CHOICE, /* unsigned or an enum: the index of one word of `value` */
	OPT_KIND_LIST,	 /* struct opt_list: every value given */
};

/* Words in the order given, ended by NULL unless there are none; they point into argv. */
struct opt_list {
	const char **words;
	size_t n;
};

struct opt_into {
	enum opt_kind kind;
	size_t at, width; /* where the value goes in the options structure */
	uint64_t least, most;
};

struct opt {
	const char *name; /* without the dashes */
	char letter;	  /* 0: none */
	struct opt_into into;
	const char *value; /* what the help calls the value; for a choice the words: "a|b|c" */
	const char *help;  /* one sentence without its full stop */
};

/* Where a value goes; a member of the wrong type does not compile. */
#define OPT_AT(type, member, wanted)                                                               \
	.at = _Generic(((type *)0)->member, wanted                                                 \
		       : offsetof(type, member)),                                                  \
	.width = sizeof(((type *)0)->member)
#define OPT_FLAG(type, member)                                                                     \
	{                                                                                          \
		.kind = OPT_KIND_FLAG, OPT_AT(type, member, bool)                                  \
	}
#define OPT_TEXT(type, member)                                                                     \
	{                                                                                          \
		.kind = OPT_KIND_TEXT, OPT_AT(type, member, const char *)                          \
	}
#define OPT_CHOICE(type, member)                                                                   \
	{                                                                                          \
		.kind = OPT_KIND_CHOICE, OPT_AT(type, member, unsigned)                            \
	}
#define OPT_LIST(type, member)                                                                     \
	{                                                                                          \
		.kind = OPT_KIND_LIST, OPT_AT(type, member, struct opt_list)                       \
	}
#define OPT_COUNTED(kind_, type, member, least_, most_)                                            \
	{                                                                                          \
		.kind = (kind_),                                                                   \
		.at = _Generic(((type *)0)->member, uint32_t                                       \
			       : offsetof(type, member), uint64_t                                  \
			       : offsetof(type, member)),                                          \
		.width = sizeof(((type *)0)->member), .least = (least_), .most = (most_)           \
	}
#define OPT_NUMBER(type, member, least, most)                                                      \
	OPT_COUNTED(OPT_KIND_NUMBER, type, member, least, most)
#define OPT_SIZE(type, member, least, most) OPT_COUNTED(OPT_KIND_SIZE, type, member, least, most)
#define OPT_HEADING(text)                                                                          \
	{                                                                                          \
		.help = (text)                                                                     \
	}

/* The end of a table is a row without name and help. */
static inline bool opt_last(const struct opt *row)
{
	return !row->name && !row->help;
}

/* What is left of the command line besides the options. */
struct opt_rest {
	struct opt_list operands;
	bool help; /* --help or -h was given, which every command has: nothing after it was read */
};

/* Reads argv[0..argc) by the table into the structure `into`, which holds the defaults. Lists and
 * operands live in the arena. ERR_USAGE with a sentence when the words do not fit the table. */
MUST enum err opt_parse(const struct opt *table, int argc, char *const *argv, struct arena *arena,
			void *into, struct opt_rest *rest);

/* Whether an option was given, or at least set to other than zero: of no use for a member whose
 * default is not zero. */
bool opt_given(const struct opt *row, const void *options);

/* A count of bytes as opt_parse() reads it: "64M", "4GiB", "1000". False when it is none. */
bool opt_parse_size(const char *text, uint64_t *out);

/* The n-th word of "a|b|c"; empty past the last. */
struct span opt_word(const char *words, size_t n);

/* Prints the table, two columns wide, headings included. */
void opt_help(const struct opt *table, struct sink *out);
