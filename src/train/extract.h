/*
 * Archives into samples. An archive is opened in memory by the readers that `assay scan` has, and
 * of its Python files the windows are kept.
 */
#pragma once

#include "base/arena.h"
#include "train/sample.h"

struct extractor;

struct extractor *extractor_new(void);
void extractor_free(struct extractor *extractor);

/* The windows of one archive, its files in the disguise that the sample says, in sample->windows;
 * they live until the next call. */
void extract(struct extractor *extractor, struct span archive, struct span name,
	     struct sample *sample);
