/*
 * The components of a report by name: which one a requirement means. That is the one whose folder
 * shares most with that of who asks, as the loaders look for it; of several the one less deep.
 */
#pragma once

#include "core/report.h"

struct nearest;

/* Over the components that the report has now. */
struct nearest *nearest_new(const struct report *report);
void nearest_free(struct nearest *nearest);

/* The component of the key of `like` that `artifact` would get, or NULL. An empty
 * ecosystem means any. */
struct component *nearest_component(const struct nearest *nearest, const struct component *like,
				    const struct artifact *artifact);

/* The only requirement of that name, in the same folder as each place where the name stands alone
 * or one around or inside it: both ask for the same; or NULL. */
struct component *nearest_bound(const struct nearest *nearest, const struct component *name);

/* The exact version that answers all the occurrences of a requirement: one that it asks for, in the
 * same folder as each or one around or inside it; or NULL. What a tree itself is, where one of its
 * files does not say the version, only another one that is so answers. */
struct component *nearest_answer(const struct nearest *nearest, const struct component *range);
