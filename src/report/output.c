/* The registry of outputs. */
#include "report/output.h"

#define OUTPUT(name) extern const struct output output_##name;
#include "outputs.def"
#undef OUTPUT

const struct output *const outputs[] = {
#define OUTPUT(name) &output_##name,
#include "outputs.def"
#undef OUTPUT
	NULL,
};

const struct output *output_find(struct span name)
{
	for (size_t i = 0; outputs[i]; i++)
		if (span_is(name, outputs[i]->name))
			return outputs[i];
	return NULL;
}
