/* How good the model is, as a section of docs/model-card.md: on standard output, in Markdown. */
#pragma once

#include "base/err.h"
#include "detect/model.h"
#include "train/choose.h"

/* The day from which on campaigns are tried in disguises, too. */
uint32_t evaluate_disguised(void);

/* `program` is the model that the program has, made of the same samples. */
MUST enum err evaluate(const struct samples *samples, const struct model *program,
		       struct arena *arena);
