/*
 * A whole artifact: the streams stacked in it, what trails the last, and, behind damage, whatever
 * starts further on. Where nothing says that a stream begins, it is run with its facts held back,
 * and they count only if it comes to STOP or names something that looks like a global.
 */
#include "base/reader.h"
#include "format/joblib_array.h"
#include "format/pickle/machine.h"
#include "format/torch.h"

enum {
	STRAY_BYTES_FACTOR =
		16, /* streams that begin anywhere may run over so many times the input */
	STRAY_BYTES_FREE = 1 << 20,
	SEARCH_MAX = 1 << 30, /* bytes behind damage or a pickle in which others are looked for */
	NAME_SEARCH_MAX = 256,
	MARK_SEARCH_MAX = 1024,
};

/* It is not known who loads the file: joblib's arrays and PyTorch's persistent ids mean the same to
 * no other loader. */
static struct pickle_hooks hooks_of(struct arrays *arrays)
{
	return (struct pickle_hooks){ .built = joblib_built,
				      .persistent = torch_persistent,
				      .context = arrays };
}

struct reading {
	struct pickle *m;
	uint64_t strayed; /* bytes run over by streams that nothing announced */
};

/* A stream that may not be one. */
static enum pickle_end run_quarantined(struct pickle *m, uint64_t from, uint64_t *to)
{
	m->quarantine = m->quiet = true;

	enum pickle_end end = pickle_run(m, from, to);

	m->quarantine = m->quiet = false;
	return end;
}

/* Where arrays lie raw among the opcodes, a loader that knows nothing of them goes on right there.
 */
static void run_without_hooks(struct pickle *m, uint64_t from)
{
	const struct pickle_hooks *hooks = m->options.hooks;
	uint64_t to;

	if (m->raw_at == 0)
		return;
	m->facts_from = m->bytes.p + m->raw_at;
	m->options.hooks = NULL;
	m->stray = true;
	(void)run_quarantined(m, from, &to); /* mostly it breaks at once */
	m->stray = false;
	m->options.hooks = hooks;
	m->facts_from = NULL;
}

/* Streams in the midst of other bytes. */

