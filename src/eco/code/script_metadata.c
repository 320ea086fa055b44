/* The comment block "# /// script" of Python scripts. */
#include "eco/code/script_metadata.h"

#include "base/buf.h"
#include "base/toml.h"
#include "eco/lines.h"
#include "eco/pypi/requirement.h"

enum { BLOCK_MAX = 256 << 10, REQUIREMENTS_MAX = 4096 };

static const char begins[] = "# /// script";
static const char ends[] = "# ///";

/* One line and what follows it; a carriage return at its end is no part of it. */
static struct span take_line(struct span *rest)
{
	ptrdiff_t end = span_byte(*rest, '\n');
	struct span line = span_part(*rest, 0, end == SPAN_NONE ? rest->n : (uint64_t)end);

	*rest = span_from(*rest, line.n + 1);
	if (span_ends(line, "\r"))
		line.n--;
	return line;
}

/* Where the block begins, which is at the beginning of a line; SPAN_NONE without one. */
static ptrdiff_t find_block(struct span source)
{
	struct span rest = source;

	for (;;) {
		ptrdiff_t at = span_find(rest, span_str(begins));

		if (at == SPAN_NONE)
			return SPAN_NONE;

		struct span found = span_from(rest, (uint64_t)at), behind = found;
		size_t whole = (size_t)(found.p - source.p);

		if ((whole == 0 || source.p[whole - 1] == '\n') &&
		    span_is(take_line(&behind), begins))
			return (ptrdiff_t)whole;
		rest = span_from(found, strlen(begins));
	}
}

/* The block without its comment signs; false when it has no end. */
static bool read_block(struct span rest, struct buf *text)
{
	(void)take_line(&rest);
	while (rest.n) {
		struct span line = take_line(&rest);

		if (span_is(line, ends))
			return true;
		if (!span_starts(line, "#"))
			return false;
		buf_span(text, span_from(line, span_starts(line, "# ") ? 2 : 1));
		buf_byte(text, '\n');
	}
	return false;
}

static void tell(struct job *job, struct span text, uint64_t line, uint64_t offset)
{
	struct arena *arena = job_arena(job);
	struct lines lines = lines_of(text);
	struct toml toml;
	size_t n = 0;

	toml_read(&toml, arena, text);
	value_each (item, value_get(toml.root, "dependencies")) {
		struct requirement requirement;

		if (n++ == REQUIREMENTS_MAX)
			break;
		(void)requirement_read(value_text(item, arena), &requirement);
		if (requirement.name.n)
			requirement_emit(&requirement, (struct span){ 0 }, "manifest", "required",
					 job, line + lines_at(&lines, item->offset), offset);
	}
	if (toml.why)
		job_malformed(job, toml.why, offset);
}

bool script_metadata_tell(struct job *job, struct span source)
{
	ptrdiff_t at = find_block(source);
	struct lines lines = lines_of(source);
	struct buf text;
	bool found;

	if (at == SPAN_NONE)
		return false;
	buf_init(&text, BLOCK_MAX);
	found = read_block(span_from(source, (uint64_t)at), &text) && !text.over;
	if (found)
		tell(job, arena_copy(job_arena(job), buf_view(&text)),
		     lines_at(&lines, (uint64_t)at), (uint64_t)at);
	buf_free(&text);
	return found;
}
