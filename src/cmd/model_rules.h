/* What is left out of a model, as the options of several commands say it. */
#pragma once

#include "cmd/cmd.h"
#include "trust/tree/tree.h"

struct model_rules {
	const char *model, *signature;
	const struct opt_list *ignored; /* --ignore-paths: within the model, or written with it */
	bool keep_git;			/* --no-ignore-git-paths */
};

MUST struct tree_rules model_rules(const struct model_rules *said, struct arena *arena);
