/*
 * The parts of the GGUF module. A reader `r` goes over the file from the header through the pairs
 * to the tensors; each part says itself what is wrong and returns whether the next one can be read.
 */
#pragma once

#include "base/reader.h"
#include "base/set.h"
#include "format/job.h"

enum {
	GGUF_STEPS = 4096, /* items between two looks at the budget */
};

struct gguf {
	struct job *job;
	struct span file;
	struct reader r;
	bool big; /* endian */
	unsigned version;
	uint64_t alignment;
	uint64_t n_tensors, n_pairs;
	uint64_t split_no, n_splits; /* this file of so many; 0 when nothing is said */
	struct set names;	     /* of the part being read */
	struct span *slots;
	uint64_t slots_size; /* bytes */
};

/* Numbers and strings in the byte order and widths of the version. */
uint64_t gguf_number(struct gguf *g, unsigned n_bytes);
uint64_t gguf_size(struct gguf *g);
struct span gguf_string(struct gguf *g);

/* The next multiple of the alignment; `at` is an offset in the file. */
uint64_t gguf_aligned(const struct gguf *g, uint64_t at);

/* Say that the bytes are malformed, that they end too early if the reader has failed, that the
 * budget is used up. All return false. */
bool gguf_wrong(struct gguf *g, const char *what, uint64_t offset);
bool gguf_ended(struct gguf *g, const char *what);
bool gguf_no_budget(struct gguf *g);

/* A table of n names, to find those that stand twice: each is an anomaly of that name. */
bool gguf_names_open(struct gguf *g, uint64_t n);
void gguf_names_close(struct gguf *g);
void gguf_names_add(struct gguf *g, struct span name, const char *anomaly, uint64_t offset);

/* gguf/pairs.c, gguf/split.c, gguf/tensors.c */
bool gguf_read_pairs(struct gguf *g);
void gguf_split_pair(struct gguf *g, struct span key, uint64_t n);
void gguf_tell_splits(struct gguf *g);
void gguf_read_tensors(struct gguf *g);
