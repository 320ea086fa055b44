/* A table of host names by hash, each with where it was seen first. */
#include "scan/traces.h"

#include "base/ascii.h"
#include "base/buf.h"
#include "base/escape.h"
#include "base/hash.h"
#include "base/mem.h"
#include "check/advisory.h"
#include "sys/digest.h"

enum {
	HOST_MAX = 253, /* RFC 1035 */
	HOST_MIN = 4,
	SLOTS = 1 << 16,
	SLOTS_MAX = 1 << 21, /* past half of that nothing more is taken */
	PROBES_MAX = 64,
	TEXT_MAX = 1024,
};

struct seen {
	uint64_t hash; /* 0: free */
	struct artifact *artifact;
	uint64_t offset;
};

struct traces {
	struct seen *slots;
	size_t size, n;
};

struct traces *traces_new(void)
{
	struct traces *traces = mem_alloc(sizeof(*traces));

	traces->size = SLOTS;
	traces->slots = mem_alloc(SLOTS * sizeof(struct seen));
	return traces;
}

void traces_free(struct traces *traces)
{
	if (!traces)
		return;
	mem_free(traces->slots);
	mem_free(traces);
}

/* The slot of that hash, or a free one; NULL when there is none near. */
static struct seen *slot_of(const struct traces *traces, uint64_t hash)
{
	for (size_t i = 0; i < PROBES_MAX; i++) {
		struct seen *slot = &traces->slots[(hash + i) & (traces->size - 1)];

		if (slot->hash == hash || slot->hash == 0)
			return slot;
	}
	return NULL;
}

static void put(struct traces *traces, const struct seen *seen)
{
	struct seen *slot = slot_of(traces, seen->hash);

	if (!slot || slot->hash != 0)
		return;
	*slot = *seen;
	traces->n++;
}

static void grow(struct traces *traces)
{
	struct seen *old = traces->slots;
	size_t size = traces->size;

	traces->size = 2 * size;
	traces->slots = mem_alloc(traces->size * sizeof(struct seen));
	traces->n = 0;
	for (size_t i = 0; i < size; i++)
		if (old[i].hash != 0)
			put(traces, &old[i]);
	mem_free(old);
}

/* The same for all spellings; never 0. */
static uint64_t hash_of(struct span host)
{
	uint8_t lower[HOST_MAX];

	for (size_t i = 0; i < host.n; i++)
		lower[i] = (uint8_t)ascii_lower(host.p[i]);
	return hash_span(span_of(lower, host.n)) | 1;
}

/* A host, and the domains that it lies in. */
static void add_host(struct traces *traces, struct span host, struct artifact *artifact,
		     uint64_t offset)
{
	while (host.n >= HOST_MIN && host.n <= HOST_MAX) {
		ptrdiff_t dot = span_byte(host, '.');

		if (dot == SPAN_NONE)
			return;
		if (2 * traces->n >= traces->size && traces->size < SLOTS_MAX)
			grow(traces);
		if (2 * traces->n < traces->size)
			put(traces, &(const struct seen){ hash_of(host), artifact, offset });
		host = span_from(host, (uint64_t)dot + 1);
	}
}

static bool is_host_byte(uint8_t c)
{
	return ascii_is_alnum(c) || c == '.' || c == '-';
}

/* Every run of such bytes with a dot inside. */
static void add_text(struct traces *traces, struct span text, struct artifact *artifact,
		     uint64_t offset)
{
	size_t begin = 0;

	for (size_t i = 0; i <= text.n; i++) {
		if (i < text.n && is_host_byte(text.p[i]))
			continue;

		struct span run = span_part(text, begin, i - begin);

		while (run.n > 0 && run.p[run.n - 1] == '.')
			run.n--;
		while (run.n > 0 && run.p[0] == '.')
			run = span_from(run, 1);
		add_host(traces, run, artifact, offset);
		begin = i + 1;
	}
}

/* Lists of files, tensors and needs mention no hosts; a component does by its addresses only, not
 * by what it is called. */
