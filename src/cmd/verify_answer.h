/* What is said of a model whose signature was verified. */
#pragma once

#include "cmd/cmd.h"
#include "trust/oms/check.h"
#include "trust/oms/verify.h"

struct model_answer {
	const char *model; /* as it was given */
	const struct oms_answer *signature;
	const struct oms_result *files; /* NULL: the signature was refused */
	bool all;			/* in text, list every file */
};

/* The reason of the whole. */
enum reason model_answer_reason(const struct model_answer *answer);

void model_answer_text(const struct model_answer *answer, struct arena *arena, struct sink *out);
void model_answer_json(const struct model_answer *answer, struct arena *arena, struct sink *out);
