/*
 * GGUF, the format of ggml and llama.cpp, versions 1 to 3 in both byte orders: a header, key-value
 * pairs, descriptions of tensors, then their data from the next multiple of the alignment. Checked
 * as llama.cpp's gguf.cpp does; what its readers disagree on (a key or a name twice) is an anomaly.
 *
 * Weights and values are inert, but for the chat templates among the values: programs in Jinja that
 * loaders run. They go on to the template module. What the values mean is otherwise not judged.
 */
#include "format/gguf.h"

#include "format/format.h"

enum {
	MAGIC_SIZE = 4,
	ALIGNMENT = 32, /* unless general.alignment says otherwise */
};

static unsigned bid(const struct probe *probe)
{
	if (span_starts(probe->head, "GGUF"))
		return BID_MAGIC;
	return BID_NONE;
}

uint64_t gguf_number(struct gguf *g, unsigned n_bytes)
{
	return g->big ? reader_be(&g->r, n_bytes) : reader_le(&g->r, n_bytes);
}

/* Counts and lengths are 32 bits wide in version 1. */
uint64_t gguf_size(struct gguf *g)
{
	return gguf_number(g, g->version == 1 ? 4 : 8);
}

struct span gguf_string(struct gguf *g)
{
	return reader_take(&g->r, gguf_size(g));
}

bool gguf_wrong(struct gguf *g, const char *what, uint64_t offset)
{
	job_malformed(g->job, what, offset);
	return false;
}

bool gguf_ended(struct gguf *g, const char *what)
{
	return g->r.bad ? gguf_wrong(g, what, reader_offset(&g->r)) : false;
}

bool gguf_no_budget(struct gguf *g)
{
	job_incomplete(g->job, "the budget of operations is used up", reader_offset(&g->r));
	return false;
}

uint64_t gguf_aligned(const struct gguf *g, uint64_t at)
{
	return (at + g->alignment - 1) / g->alignment * g->alignment;
}

/* Names that stand twice. */

bool gguf_names_open(struct gguf *g, uint64_t n)
{
	g->slots_size = set_room(n) * sizeof(struct span);
	g->slots = (struct span *)(void *)job_window(g->job, g->slots_size);
	if (!g->slots) {
		job_incomplete(g->job, "no room for the table of names", OFFSET_NONE);
		return false;
	}
	set_init(&g->names, g->slots, n);
	return true;
}

void gguf_names_close(struct gguf *g)
{
	job_window_drop(g->job, (uint8_t *)g->slots, g->slots_size);
}

void gguf_names_add(struct gguf *g, struct span name, const char *anomaly, uint64_t offset)
{
	switch (set_add(&g->names, name)) {
	case SET_NEW:
		return;
	case SET_TWICE:
		job_anomaly(g->job, anomaly, name, offset);
		job_malformed(g->job, "a name stands twice", offset);
		return;
	case SET_ATTACKED:
		job_malformed(g->job, "names are chosen to collide", offset);
		return;
	}
}

/* Whether the file can hold n records of at least `least` bytes each, and the limits allow it. */
static bool fits(struct gguf *g, uint64_t n, unsigned least, const char *what)
{
	if (n > reader_left(&g->r) / least)
		return gguf_wrong(g, what, MAGIC_SIZE);
	if (n <= job_limits(g->job)->max_members)
		return true;
	job_incomplete(g->job, "more pairs or tensors than the limit of members", MAGIC_SIZE);
	return false;
}

/* The byte order is known by the version, which is small. */
static bool read_version(struct gguf *g)
{
	uint32_t version = reader_u32le(&g->r);

	g->big = (version & 0xffff) == 0 && version != 0;
	g->version = g->big ? __builtin_bswap32(version) : version;
	if (g->r.bad)
		return gguf_wrong(g, "the file ends inside its header", 0);
	if (g->version >= 1 && g->version <= 3)
		return true;
	job_incomplete(g->job, "a version of GGUF that this reader does not know", MAGIC_SIZE);
	return false;
}

static void read(struct job *job, struct span bytes)
{
	struct gguf g = { .job = job, .file = bytes, .alignment = ALIGNMENT };

	g.r = reader_of(bytes);
	reader_skip(&g.r, MAGIC_SIZE);
	if (!read_version(&g))
		return;
	g.n_tensors = gguf_size(&g);
	g.n_pairs = gguf_size(&g);
	if (g.r.bad) {
		gguf_wrong(&g, "the file ends inside its header", 0);
		return;
	}

	/* A pair is at least a length, a type and a byte; a tensor a length, two numbers of
	 * 32 bits and a place. */
	unsigned length = g.version == 1 ? 4 : 8;

	if (!fits(&g, g.n_pairs, length + 5, "more pairs than the file can hold") ||
	    !fits(&g, g.n_tensors, length + 16, "more tensors than the file can hold") ||
	    !gguf_read_pairs(&g))
		return;
	gguf_tell_splits(&g);
	gguf_read_tensors(&g);
}

const struct format format_gguf = {
	.name = "gguf",
	.bid = bid,
	.read = read,
};
