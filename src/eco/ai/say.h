/* What a file says of the model or data set it belongs to (scan/model.h). */
#pragma once

#include "base/value.h"
#include "format/job.h"

/* METADATA {key, value, source}: source is "model" or "dataset", key the component's attribute. */
void say_text(struct job *job, const char *source, const char *key, struct span text,
	      uint64_t offset);

/* The text of a string or number; nothing for other values. */
void say_value(struct job *job, const char *source, const char *key, const struct value *v);

/* The same for the first `most` items of a list; what is no list counts as one of a single item. */
void say_values(struct job *job, const char *source, const char *key, const struct value *v,
		size_t most);
