/*
 * What the loader does, summed up into facts: uses that differ only in plain data are one fact with
 * a count. Their words are compared whole, so that nothing is ever merged that could be judged
 * apart.
 */
#include "format/pickle/words.h"

enum { BLOB_MAX = 1 << 20 };

static struct record *record_at(const struct pickle *m, uint32_t i)
{
	return (struct record *)m->records_pool.p + i;
}

static bool same(const struct pickle *m, const struct record *r, const struct use *use,
		 const struct words *words)
{
	return r->operation == use->operation && r->target.bits == use->target.bits &&
	       r->on == use->on && r->nested == use->nested && r->opcode == *m->at &&
	       r->n_words == words->n &&
	       (words->n == 0 ||
		memcmp((uint8_t *)m->blob_pool.p + r->blob, words->w, words->n * 8) == 0);
}

static uint32_t head_of(const struct use *use, const struct words *words)
{
	uint64_t hash = use->target.bits * 31 + use->operation;

	for (unsigned i = 0; i < words->n; i++)
		hash = (hash ^ words->w[i]) * UINT64_C(0x9e3779b97f4a7c15);
	return (uint32_t)(hash >> 40) % RECORD_HEADS;
}

/* The record of this very use, or NULL. */
static struct record *find(const struct pickle *m, const struct use *use, const struct words *words,
			   uint32_t head)
{
	uint32_t i = m->record_heads[head];

	for (; i; i = record_at(m, i - 1)->next)
		if (same(m, record_at(m, i - 1), use, words))
			return record_at(m, i - 1);
	return NULL;
}

static bool blob_add(struct pickle *m, const void *p, uint64_t n)
{
	if (!pool_need(m, &m->blob_pool, m->n_blob + n))
		return false;
	if (n)
		memcpy((uint8_t *)m->blob_pool.p + m->n_blob, p, n);
	m->n_blob += n;
	return true;
}

static struct span rendered(struct pickle *m, const struct use *use, uint8_t *bytes, bool target)
{
	struct buf out = { .p = bytes,
			   .room = RENDER_INSPECT_MAX,
			   .max = job_inspects(m->job) ? RENDER_INSPECT_MAX - 1 : RENDER_MAX };

	if (!target && use->operation == OPERATION_IMPORT)
		return (struct span){ 0 };
	if (target && value_tag(use->target) == TAG_GLOBAL)
		return (struct span){ 0 };
	m->numbered = job_inspects(m->job) && !target;
	if (target)
		render_value(m, &out, use->target);
	else
		render_arguments(m, &out, use->arguments);
	m->numbered = false;
	return buf_view(&out);
}

static struct record *add_record(struct pickle *m, const struct use *use, const struct words *words)
{
	uint8_t text_bytes[RENDER_INSPECT_MAX], target_bytes[RENDER_INSPECT_MAX];
	struct span text = rendered(m, use, text_bytes, false);
	struct span target = rendered(m, use, target_bytes, true);

	if (m->n_records == RECORDS_MAX ||
	    m->n_blob + words->n * 8 + text.n + target.n > BLOB_MAX - 8)
		record_flush(m);
	m->n_blob = (m->n_blob + 7) & ~UINT64_C(7);

	struct record record = { .offset = machine_offset(m),
				 .count = 1,
				 .target = use->target,
				 .blob = (uint32_t)m->n_blob,
				 .number = use->number,
				 .n_words = (uint16_t)words->n,
				 .n_text = (uint16_t)text.n,
				 .n_expression = (uint16_t)target.n,
				 .operation = (uint8_t)use->operation,
				 .opcode = *m->at,
				 .on = (uint8_t)use->on,
				 .protocol = m->protocol,
				 .nested = use->nested };
	uint16_t *head = &m->record_heads[head_of(use, words)];

	if (!pool_need(m, &m->records_pool, m->n_records + UINT64_C(1)) ||
	    !blob_add(m, words->w, words->n * 8) || !blob_add(m, text.p, text.n) ||
	    !blob_add(m, target.p, target.n))
		return NULL;
	record.next = *head;
	*record_at(m, m->n_records) = record;
	*head = (uint16_t)++m->n_records;
	return record_at(m, m->n_records - 1);
}

static bool wanted(const struct pickle *m)
{
	return m->state == RUNNING && !m->options.silent && m->at >= m->facts_from;
}

/* Asked for everything, each use is a fact at once. */
static void settle(struct pickle *m)
{
	if (job_inspects(m->job) && !m->quarantine)
		record_flush(m);
}

void record_import(struct pickle *m, struct pickle_value global)
{
	struct global *g = global_of(m, global);
	struct words none = { .n = 0 };
	struct use use = { .operation = OPERATION_IMPORT, .target = global };

	if (!wanted(m) || !g)
		return;
	g->operations |= 1u << OPERATION_IMPORT;
	use.on = g->expression ? ON_EXPRESSION : ON_NAME;
	if (g->import_record && g->import_record <= m->n_records &&
	    same(m, record_at(m, g->import_record - 1), &use, &none)) {
		record_at(m, g->import_record - 1)->count++;
		return;
	}
	if (add_record(m, &use, &none))
		g->import_record = m->n_records;
	settle(m);
}

void record_use(struct pickle *m, const struct use *use)
{
	struct global *g = global_of(m, use->target);
	struct words words = { .n = 0 };

	if (!wanted(m))
		return;
	if (g && use->on == ON_NAME)
		g->operations |= (uint8_t)(1u << use->operation);
	m->credible |= !m->stray; /* where a stream should be, whatever is used counts */
	m->called |= g && (g->named || g->expression);
	words_of_use(m, &words, use);

	struct record *r = g && g->last_record ? record_at(m, g->last_record - 1) : NULL;

	if (!r || g->last_record > m->n_records || !same(m, r, use, &words))
		r = find(m, use, &words, head_of(use, &words));
	if (r)
		r->count++;
	else
		r = add_record(m, use, &words);
	if (r && g)
		g->last_record = (uint32_t)(r - record_at(m, 0)) + 1;
	settle(m);
}

void record_flush(struct pickle *m)
{
	if (m->n_records == 0)
		return;
	if (!m->quarantine || m->credible)
		for (uint32_t i = 0; i < m->n_records; i++)
			record_emit(m, record_at(m, i));
	m->n_records = 0;
	m->n_blob = 0;
	memset(m->record_heads, 0, sizeof(m->record_heads));
}
