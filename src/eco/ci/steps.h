/* What workflows of several services share: references to actions, images, scripts of steps. */
#pragma once

#include "eco/tree.h"

/* "owner/repository[/path]@ref", "docker://image": a component, with an anomaly when it is not
 * pinned to a commit. References into the tree itself and texts with expressions say nothing.
 * `what` is the component's property "category". */
void steps_tell_action(struct tree *tree, const struct value *v, const char *what);

/* The name of an image in a string, or in the key "name" or "image" of a map. */
void steps_tell_image(struct tree *tree, const struct value *v);

/* The image of that name, which stands at `v`. */
void steps_tell_image_named(struct tree *tree, struct span text, const struct value *v);

/* The script of a step, or each of a list of them: what they install or fetch. */
void steps_tell_script(struct tree *tree, const struct value *v);

/* Credentials among variables. */
void steps_tell_variables(struct tree *tree, const struct value *map);