static bool mentions(const struct fact *fact, struct span text)
{
	switch (fact->kind) {
	case FACT_DEPENDENCY:
	case FACT_LISTED:
	case FACT_TENSOR:
	case FACT_MEMBER:
		return false;
	case FACT_COMPONENT:
		return span_has(text, "://");
	default:
		return true;
	}
}

void traces_fact(struct traces *traces, struct artifact *artifact, const struct fact *fact)
{
	for (size_t i = 0; i < fact->n_attrs; i++) {
		const struct attr *attr = &fact->attrs[i];

		if (!attr->is_number && mentions(fact, attr->text))
			add_text(traces, attr->text, artifact, fact->offset);
	}
}

/* Looking for indicators. */

struct looking {
	const struct traces *traces;
	struct report *report;
	const struct finding *malware;
};

/* The host of an address; the text itself when it is none. */
static struct span host_of(struct span indicator)
{
	ptrdiff_t at = span_find(indicator, span_str("://"));
	size_t n = 0;

	if (at != SPAN_NONE)
		indicator = span_from(indicator, (uint64_t)at + 3);
	while (n < indicator.n && is_host_byte(indicator.p[n]))
		n++;
	return span_part(indicator, 0, n);
}

static void tell(struct looking *looking, struct artifact *artifact, uint64_t offset,
		 struct span indicator)
{
	struct report *report = looking->report;
	struct finding *finding =
		report_finding(report, &advisory_rules[RULE_INDICATOR], artifact, NULL);
	struct buf shown, title;

	if (!finding)
		return;
	finding->offset = offset;
	buf_init(&shown, TEXT_MAX);
	buf_init(&title, TEXT_MAX);
	escape_text(&shown, indicator);
	component_title(looking->malware->component, &title);
	finding_show(report, finding, "indicator", indicator);
	finding_say(report, finding, "%s is here, an indicator of compromise of %s",
		    buf_text(&shown), buf_text(&title));
	buf_free(&shown);
	buf_free(&title);
}

static void look_for_digest(struct looking *looking, struct span indicator)
{
	char hex[2 * SHA256_SIZE + 1];

	if (indicator.n != 2 * SHA256_SIZE)
		return;
	for (struct artifact *a = looking->report->artifacts; a; a = a->next) {
		digest_hex(a->digest, hex);
		if (a->has_digest && span_is(indicator, hex))
			tell(looking, a, OFFSET_NONE, indicator);
	}
}

static void look_for(struct looking *looking, struct span indicator)
{
	struct span host = host_of(indicator);
	const struct seen *seen = NULL;

	look_for_digest(looking, indicator);
	if (host.n >= HOST_MIN && host.n <= HOST_MAX && span_byte(host, '.') != SPAN_NONE)
		seen = slot_of(looking->traces, hash_of(host));
	if (seen && seen->hash != 0)
		tell(looking, seen->artifact, seen->offset, indicator);
}

/* The indicators that a finding shows, "a, b". */
static void look_for_all(struct looking *looking, struct span list)
{
	while (list.n > 0) {
		ptrdiff_t comma = span_find(list, span_str(", "));
		size_t n = comma == SPAN_NONE ? list.n : (size_t)comma;

		look_for(looking, span_part(list, 0, n));
		list = span_from(list, comma == SPAN_NONE ? n : n + 2);
	}
}

/* One component has a finding at each file: its indicators are looked for once. */
static bool is_known(const struct report *report, const struct finding *finding)
{
	for (const struct finding *f = report->findings; f && f != finding; f = f->next)
		if (f->rule == finding->rule && f->component == finding->component)
			return true;
	return false;
}

void traces_match(const struct traces *traces, struct report *report)
{
	struct looking looking = { .traces = traces, .report = report };

	for (const struct finding *f = report->findings; f; f = f->next) {
		if ((f->rule != &advisory_rules[RULE_MALICIOUS] &&
		     f->rule != &advisory_rules[RULE_MALICIOUS_POSSIBLE]) ||
		    is_known(report, f))
			continue;
		looking.malware = f;
		for (size_t i = 0; i < f->n_evidence; i++)
			if (strcmp(f->evidence[i].key, "indicators") == 0)
				look_for_all(&looking, f->evidence[i].text);
	}
}
