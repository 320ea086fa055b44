/* Images whose names have variables in them. */
#include "eco/ci/image.h"

#include "eco/image_name.h"

/* What stands before the tag or digest; all of it when there is none. A colon in the braces of a
 * variable is none, nor is the port of a registry. */
static struct span before_tag(struct span text)
{
	size_t end = text.n, depth = 0;

	for (size_t i = 0; i < text.n; i++) {
		depth += text.p[i] == '{';
		depth -= text.p[i] == '}' && depth > 0;
		if (depth == 0 && text.p[i] == '/')
			end = text.n;
		else if (depth == 0 && (text.p[i] == ':' || text.p[i] == '@') && end == text.n)
			end = i;
	}
	return span_part(text, 0, end);
}

static void tell_untagged(struct job *job, const struct variables *variables, struct span text,
			  const char *scope, uint64_t line, uint64_t offset)
{
	struct span bare = before_tag(text), name = variables_expand(variables, bare);
	struct image_name image;
	struct entry entry;

	if (name.n == 0 || bare.n == text.n || !image_name_read(name, &image))
		return;
	entry = image_name_entry(&image, "manifest", job_arena(job));
	entry_text(&entry, "range", span_from(text, bare.n + 1));
	entry_text(&entry, "id", text);
	entry_word(&entry, "scope", scope);
	entry_number(&entry, "line", line);
	entry_emit(&entry, job, offset);
	if (text.p[bare.n] == ':')
		job_anomaly(job, "image-unpinned", text, offset);
}

void ci_image_tell(struct job *job, const struct variables *variables, struct span text,
		   const char *scope, uint64_t line, uint64_t offset)
{
	struct span name = variables_expand(variables, text);
	struct image_name image;

	if (name.n == 0)
		tell_untagged(job, variables, text, scope, line, offset);
	else if (image_name_read(name, &image))
		image_name_emit(&image, job, "manifest", scope, line, offset);
}
