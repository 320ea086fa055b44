/* Paths of archive members, walked as an unpacking tool would. */
#include "format/member.h"

/* Windows takes either. */
static bool is_slash(uint8_t byte)
{
	return byte == '/' || byte == '\\';
}

static bool is_absolute(struct span path)
{
	if (path.n == 0)
		return false;
	if (is_slash(path.p[0]))
		return true;

	uint8_t letter = path.p[0] | 0x20;

	return path.n >= 3 && letter >= 'a' && letter <= 'z' && path.p[1] == ':' &&
	       is_slash(path.p[2]);
}

/* The next part of the path from *at on, which moves behind it. */
static struct span next_part(struct span path, size_t *at)
{
	size_t start = *at;

	while (*at < path.n && !is_slash(path.p[*at]))
		++*at;

	struct span part = span_part(path, start, *at - start);

	*at += *at < path.n;
	return part;
}

/* Walks the path from `depth` folders below the top. False once it is above the top; *depth is then
 * where it ended. */
static bool stays_inside(struct span path, int64_t *depth)
{
	for (size_t at = 0; at < path.n;) {
		struct span part = next_part(path, &at);

		if (part.n == 0 || span_is(part, "."))
			continue;
		*depth += span_is(part, "..") ? -1 : 1;
		if (*depth < 0)
			return false;
	}
	return true;
}

void member_check_name(struct job *job, struct span name, uint64_t offset)
{
	int64_t depth = 0;

	if (span_byte(name, 0) != SPAN_NONE)
		job_anomaly(job, "archive-name-nul", name, offset);
	if (!stays_inside(name, &depth))
		job_anomaly(job, "archive-path-traversal", name, offset);
	else if (is_absolute(name))
		job_anomaly(job, "archive-absolute-path", name, offset);
}

void member_check_link(struct job *job, struct span name, struct span target, uint64_t offset)
{
	int64_t depth = 0;

	if (is_absolute(target)) {
		job_anomaly(job, "archive-link-absolute", target, offset);
		return;
	}
	if (!stays_inside(name, &depth))
		return;	    /* its name has been said */
	depth -= depth > 0; /* the target is looked up beside the link */
	if (!stays_inside(target, &depth))
		job_anomaly(job, "archive-link-escape", target, offset);
}
