/*
 * Pickles inside pickles: pickle.loads(b'...') and its like. The constant bytes are run as the
 * inner loader would run them; what is in a BytesIO is looked at by all formats.
 */
#include <stdio.h>

#include "base/escape.h"
#include "format/pickle/machine.h"

enum { PEEL_MAX = 4 }; /* bytes(bytearray(...)) */

static struct pickle_value first_argument(const struct pickle *m, struct pickle_value arguments)
{
	uint64_t n;
	const struct pickle_value *items = tuple_items(m, arguments, &n);

	return n ? items[0] : value_of(TAG_UNKNOWN, 0);
}

static bool is_latin1(const struct pickle *m, struct pickle_value arguments)
{
	uint64_t n;
	const struct pickle_value *items = tuple_items(m, arguments, &n);
	struct span codec = n == 2 ? literal_bytes(m, items[1]) : (struct span){ 0 };

	return span_is(codec, "latin1") || span_is(codec, "latin-1");
}

/* What an object was made of, if it was made by something that only holds it. */
static bool peel(const struct pickle *m, struct pickle_value *v, enum known *how)
{
	const struct object *o = object_of(m, *v);
	uint64_t n = 0;
	const struct pickle_value *cells = o ? chunk_items(m, o->first, &n) : NULL;
	const struct global *g;

	if (!o || o->tag != TAG_OBJECT || n != MADE_COUNT)
		return false;
	g = global_of(m, cells[MADE_CALLEE]);
	if (!g || (g->known != KNOWN_BYTES && g->known != KNOWN_ENCODE))
		return false;
	if (g->known == KNOWN_ENCODE && !is_latin1(m, cells[MADE_ARGUMENTS]))
		return false;
	*how = (enum known)g->known;
	*v = first_argument(m, cells[MADE_ARGUMENTS]);
	return true;
}

/* Text back to the bytes that _codecs.encode(text, 'latin1') makes of it: how protocols 0 to 2 of
 * Python 3 write bytes. */
static uint64_t to_latin1(struct span text, uint8_t *out)
{
	uint64_t n = 0;

	for (size_t i = 0; i < text.n;) {
		struct span rest = span_from(text, i);
		size_t length = utf8_length(rest);

		if (length == 0 || utf8_code(rest) > 0xff)
			return 0;
		out[n++] = (uint8_t)utf8_code(rest);
		i += length;
	}
	return n;
}

static void run_pickle(struct pickle *m, struct span payload, uint64_t offset, const char *via)
{
	struct pickle_options options = m->options;

	options.via = via;
	options.depth++;

	struct pickle *inner = pickle_open(m->job, payload, &options);
	uint64_t to;

	if (!inner)
		return;
	inner->base = offset;
	inner->quarantine = m->quarantine;
	inner->quiet = m->quiet;
	(void)pickle_run(inner, 0, &to); /* how it ended is in its facts */
	m->credible |= inner->credible;
	pickle_close(inner);
}

static void run_payload(struct pickle *m, struct span payload, uint64_t offset, enum known known,
			struct pickle_value callee)
{
	uint8_t bytes[256];
	struct buf via = { .p = bytes, .room = sizeof(bytes), .max = sizeof(bytes) - 1 };

	render_value(m, &via, callee);
	buf_printf(&via, " at %llu", (unsigned long long)machine_offset(m));
	if (known == KNOWN_LOAD && !m->quarantine && !m->options.silent &&
	    job_nested(m->job, payload, buf_view(&via), offset))
		return;
	run_pickle(m, payload, offset, (const char *)bytes);
}

/* Whether this payload was run before: a stream may load one literal a million times. */
static bool is_new(struct pickle *m, struct pickle_value literal, bool *known_one)
{
	uint64_t *seen = m->payloads_pool.p;

	*known_one = false;
	for (uint32_t i = 0; i < m->n_payloads && !*known_one; i++)
		*known_one = seen[i] == literal.bits;
	if (*known_one || m->n_payloads == PAYLOADS_MAX ||
	    !pool_need(m, &m->payloads_pool, m->n_payloads + UINT64_C(1)))
		return false;
	seen = m->payloads_pool.p;
	seen[m->n_payloads++] = literal.bits;
	return true;
}

/* The payload behind escapes or _codecs.encode(), in memory of its own. */
static bool run_decoded(struct pickle *m, struct pickle_value literal, bool encoded,
			enum known known, struct pickle_value callee, uint64_t offset)
{
	uint64_t room = 2 * literal_bytes(m, literal).n + 1; /* Latin-1 as UTF-8 */
	uint8_t *copy = job_window(m->job, room);
	struct span payload;

	if (!copy)
		return false;

	bool whole = literal_decoded(m, literal, copy, room, &payload);

	if (whole && encoded)
		payload = span_of(copy, to_latin1(payload, copy));
	if (whole && payload.n)
		run_payload(m, payload, offset, known, callee);
	job_window_drop(m->job, copy, room);
	return whole && payload.n;
}

static bool run_literal(struct pickle *m, struct pickle_value literal, bool encoded,
			enum known known, struct pickle_value callee)
{
	struct span payload = literal_bytes(m, literal);
	uint64_t offset = m->base + (uint64_t)(payload.p - m->bytes.p);
	bool known_one;

	if (!is_new(m, literal, &known_one))
		return known_one;
	if (encoded || m->bytes.p[value_payload(literal)] == 'S')
		return run_decoded(m, literal, encoded, known, callee, offset);
	run_payload(m, payload, offset, known, callee);
	return true;
}

bool nested_load(struct pickle *m, struct pickle_value callee, struct pickle_value arguments)
{
	struct pickle_value v = first_argument(m, arguments);
	enum known known = (enum known)global_of(m, callee)->known, how = KNOWN_NOTHING;
	bool encoded = false;

	if (m->options.depth >= PICKLE_DEPTH_MAX)
		return false;
	for (unsigned i = 0; i < PEEL_MAX && peel(m, &v, &how); i++)
		encoded |= how == KNOWN_ENCODE;
	if (encoded ? value_tag(v) != TAG_TEXT : !literal_is_raw(m, v))
		return false;
	return run_literal(m, v, encoded, known, callee);
}
