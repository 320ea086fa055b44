/*
 * What advisories say of the components as an OpenVEX 0.2 document: affected, with what to do, or
 * under investigation where only a requirement or an unreadable version speaks for it. What a VEX
 * statement excused is told on as it was said.
 */
#include "base/jsonw.h"
#include "base/mem.h"
#include "base/set.h"
#include "report/output.h"
#include "report/view.h"
#include "sys/clock.h"
#include "sys/digest.h"

enum { ACTION_MAX = 4096 };

static struct span shown(const struct finding *f, const char *key)
{
	for (size_t i = 0; i < f->n_evidence; i++)
		if (strcmp(f->evidence[i].key, key) == 0)
			return f->evidence[i].text;
	return (struct span){ 0 };
}

/* Findings of advisories about something that has a name. */
static bool is_statement(const struct finding *f)
{
	return f->component && f->component->purl.n > 0 && shown(f, "advisory").n > 0;
}

/* The same vulnerability of the same component stands in several files, with one id. */
struct once {
	struct set seen;
	struct span *slots;
};

static void once_init(struct once *once, uint64_t n)
{
	once->slots = mem_alloc(set_room(n) * sizeof(struct span));
	set_init(&once->seen, once->slots, n);
}

static bool is_first(struct once *once, const struct finding *f)
{
	return set_add(&once->seen, span_str(f->id)) != SET_TWICE;
}

static void write_vulnerability(struct jsonw *w, const struct finding *f)
{
	struct span aliases = shown(f, "aliases");

	jsonw_map(w, "vulnerability");
	jsonw_text(w, "name", shown(f, "advisory"));
	jsonw_list(w, "aliases");
	while (aliases.n > 0) {
		ptrdiff_t comma = span_find(aliases, span_str(", "));
		size_t n = comma == SPAN_NONE ? aliases.n : (size_t)comma;

		jsonw_text(w, NULL, span_part(aliases, 0, n));
		aliases = span_from(aliases, comma == SPAN_NONE ? n : n + 2);
	}
	jsonw_list_end(w);
	jsonw_map_end(w);
}

static const char *status_of(const struct finding *f)
{
	if (f->acceptance && f->acceptance->kind == ACCEPTED_VEX)
		return span_starts(f->acceptance->reason, "fixed") ? "fixed" : "not_affected";
	return span_ends(span_str(f->rule->id), "-possible") ? "under_investigation" : "affected";
}

static void write_answer(struct jsonw *w, const struct finding *f)
{
	const char *status = status_of(f);
	struct span fixed = shown(f, "fixed");
	struct buf action;

	jsonw_word(w, "status", status);
	if (strcmp(status, "not_affected") == 0)
		jsonw_text(w, "impact_statement", f->acceptance->reason);
	if (strcmp(status, "affected") != 0)
		return;
	buf_init(&action, ACTION_MAX);
	if (fixed.n > 0) {
		buf_str(&action, "Update to ");
		buf_span(&action, fixed);
	} else {
		buf_str(&action, f->rule->help);
	}
	jsonw_text(w, "action_statement", buf_view(&action));
	buf_free(&action);
}

static void write_statement(struct jsonw *w, const struct finding *f)
{
	jsonw_map(w, NULL);
	write_vulnerability(w, f);
	jsonw_list(w, "products");
	jsonw_map_flat(w, NULL);
	jsonw_text(w, "@id", f->component->purl);
	jsonw_map_end(w);
	jsonw_list_end(w);
	write_answer(w, f);
	jsonw_map_end(w);
}

/* The document is called by what it says. */
static void write_id(struct jsonw *w, const struct report *report)
{
	char id[sizeof("urn:sha256:") + 2 * SHA256_SIZE] = "urn:sha256:";
	struct digest *digest = digest_new();
	uint8_t sum[SHA256_SIZE];

	digest_reset(digest);
	digest_add(digest, report->target);
	for (const struct finding *f = report->findings; f; f = f->next)
		if (is_statement(f))
			digest_add(digest, span_str(f->id));
	digest_end(digest, sum);
	digest_free(digest);
	digest_hex(sum, id + strlen(id));
	jsonw_word(w, "@id", id);
}

static void write(const struct report *report, struct sink *out,
		  const struct output_options *options)
{
	char when[CLOCK_TEXT];
	struct once once;
	struct jsonw w;

	(void)options;
	clock_text(report->observed_at, when);
	once_init(&once, report->n_findings);
	jsonw_init(&w, out);
	jsonw_map(&w, NULL);
	jsonw_word(&w, "@context", "https://openvex.dev/ns/v0.2.0");
	write_id(&w, report);
	jsonw_word(&w, "author", "assay");
	jsonw_word(&w, "timestamp", when);
	jsonw_number(&w, "version", 1);
	jsonw_word(&w, "tooling", "assay " ASSAY_VERSION);
	jsonw_list(&w, "statements");
	for (const struct finding *f = report->findings; f; f = f->next)
		if (is_statement(f) && is_first(&once, f))
			write_statement(&w, f);
	jsonw_list_end(&w);
	jsonw_map_end(&w);
	jsonw_end(&w);
	mem_free(once.slots);
}

const struct output output_openvex = {
	.name = "openvex",
	.media_type = "application/json",
	.is_bill = true,
	.write = write,
};
