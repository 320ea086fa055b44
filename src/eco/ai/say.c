/* Facts about models. */
#include "eco/ai/say.h"

enum { TEXT_MAX = 400 };

void say_text(struct job *job, const char *source, const char *key, struct span text,
	      uint64_t offset)
{
	if (text.n)
		JOB_FACT(job, FACT_METADATA, offset, ATTR_WORD("key", key),
			 ATTR_TEXT("value", span_part(text, 0, TEXT_MAX)),
			 ATTR_WORD("source", source));
}

void say_value(struct job *job, const char *source, const char *key, const struct value *v)
{
	if (value_is_kind(v, VALUE_NUMBER))
		say_text(job, source, key, value_raw(v), v->offset);
	else if (value_is_kind(v, VALUE_STRING))
		say_text(job, source, key, value_text(v, job_arena(job)), v->offset);
}

void say_values(struct job *job, const char *source, const char *key, const struct value *v,
		size_t most)
{
	size_t n = 0;

	if (!value_is_kind(v, VALUE_LIST)) {
		say_value(job, source, key, v);
		return;
	}
	value_each (item, v)
		if (n++ < most)
			say_value(job, source, key, item);
}
