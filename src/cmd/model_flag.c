/* A model from a file of the user's. */
#include "cmd/model_flag.h"

#include "detect/model.h"
#include "sys/whole.h"

enum err model_flag_apply(const char *path, struct arena *arena, struct scan_options *scan)
{
	struct model *model;
	struct span file;
	const char *why;
	enum err e;

	if (!path)
		return OK;
	model = arena_alloc(arena, sizeof(*model));
	if ((e = whole_read(path, MODEL_MAX, arena, &file)) != OK)
		return e;
	if ((why = model_read(file, model)) != NULL)
		return err_set(ERR_USAGE, "%s: the model is refused: %s", path, why);
	scan->job.model = scan->check.model = model;
	return OK;
}
