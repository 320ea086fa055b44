/*
 * Shell scripts (POSIX sh and bash) as the commands they run: a tolerant reader of what stands in
 * scripts, in RUN lines of Dockerfiles, in workflow steps and behind the `!` of notebooks.
 * Variables that the text itself sets are followed, `sh -c '...'`, `eval` and command substitutions
 * are read as scripts of their own; nothing is expanded that depends on the machine.
 *
 * Events: CODE_COMMAND for each command, with its words from the program on (assignments and
 * programs that only start another, as sudo and env, are left out), CODE_ASSIGN for each variable.
 * A sink that follows values is told of files by CODE_REDIRECT before the command, where they are
 * behind it too.
 */
#pragma once

#include "code/scope.h"

/* Reads text whose first byte is at `offset` on `line` of the artifact. Variables are those of
 * `scopes`, which may hold some before and keeps those that are set: several texts can be read one
 * after the other as if they were one. */
struct code_end code_shell(struct span text, uint64_t offset, uint64_t line,
			   struct code_scopes *scopes, const struct code_sink *sink);

/* The same for a command whose words are known: what a program starts without a shell. */
struct code_end code_shell_words(const struct code_item *words, uint64_t offset, uint64_t line,
				 struct code_scopes *scopes, const struct code_sink *sink);

/* The first word of a command behind those programs that only start another one (sudo, env);
 * NULL when there is none. */
const struct code_item *shell_program(const struct code_item *words);

/* The last part of a program's path. */
static inline struct span shell_base_name(struct span path)
{
	const uint8_t *slash = path.n ? memrchr(path.p, '/', path.n) : NULL;

	return slash ? span_from(path, (uint64_t)(slash - path.p) + 1) : path;
}
