/*
 * .pth files of site-packages: lines that name folders, and lines that begin with "import", which
 * every start of the interpreter executes (Python's site module). Emits
 *
 *     CODE {what "pth-line", value, line, writer}   writer: of a line that a known tool writes
 *
 * and hands on as Python source what no known tool writes, with the strings in it that look like
 * source themselves.
 */
#include "base/escape.h"
#include "code/python/lexer.h"
#include "code/python/string.h"
#include "eco/pypi/pip_lines.h"
#include "eco/pypi/pth_shape.h"
#include "format/format.h"
#include "format/job.h"

enum { LINES_MAX = 10000, STRINGS_MAX = 64 };

static unsigned bid(const struct probe *probe)
{
	/* Weights have the same ending, in zip or pickle. */
	bool text = span_byte(probe->head, 0) == SPAN_NONE && !span_starts(probe->head, "\x80") &&
		    !span_starts(probe->head, "PK");

	return text && span_ends(probe->name, ".pth") ? BID_READ : BID_NONE;
}

static bool is_executed(struct span line)
{
	return span_starts(line, "import ") || span_starts(line, "import\t");
}

/* A string in which Python stands: what exec() is given. */
static void read_string(struct job *job, struct span raw, uint64_t line)
{
	uint8_t *out = arena_alloc(job_arena(job), python_string_room(raw));
	struct span text = span_of(out, python_string(raw, out));

	if (span_has(text, "import") || span_has(text, "exec") || span_has(text, "eval"))
		(void)job_nested(job, text,
				 span_str(arena_printf(job_arena(job), "line-%llu-string.py",
						       (unsigned long long)line)),
				 OFFSET_NONE); /* the module of Python takes it by its name */
}

static void read_strings(struct job *job, struct span source, uint64_t line)
{
	struct python_lexer lexer = python_lexer_of(source);
	struct python_token token = python_next(&lexer);

	for (int i = 0; i < STRINGS_MAX && token.kind != PYTHON_END; token = python_next(&lexer))
		if (token.kind == PYTHON_STRING) {
			read_string(job, token.text, line);
			i++;
		}
}

static void tell(struct job *job, struct span source, uint64_t line, uint64_t offset)
{
	const char *writer = pth_writer(source);
	struct span name =
		span_str(arena_printf(job_arena(job), "line-%llu.py", (unsigned long long)line));

	JOB_FACT(job, FACT_CODE, offset, ATTR_WORD("what", "pth-line"), ATTR_TEXT("value", source),
		 ATTR_NUMBER("line", line), ATTR_WORD("writer", writer));
	if (writer)
		return;
	(void)job_nested(job, source, name, offset); /* the module of Python takes it by its name */
	read_strings(job, source, line);
}

static void read(struct job *job, struct span bytes)
{
	struct reader r =
		reader_of(span_starts(bytes, "\xef\xbb\xbf") ? span_from(bytes, 3) : bytes);
	bool executes = false;

	for (uint64_t line = 1; line <= LINES_MAX && reader_left(&r) > 0; line++) {
		uint64_t offset = reader_offset(&r);
		struct span text = pip_take_line(&r);

		if (!is_executed(text))
			continue;
		executes = true;
		tell(job, text, line, offset);
	}
	if (reader_left(&r) > 0)
		job_incomplete(job, "more lines than the limit", reader_offset(&r));
	else if (!executes && !utf8_valid(bytes))
		job_decline(job);
}

const struct format format_pypi_pth = {
	.name = "python-pth",
	.bid = bid,
	.read = read,
};
