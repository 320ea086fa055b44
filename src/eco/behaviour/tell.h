/*
 * Facts of what code does:
 *
 *   behaviour {class, kind, how, detail, partial, scope, line, layer, order}
 *   behaviour {class chain, source, source_kind, source_how, source_line, transform,
 *              transform_line, sink, kind, how, detail, scope, line, layer, order}
 *
 * as struct behaviour says of each; scope is top, class or function. Texts that are empty and kinds
 * that there are none of are left out.
 */
#pragma once

#include "code/behaviour/read.h"
#include "format/job.h"

/* Reads a file's source and tells what it does. Gives whether there was anything to tell: who told
 * nothing else either declines the job. */
bool behaviour_tell(struct job *job, const struct behaviour_language *language, struct span bytes);

/* The same for parts of a file, each at its place. */
struct behaviour_part {
	struct span text;
	uint64_t offset, line;
};

bool behaviour_tell_parts(struct job *job, const struct behaviour_language *language,
			  const struct behaviour_part *parts, size_t n);

/* The same for parts among which other text may stand: what is no source of the language is no
 * fault. */
bool behaviour_tell_mixed(struct job *job, const struct behaviour_language *language,
			  const struct behaviour_part *parts, size_t n);
