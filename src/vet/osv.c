/* From findings to an OSV record (schema 1.7). */
#include "vet/osv.h"

#include "base/buf.h"
#include "base/escape.h"
#include "base/jsonw.h"
#include "sys/clock.h"
#include "sys/digest.h"

enum { DETAILS_MAX = 64 << 10, SHOWN_MAX = 400, FINDINGS_MAX = 50 };

static const struct {
	const char *ecosystem, *name;
} ecosystems[] = { { "pypi", "PyPI" }, { "npm", "npm" } };

static const char *ecosystem_of(const struct release *release)
{
	for (size_t i = 0; i < sizeof(ecosystems) / sizeof(*ecosystems); i++)
		if (span_is(release->ecosystem, ecosystems[i].ecosystem))
			return ecosystems[i].name;
	return NULL;
}

static bool speaks(const struct finding *finding)
{
	return !finding->acceptance && finding->verdict != VERDICT_CLEAN;
}

/* What was seen there: the evidence that says most, cut. */
static void add_evidence(struct buf *text, const struct finding *finding)
{
	for (size_t i = 0; i < finding->n_evidence; i++) {
		buf_str(text, i ? ", " : ": ");
		buf_str(text, finding->evidence[i].key);
		buf_str(text, " `");
		escape_text(text, span_part(finding->evidence[i].text, 0, SHOWN_MAX));
		buf_byte(text, '`');
	}
}

static void add_finding(struct buf *text, const struct release *release,
			const struct finding *finding)
{
	const struct member *member = release_member_of(release, finding->artifact);

	buf_printf(text, "- %s", finding->rule->title);
	if (member) {
		buf_str(text, " (");
		escape_path(text, member->place);
		if (finding->line)
			buf_printf(text, ", line %llu", (unsigned long long)finding->line);
		if (!place_is_manifest(member->place))
			buf_printf(text, ", runs %s", moment_when(member->moment));
		buf_byte(text, ')');
	}
	add_evidence(text, finding);
	buf_byte(text, '\n');
}

static void write_details(struct jsonw *w, const struct release *release)
{
	const struct artifact *file = release->report->artifacts;
	unsigned n = 0;
	struct buf text;
	char hex[2 * DIGEST_SIZE + 1];

	buf_init(&text, DETAILS_MAX);
	buf_str(&text, "Static analysis of the release found:\n\n");
	for (const struct finding *f = release->report->findings; f && n < FINDINGS_MAX;
	     f = f->next)
		if (speaks(f)) {
			add_finding(&text, release, f);
			n++;
		}
	if (release->layout.depth > 0 && file && file->has_digest) {
		digest_hex(file->digest, hex);
		buf_printf(&text, "\nSHA-256 of the file: %s\n", hex);
	}
	jsonw_text(w, "details", buf_view(&text));
	buf_free(&text);
}

/* Hosts that the finding names; a list of one key each. */
static void write_iocs(struct jsonw *w, const struct release *release)
{
	jsonw_map(w, "iocs");
	jsonw_list(w, "domains");
	for (const struct finding *f = release->report->findings; f; f = f->next)
		for (size_t i = 0; speaks(f) && i < f->n_evidence; i++)
			if (strcmp(f->evidence[i].key, "host") == 0)
				jsonw_text(w, NULL, f->evidence[i].text);
	jsonw_list_end(w);
	jsonw_map_end(w);
}

static void write_affected(struct jsonw *w, const struct release *release, const char *ecosystem)
{
	jsonw_list(w, "affected");
	jsonw_map(w, NULL);
	jsonw_map(w, "package");
	jsonw_word(w, "ecosystem", ecosystem);
	jsonw_text(w, "name", release->name);
	jsonw_map_end(w);
	jsonw_list(w, "versions");
	jsonw_text(w, NULL, release->version);
	jsonw_list_end(w);
	jsonw_map_end(w);
	jsonw_list_end(w);
}

static void write_credits(struct jsonw *w)
{
	jsonw_list(w, "credits");
	jsonw_map(w, NULL);
	jsonw_word(w, "name", "assay " ASSAY_VERSION);
	jsonw_word(w, "type", "TOOL");
	jsonw_map_end(w);
	jsonw_list_end(w);
}

enum err osv_write(const struct release *release, struct sink *out)
{
	const char *ecosystem = ecosystem_of(release);
	char now[CLOCK_TEXT];
	struct jsonw w;

	if (!ecosystem || release->name.n == 0 || release->version.n == 0)
		return err_set(ERR_FORMAT,
			       "nothing in the release says what package and version it "
			       "is: no advisory can be written");
	clock_text(release->report->observed_at, now);
	jsonw_init(&w, out);
	jsonw_map(&w, NULL);
	jsonw_word(&w, "schema_version", "1.7.0");
	jsonw_word(&w, "modified", now);
	write_details(&w, release);
	write_affected(&w, release, ecosystem);
	write_credits(&w);
	jsonw_map(&w, "database_specific");
	write_iocs(&w, release);
	jsonw_map_end(&w);
	jsonw_map_end(&w);
	jsonw_end(&w);
	return OK;
}