static bool is_name_byte(uint8_t c)
{
	return c == '_' || c == '.' || (c >= '0' && c <= '9') ||
	       ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/* Whether a line's end at `at` stands between a module and a name; where GLOBAL or INST begins. */
static bool is_named_here(struct span bytes, uint64_t at, uint64_t floor, uint64_t *begin)
{
	uint64_t back = at, forth = at + 1;

	while (back > floor && at - back < NAME_SEARCH_MAX && is_name_byte(bytes.p[back - 1]))
		back--;
	while (forth < bytes.n && forth - at < NAME_SEARCH_MAX && is_name_byte(bytes.p[forth]))
		forth++;
	if (forth == at + 1 || forth == bytes.n || bytes.p[forth] != '\n' || at - back < 2)
		return false;

	uint8_t opcode = bytes.p[back];

	if (opcode != 'c' && opcode != 'i')
		return false;
	*begin = back;
	if (opcode == 'i') { /* its arguments stand before it */
		uint64_t least = back - floor > MARK_SEARCH_MAX ? back - MARK_SEARCH_MAX : floor;

		while (back > least && bytes.p[back] != '(')
			back--;
		if (bytes.p[back] != '(')
			return false;
		*begin = back;
	}
	return true;
}

/* The next place from `at` on where a stream could begin, not before `floor`. */
static bool find_begin(struct span bytes, uint64_t floor, uint64_t *at, uint64_t *begin)
{
	for (; *at + 1 < bytes.n; ++*at) {
		uint8_t c = bytes.p[*at];

		*begin = *at;
		if (c == 0x80 && bytes.p[*at + 1] <= 5)
			return true;
		if (c == '\n' && is_named_here(bytes, *at, floor, begin))
			return true;
	}
	return false;
}

/* Runs whatever could be a stream from `floor` on. */
static void search(struct reading *reading, uint64_t floor)
{
	struct pickle *m = reading->m;
	uint64_t cap = m->bytes.n * STRAY_BYTES_FACTOR + STRAY_BYTES_FREE, begin, to;
	struct span searched = span_part(m->bytes, 0, floor + SEARCH_MAX);

	if (searched.n < m->bytes.n)
		job_incomplete(m->job, "only the next 1 GiB is searched for hidden pickles", floor);
	for (uint64_t at = floor; find_begin(searched, floor, &at, &begin);) {
		m->stray = true;

		enum pickle_end end = run_quarantined(m, begin, &to);

		m->stray = false;
		reading->strayed += to - begin;
		if (end == PICKLE_OVER || reading->strayed > cap) {
			job_incomplete(m->job, "the search for hidden pickles used up its budget",
				       begin);
			return;
		}
		if (end == PICKLE_STOPPED && to > at)
			floor = at = to;
		else
			at++;
	}
}

/* What follows the last stream: most loaders never look at it. */
static void read_trailing(struct reading *reading, uint64_t at)
{
	struct pickle *m = reading->m;
	struct span rest = span_from(m->bytes, at);

	if (job_nested(m->job, rest, span_str("trailing"), at))
		return;
	job_anomaly(m->job, "pickle-trailing-bytes", span_part(rest, 0, 16), at);
	search(reading, at + 1);
}

/* Another stream right behind one. Whether it was. */
static bool read_next(struct reading *reading, uint64_t at, uint64_t *to)
{
	struct pickle *m = reading->m;
	bool announced = m->bytes.n - at >= 2 && m->bytes.p[at] == 0x80 && m->bytes.p[at + 1] <= 5;
	enum pickle_end end = announced ? pickle_run(m, at, to) : run_quarantined(m, at, to);

	if (!announced && m->credible)
		pickle_say(m);
	run_without_hooks(m, at);
	return end == PICKLE_STOPPED;
}

/* STOP inside a frame: some loaders read on right behind it, others behind the frame. */
static void read_behind_frame(struct reading *reading, uint64_t end)
{
	uint64_t to;

	if (end)
		(void)run_quarantined(reading->m, end, &to);
}

/* All streams one after the other; `to` is where the first one ended, and how. */
static void read_on(struct reading *reading, enum pickle_end end, uint64_t to)
{
	struct pickle *m = reading->m;
	bool go_on = end == PICKLE_STOPPED;

	while (go_on && to < m->bytes.n) {
		uint64_t frame_end = m->frame_end, at = to;

		go_on = read_next(reading, at, &to);

		bool was_one = go_on || m->credible;

		read_behind_frame(reading, frame_end);
		if (!was_one) {
			read_trailing(reading, at);
			return;
		}
	}
	if (!go_on)
		search(reading, to + 1);
}

void pickle_read(struct job *job, struct span bytes, uint64_t from)
{
	struct arrays arrays = { 0 };
	const struct pickle_hooks hooks = hooks_of(&arrays);
	const struct pickle_options options = { .hooks = &hooks };
	struct reading reading = { .m = pickle_open(job, bytes, &options) };
	uint64_t to;

	if (!reading.m)
		return;

	enum pickle_end end = pickle_run(reading.m, from, &to);

	run_without_hooks(reading.m, from);
	read_on(&reading, end, to);
	pickle_close(reading.m);
	arrays_sum(job, &arrays);
}

bool pickle_try_read(struct job *job, struct span bytes)
{
	struct arrays arrays = { 0 };
	const struct pickle_hooks hooks = hooks_of(&arrays);
	const struct pickle_options options = { .hooks = &hooks };
	struct reading reading = { .m = pickle_open(job, bytes, &options) };
	uint64_t to;

	if (!reading.m)
		return true;

	reading.m->guess = true;

	enum pickle_end end = run_quarantined(reading.m, 0, &to);
	bool credible = reading.m->credible;

	reading.m->guess = false;
	if (credible) {
		pickle_say(reading.m);
		run_without_hooks(reading.m, 0);
		read_on(&reading, end, to);
	}
	pickle_close(reading.m);
	arrays_sum(job, &arrays);
	return credible;
}
