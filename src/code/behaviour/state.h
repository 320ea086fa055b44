/* The parts of the reader of behaviours: what it knows of the file that it reads. */
#pragma once

#include "base/set.h"
#include "code/behaviour/read.h"
#include "code/value.h"

enum {
	INDEX_BUCKETS = 512,
	INDEX_ROWS_MAX = 1024, /* of one language's table */
	FILES_MAX = 64,	       /* that a file writes, and may run then */
	BEHAVIOUR_SCRATCH = 64 << 10,
	LAYERS_READ_MAX = 256, /* texts in one file that are read as code */
	OTHERS_READ_MAX = 32,  /* those of another language, which have names of their own */
	SAID_MAX = 2048,       /* different behaviours, chains and layers */
	LANGUAGES_MAX = 4,
	REDIRECTS_MAX = 4, /* of one command */
};

/* Rows by the last part of their names, or by the first of those that are for all below. */
struct behaviour_index {
	const struct behaviour_language *language;
	uint16_t buckets[INDEX_BUCKETS]; /* 1 + a row; 0: none */
	uint16_t next[INDEX_ROWS_MAX];
};

/* Where values of a class came from last. */
struct behaviour_source {
	const char *kind;
	struct span how;
	uint64_t line;
};

/* A file that was written: what runs it runs what was written. */
struct behaviour_file {
	struct span path, source; /* as far as it is known; the variable it was named by */
	uint64_t marks;
};

struct behaviours {
	struct arena *arena;
	const struct behaviour_sink *sink;
	const struct behaviour_language *language; /* of the text at hand */
	struct behaviour_index *indexes[LANGUAGES_MAX];
	struct code_scopes *scopes; /* of the file's own language */
	struct behaviour_source sources[64];
	struct behaviour_file files[FILES_MAX];
	size_t n_files;
	struct set said;
	size_t n_said, said_room, text_left, values_left;
	unsigned layer, nested, n;
	unsigned layers, others;      /* texts read so far; those of another language */
	struct code_scopes *commands; /* of the shell, once it was needed */
	uint8_t *scratch;	      /* BEHAVIOUR_SCRATCH bytes, once they were asked for */
	enum code_scope outer;	      /* when the text at hand is run, at the earliest */
	uint64_t line; /* in the file, where a decoded text stands; 0: it is the file */
	uint64_t offset;
	uint64_t given;	  /* marks of what the last event gives */
	uint64_t input;	  /* of what the last command printed */
	uint64_t command; /* of the text that the commands at hand stand in */
	bool opaque;	  /* a long constant that is no text was seen */
	uint64_t private; /* marks of secrets of others that were read, whatever becomes of them */
	struct code_event sent; /* the first thing that goes to a collector; name.n 0: none */
	const char *sent_kind;
	bool tied;	     /* a connection has become the standard input */
	struct span printed; /* by the last command, as far as it is known */
	struct code_value redirects[REDIRECTS_MAX];
	size_t n_redirects;
	unsigned wallets, wallet_kinds; /* addresses of wallets, and bits of their currencies */
	bool page;			/* functions of a web page are replaced */
	bool full;
};

/* Marks beside those of classes: decoded by what honest programs do with constants too; one
 * variable of the environment; the path of a secret; found by a name in a text. */
#define MARK_WEAK	 (UINT64_C(1) << 40)
#define MARK_ENVIRONMENT (UINT64_C(1) << 41)
#define MARK_PATH	 (UINT64_C(1) << 42)
#define MARK_NAMED	 (UINT64_C(1) << 43)

/* Memory for one step. */
uint8_t *behaviour_scratch(struct behaviours *b);

/* What names stand for in commands of the shell; what it says is in pieces of it. */
struct code_scopes *behaviour_commands(struct behaviours *b);

/* index.c: the rows that fit a name, one after the other; NULL at the end. */
struct behaviour_rows {
	const struct behaviour_index *index;
	struct span name;
	uint16_t at;
	bool below; /* those for all below, which come second */
};

