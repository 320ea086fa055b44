/* Paths to leave out. */
#include "cmd/model_rules.h"

static struct span without_slashes(struct span path)
{
	while (path.n > 1 && path.p[path.n - 1] == '/')
		path.n--;
	while (span_starts(path, "./"))
		path = span_from(path, 2);
	return path;
}

/* "MODEL/PATH" is PATH: a shell completes it so. */
static struct span within(struct span model, struct span path)
{
	if (path.n > model.n + 1 && span_eq(span_part(path, 0, model.n), model) &&
	    path.p[model.n] == '/')
		return without_slashes(span_from(path, model.n + 1));
	return path;
}

struct tree_rules model_rules(const struct model_rules *said, struct arena *arena)
{
	struct span model = without_slashes(span_str(said->model));
	size_t git = said->keep_git ? 0 : tree_git_paths_n, n = said->ignored->n;
	struct span *all = arena_array(arena, n + git, sizeof(*all));

	for (size_t i = 0; i < n; i++)
		all[i] = within(model, without_slashes(span_str(said->ignored->words[i])));
	for (size_t i = 0; i < git; i++)
		all[n + i] = tree_git_paths[i];
	return (struct tree_rules){ .ignored = all, .n = n + git, .self = said->signature };
}
