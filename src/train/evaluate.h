/* How good the model is, as the tables of docs/model-card.md: on standard output, in Markdown. */
#pragma once

#include "base/err.h"
#include "train/choose.h"

/* The day from which on campaigns are the newest, which are tested in full. */
uint32_t evaluate_newest(void);

MUST enum err evaluate(const struct samples *samples, struct arena *arena);