struct behaviour_rows behaviour_rows(struct behaviours *b, struct span name);
const struct behaviour_call *behaviour_row(struct behaviour_rows *rows);

/* flow.c: values with these marks reach what an event does, a sink of that class: says the chains.
 * Returns whether there is any. */
bool behaviour_flow(struct behaviours *b, const struct code_event *event, enum behaviour_class sink,
		    const char *kind, uint64_t marks, const struct code_value *detail);

/* A module is asked for by a name: one that was decoded is a chain. Only a name that is known
 * counts, since honest programs load what they are told to. */
void behaviour_module(struct behaviours *b, const struct code_event *event,
		      const struct code_value *name);

/* Secrets of others and a collector in one file belong together, however the value goes between. */
void behaviour_meet(struct behaviours *b);

/* Remembers where values of a class come from. */
void behaviour_comes(struct behaviours *b, enum behaviour_class class, const char *kind,
		     const struct code_event *event);

/* Files that are written, and whether a text or value names one: the marks of what it holds. */
void behaviour_written(struct behaviours *b, const struct code_value *path, uint64_t marks);
uint64_t behaviour_file_marks(const struct behaviours *b, const struct code_value *v);
uint64_t behaviour_text_marks(const struct behaviours *b, struct span text);

/* layer.c: reads text that the source holds as code, once; `decoded` adds a layer. */
void behaviour_layer(struct behaviours *b, const struct behaviour_language *language,
		     const struct code_value *text, const struct code_event *event, bool decoded);

/* The language that text is written in, by its looks; NULL: none. */
const struct behaviour_language *behaviour_language_of(struct span text);

/* command.c: what a command does; returns the marks of what it prints. */
uint64_t behaviour_command(struct behaviours *b, const struct code_event *event);

/* Whether a program starts the files that it is given. */
bool behaviour_starts(struct span program);

/* What a call of `event` hands to a shell or starts. */
uint64_t behaviour_start(struct behaviours *b, const struct code_event *event,
			 const struct code_value *command);

/* Fills in the place of an event, and says it unless it was said. */
void behaviour_tell_one(struct behaviours *b, const struct code_event *event, struct behaviour *say,
			const char *kind, struct span how, const struct code_value *detail);

/* A file is read. */
void behaviour_read_path(struct behaviours *b, const struct code_event *event,
			 const struct code_value *path);

/* A file is written with values of these marks. */
void behaviour_write_path(struct behaviours *b, const struct code_event *event,
			  const struct code_value *path, uint64_t marks);

/* Reads text as it is, in whatever it stands. */
struct code_end behaviours_run(struct behaviours *b, const struct behaviour_language *language,
			       struct span text, uint64_t offset, uint64_t line);

/* The argument of a call that a row is about; NULL: it has none. */
const struct code_value *behaviour_argument(const struct behaviour_call *row,
					    const struct code_event *event);

/* request.c: what the address of a request says, and what is put there. Gives the kind of the row,
 * or of the address if that says more. */
const char *behaviour_request(struct behaviours *b, const struct behaviour_call *row,
			      const struct code_event *event);

/* constant.c: tells the texts of an event. */
void behaviour_constants(struct behaviours *b, const struct code_event *event);

/* text.c: what a constant says by its words; the marks of values made of it. */
uint64_t behaviour_text(struct behaviours *b, const struct code_event *event);

/* reviewer.c: what the whole of a file, comments and all, says to a model that reads it. */
void behaviour_reviewer(struct behaviours *b, struct span text, uint64_t offset, uint64_t line);

/* invisible.c: what stands in a file in characters that are not shown. After it was read. */
void behaviour_invisible(struct behaviours *b, struct span text, uint64_t offset, uint64_t line);

/* Whether this was said before; says that it is now. */
bool behaviour_is_new(struct behaviours *b, const void *key, size_t n);
