/* Opening a machine, and running a stream in every view in which a loader could see it. */
#include "format/pickle/machine.h"

enum {
	CELLS_PER_BYTE = 12, /* an opcode of one byte makes no more */
	CELLS_MAX = INT32_MAX,
	VALUES_MAX = 1 << 30,
	TEXT_MAX = 16 << 20,
	BLOB_MAX_BYTES = 1 << 20,
};

static uint64_t at_most(uint64_t n, uint64_t cap)
{
	return n < cap ? n : cap;
}

static void set_pools(struct pickle *m)
{
	uint64_t n = at_most(m->bytes.n, VALUES_MAX);

	m->stack_pool = (struct pool){ .unit = 8, .first = 256, .bound = n + 16 };
	m->marks_pool = (struct pool){ .unit = 4, .first = 64, .bound = n + 1 };
	m->memo_pool = (struct pool){ .unit = 8, .first = 256, .bound = n + 2048 };
	m->sparse_pool = m->lazy_pool = (struct pool){ .unit = 16 };
	m->cells_pool = (struct pool){ .unit = 8,
				       .first = 1024,
				       .bound = at_most(CELLS_PER_BYTE * n + 64, CELLS_MAX) };
	m->objects_pool =
		(struct pool){ .unit = sizeof(struct object), .first = 64, .bound = n + 8 };
	m->globals_pool =
		(struct pool){ .unit = sizeof(struct global), .first = 16, .bound = GLOBALS_MAX };
	m->text_pool = (struct pool){ .unit = 1, .first = 1024, .bound = TEXT_MAX };
	m->records_pool =
		(struct pool){ .unit = sizeof(struct record), .first = 32, .bound = RECORDS_MAX };
	m->blob_pool = (struct pool){ .unit = 1, .first = 4096, .bound = BLOB_MAX_BYTES };
	m->payloads_pool = (struct pool){ .unit = 8, .first = 16, .bound = PAYLOADS_MAX };
}

struct pickle *pickle_open(struct job *job, struct span bytes, const struct pickle_options *options)
{
	struct pickle *m = (struct pickle *)(void *)job_window(job, sizeof(*m));

	if (!m) {
		job_incomplete(job, "there is no room for running the pickle", OFFSET_NONE);
		return NULL;
	}
	memset(m, 0, sizeof(*m));
	m->job = job;
	m->bytes = bytes;
	if (options)
		m->options = *options;
	set_pools(m);
	m->state = RUNNING;
	if (!machine_more_stack(m)) {
		pickle_close(m);
		return NULL;
	}
	return m;
}

void pickle_close(struct pickle *m)
{
	while (m->n_windows) {
		struct window *w = &m->windows[--m->n_windows];

		job_window_drop(m->job, w->p, w->n);
	}
	job_window_drop(m->job, (uint8_t *)m, sizeof(*m));
}

/* The same stream once more, seen differently. Its facts come on top; how it ends does not count.
 */
static void run_view(struct pickle *m, struct span bytes, uint64_t from, enum view view,
		     uint64_t base)
{
	struct pickle *other = pickle_open(m->job, bytes, &m->options);

	if (!other)
		return;
	other->view = view;
	other->quarantine = m->quarantine;
	other->credible = m->credible;
	other->guess = m->guess;
	other->quiet = true;
	other->base = base;
	machine_run(other, from);
	m->credible |= other->credible;
	pickle_close(other);
}

/* The bytes as one loader reads them, unless that is what another one reads. */
static void run_dropped(struct pickle *m, uint64_t from, bool old, struct span unless,
			struct span *copy)
{
	if (!frames_dropped(m->job, m->bytes, from, old, copy))
		job_incomplete(m->job, "there is no room for another view of the pickle",
			       OFFSET_NONE);
	else if (!span_eq(*copy, unless))
		run_view(m, *copy, 0, VIEW_FRAME_TAIL, m->base + from);
}

static void drop_copy(struct pickle *m, uint64_t from, struct span copy)
{
	if (copy.p)
		job_window_drop(m->job, (uint8_t *)(uintptr_t)copy.p, m->bytes.n - from);
}

static void run_frame_tail(struct pickle *m, uint64_t from)
{
	struct span copy = { 0 }, old_copy = { 0 };

	run_dropped(m, from, false, (struct span){ 0 }, &copy);
	run_dropped(m, from, true, copy, &old_copy);
	drop_copy(m, from, old_copy);
	drop_copy(m, from, copy);
}

static void say_strange_id(struct pickle *m)
{
	uint8_t bytes[RENDER_MAX];
	struct buf text = { .p = bytes, .room = sizeof(bytes), .max = sizeof(bytes) - 1 };

	render_value(m, &text, m->strange_id);
	job_anomaly(m->job, "pickle-persistent-id", buf_view(&text),
		    m->base + (uint64_t)(m->strange_id_at - m->bytes.p));
}

void pickle_say(struct pickle *m)
{
	if (m->complaint)
		job_malformed(m->job, m->complaint, m->complaint_at);
	if (m->over)
		job_incomplete(m->job, m->over, machine_offset(m));
	if (m->strange_id_at)
		say_strange_id(m);
	if (m->frames_differ)
		job_anomaly(m->job, "pickle-frames-differ", (struct span){ 0 }, machine_offset(m));
	if (m->marks_differ)
		job_anomaly(m->job, "pickle-marks-differ", (struct span){ 0 }, machine_offset(m));
	if (m->keys_differ)
		job_anomaly(m->job, "pickle-memo-differs", (struct span){ 0 }, machine_offset(m));
}

static void run_other_views(struct pickle *m, uint64_t from)
{
	if (m->frames_differ)
		run_frame_tail(m, from);
	if (m->marks_differ || m->keys_differ)
		run_view(m, m->bytes, from, VIEW_PYTHON2, m->base);
}

enum pickle_end pickle_run(struct pickle *m, uint64_t from, uint64_t *to)
{
	machine_run(m, from);
	*to = (uint64_t)(m->p - m->bytes.p);
	if (!m->options.silent && !m->quiet)
		pickle_say(m);
	if (!m->options.silent)
		run_other_views(m, from);
	if (m->state == STOPPED)
		return PICKLE_STOPPED;
	return m->state == OVER ? PICKLE_OVER : PICKLE_BROKEN;
}
