/* The reader of models: any file, and one that is taken can be used. */
#include "detect/score.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static const struct span text = SPAN("import os\nos.system('true')\n");
	struct model model;
	struct score score;
	struct explanation why;

	if (model_read(span_of(p, n), &model))
		return 0;
	score = score_text(&model, text, ROLE_SETUP);
	score_explain(&model, text, ROLE_SETUP, &score, &why);
	return 0;
}
