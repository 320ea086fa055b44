/* Answers batches of streams with the facts of each, in this process; the other side is child.py,
 * and oracle.py describes batches and answers. Bit 0 of a stream's options asks for every call as a
 * fact of its own. Facts are separated by 0x1f, their fields by 0x1e:
 *
 *   calls: the operation's letter, global, written, on, view, via, opcode, count, and with 0x1d
 *          between them all values of `argument` and of `inside`
 *   the rest: a(nomaly), m(alformed) or x (incomplete) and what is said about it */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/reader.h"
#include "format/format.h"
#include "format/job_run.h"

enum {
	ITEM = 0x1d,
	FIELD = 0x1e,
	FACT = 0x1f,
	STREAM_MAX = 64 << 20,
	ANSWERS_MAX = 1 << 30,
};

struct answer {
	struct buf formats, facts;
	enum status status;
	int depth;
};

static void add_escaped(struct buf *out, struct span s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < 0x20 || s.p[i] == '\\' || s.p[i] == 0x7f)
			buf_printf(out, "\\x%02x", s.p[i]);
		else
			buf_byte(out, s.p[i]);
	}
}

static void on_open(void *context, struct span name, uint64_t size, uint64_t offset)
{
	struct answer *a = context;

	(void)name, (void)size, (void)offset;
	a->depth++;
}

static void on_format(void *context, size_t index)
{
	struct answer *a = context;

	if (a->formats.n)
		buf_byte(&a->formats, ',');
	buf_str(&a->formats, formats[index]->name);
}

static uint8_t letter_of(struct span operation)
{
	static const char *const words[] = { "import", "call", "new", "build", "items" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (span_is(operation, words[i]))
			return (uint8_t) "icnbs"[i];
	return '?';
}

/* All attributes of that name, one after the other. */
static void add_list(struct buf *out, const struct fact *fact, const char *key)
{
	size_t n = 0;

	buf_byte(out, FIELD);
	for (size_t i = 0; i < fact->n_attrs; i++) {
		if (!span_is(fact->attrs[i].key, key))
			continue;
		if (n++)
			buf_byte(out, ITEM);
		add_escaped(out, fact->attrs[i].text);
	}
}

static void add_call(struct answer *a, const struct fact *fact)
{
	static const char *const keys[] = { "global", "written", "on", "view", "via", "opcode" };

	buf_byte(&a->facts, letter_of(fact_text(fact, "operation")));
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		buf_byte(&a->facts, FIELD);
		if (a->depth > 1 && strcmp(keys[i], "via") == 0)
			buf_str(&a->facts, "inside ");
		add_escaped(&a->facts, fact_text(fact, keys[i]));
	}
	buf_printf(&a->facts, "%c%llu", FIELD, (unsigned long long)fact_number(fact, "count", 0));
	add_list(&a->facts, fact, "argument");
	add_list(&a->facts, fact, "inside");
}

static void on_fact(void *context, const struct fact *fact)
{
	static const char letters[FACT_KIND_COUNT] = {
		[FACT_ANOMALY] = 'a', [FACT_MALFORMED] = 'm', [FACT_INCOMPLETE] = 'x'
	};
	struct answer *a = context;

	if (fact->kind != FACT_CALL && !letters[fact->kind])
		return;
	if (a->facts.n)
		buf_byte(&a->facts, FACT);
	if (fact->kind == FACT_CALL) {
		add_call(a, fact);
		return;
	}
	buf_byte(&a->facts, (uint8_t)letters[fact->kind]);
	add_escaped(&a->facts, fact_text(fact, fact->kind == FACT_INCOMPLETE ? "why" : "what"));
}

static void on_close(void *context, enum status status, const uint8_t *digest)
{
	struct answer *a = context;

	(void)digest;
	a->status = status;
	a->depth--;
}

static uint32_t read_number(FILE *in, size_t n)
{
	uint8_t bytes[4] = { 0 };

	if (fread(bytes, 1, n, in) != n)
		exit(0); /* the other side is gone, or done */

	struct reader r = reader_of(span_of(bytes, sizeof(bytes)));

	return reader_u32le(&r);
}

static void read_bytes(FILE *in, struct buf *into, uint32_t n)
{
	uint8_t chunk[4096];

	buf_clear(into);
	while (n) {
		size_t got = fread(chunk, 1, n < sizeof(chunk) ? n : sizeof(chunk), in);

		if (!got)
			exit(0);
		buf_add(into, chunk, got);
		n -= (uint32_t)got;
	}
}

static void answer(struct job *job, struct answer *a, const struct buf *stream, struct buf *out)
{
	buf_clear(&a->formats);
	buf_clear(&a->facts);
	job_run(job, buf_view(stream), span_str("stream.pkl"));
	buf_printf(out, "%s\t", status_word(a->status));
	buf_span(out, buf_view(&a->formats));
	buf_byte(out, '\t');
	buf_span(out, buf_view(&a->facts));
	buf_byte(out, '\n');
}

static int scratch_file(void)
{
	char path[] = "/tmp/facts-stream-XXXXXX";
	int fd = mkstemp(path);

	if (fd >= 0)
		unlink(path);
	return fd;
}

int main(void)
{
	struct answer a = { 0 };
	struct job_sink sink = { on_open, on_format, on_fact, on_close, &a };
	struct job_options options = { .limits = limits_default, .scratch_fd = scratch_file() };
	struct buf stream, out;
	struct job *jobs[2];

	buf_init(&a.formats, KiB(4));
	buf_init(&a.facts, ANSWERS_MAX);
	buf_init(&stream, STREAM_MAX);
	buf_init(&out, ANSWERS_MAX);
	for (int all = 0; all < 2; all++) {
		options.inspect = all;
		jobs[all] = job_new(&options, &sink, NULL, NULL);
	}
	for (;;) {
		uint32_t n = read_number(stdin, 4);

		buf_clear(&out);
		while (n--) {
			uint32_t all = read_number(stdin, 1) & 1;

			read_bytes(stdin, &stream, read_number(stdin, 4));
			answer(jobs[all], &a, &stream, &out);
		}
		fwrite(out.p, 1, out.n, stdout);
		fflush(stdout);
	}
}
