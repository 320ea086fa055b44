/*
 * A tar archive as its readers walk it: ustar (POSIX.1-1988), pax (POSIX.1-2001), GNU and the old
 * V7 form. Where GNU tar and CPython's tarfile would go on differently, the walk takes every way
 * and says so, in anomalies with stable ids (tar-...).
 */
#pragma once

#include "format/job.h"

enum { TAR_BLOCK = 512 };

enum tar_type {
	TAR_FILE = '0',
	TAR_OLD_FILE = 0,
	TAR_HARD_LINK = '1',
	TAR_LINK = '2',
	TAR_CHARACTER_DEVICE = '3',
	TAR_BLOCK_DEVICE = '4',
	TAR_FOLDER = '5',
	TAR_FIFO = '6',
	TAR_SPARSE = 'S',
};

struct tar_entry {
	struct span name, link; /* live until the callback returns */
	uint64_t header;	/* offset of the header block */
	uint64_t data, packed;	/* where the stored bytes lie; all inside the file */
	uint64_t size;		/* of the member unpacked: more than packed for a sparse one */
	uint8_t type;		/* enum tar_type or another letter */
	struct span sparse_map; /* as sparse_form has it */
	uint8_t sparse_form;	/* enum tar_sparse_form */
	bool is_other_view;	/* the same member by its other size */
};

/* How a sparse member says where its pieces lie. */
enum tar_sparse_form {
	TAR_NOT_SPARSE,
	TAR_SPARSE_GNU,	  /* binary pairs in the header and in blocks behind it */
	TAR_SPARSE_LIST,  /* pax 0.1: "offset,size,..." in a record */
	TAR_SPARSE_PAIRS, /* pax 0.0: records of their own */
	TAR_SPARSE_TEXT,  /* pax 1.0: decimal lines before the data */
};

/* Whether a header block is one: its checksum fits, as signed or as unsigned bytes. */
bool tar_is_header(struct span block);

/* How a walk ended. */
struct tar_end {
	uint64_t at;	/* behind the last member */
	bool is_marked; /* a block of zeros was there */
};

/* Calls `each` for every member from `at` on until a block of zeros or the end. `speak`: say what
 * is odd or wrong as facts of the artifact being read; one module an artifact does. `each` gives
 * false to stop the walk. */
struct tar_end tar_walk(struct job *job, struct span file, uint64_t at, bool speak,
			bool (*each)(struct job *job, const struct tar_entry *entry, void *context),
			void *context);

/* Lays the pieces of a sparse member out in room[0..entry->size), which is zeroed. False when they
 * are not told rightly. */
bool tar_expand(struct span file, const struct tar_entry *entry, uint8_t *room);
