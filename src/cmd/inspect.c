/* `assay inspect FILE...`: what a file holds, as the format modules tell it, without any judgement.
 */
#include <stdio.h>

#include "base/escape.h"
#include "base/jsonw.h"
#include "cmd/look.h"
#include "cmd/scan_flags.h"
#include "sys/digest.h"

enum { OFFSET_WIDTH = 12, LINE_MAX = 64 << 10 };

enum form { FORM_TEXT, FORM_JSON };

struct options {
	struct scan_flags flags;
	enum form form;
};

static const struct options defaults = { .flags = SCAN_FLAGS_DEFAULT };

static const struct opt options[] = {
	{ "format", 'f', OPT_CHOICE(struct options, form), "text|json", "Print it in this form" },
	SCAN_FLAG_ROWS(struct options),
	{ 0 },
};

/* Text. A fact is a line: its offset, what it is about, and the rest of its attributes. */

static void add_value(struct buf *line, const struct attr *attr)
{
	if (attr->is_number)
		buf_printf(line, "%llu", (unsigned long long)attr->number);
	else
		escape_text(line, attr->text);
}

static void add_rest(struct buf *line, const struct fact *fact, const struct attr *shown,
		     const struct attr *also)
{
	for (size_t i = 0; i < fact->n_attrs; i++) {
		const struct attr *attr = &fact->attrs[i];

		if (attr == shown || attr == also || (!attr->is_number && attr->text.n == 0))
			continue;
		buf_str(line, "  ");
		escape_text(line, attr->key);
		buf_byte(line, '=');
		add_value(line, attr);
	}
}

/* The Python-like line that the machine wrote, or what stands for it. */
static void add_call(struct buf *line, const struct fact *fact)
{
	struct span text = fact_text(fact, "text");

	if (text.n) {
		escape_text(line, text);
		return;
	}
	escape_text(line, fact_text(fact, "operation"));
	buf_byte(line, ' ');
	escape_text(line, fact_text(fact, "global"));
	escape_text(line, fact_text(fact, "arguments"));
}

static void add_metadata(struct buf *line, const struct fact *fact)
{
	const struct attr *key = fact_attr(fact, "key"), *value = fact_attr(fact, "value");

	if (key)
		add_value(line, key);
	buf_str(line, " = ");
	if (value)
		add_value(line, value);
	add_rest(line, fact, key, value);
}

/* The attribute that names what the fact is about. */
static const struct attr *subject_of(const struct fact *fact)
{
	static const char *const keys[] = { "name", "what", "why", "url", "text" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		const struct attr *attr = fact_attr(fact, keys[i]);

		if (attr)
			return attr;
	}
	return NULL;
}

static void add_other(struct buf *line, const struct fact *fact)
{
	const struct attr *subject = subject_of(fact);

	if (subject)
		add_value(line, subject);
	add_rest(line, fact, subject, NULL);
}

static void print_fact(struct sink *out, struct buf *line, const struct fact *fact)
{
	buf_clear(line);
	if (fact->kind == FACT_CALL)
		add_call(line, fact);
	else if (fact->kind == FACT_METADATA)
		add_metadata(line, fact);
	else
		add_other(line, fact);
	if (fact->count > 1)
		buf_printf(line, "  (%llu times)", (unsigned long long)fact->count);
	if (fact->offset == OFFSET_NONE)
		sink_fill(out, ' ', OFFSET_WIDTH);
	else
		sink_printf(out, "%*llu", OFFSET_WIDTH, (unsigned long long)fact->offset);
	sink_printf(out, "  %-10s ", fact_kind_word(fact->kind));
	sink_span(out, buf_view(line));
	sink_byte(out, '\n');
}

static void print_head(struct sink *out, const struct artifact *artifact)
{
	sink_span(out, artifact->path);
	sink_str(out, " (");
	for (size_t i = 0; i < artifact->n_formats; i++)
		sink_printf(out, "%s, ", artifact->formats[i]);
	sink_printf(out, "%llu bytes, %s)\n", (unsigned long long)artifact->size,
		    status_word(artifact->status));
}

static void print_text(struct sink *out, const struct report *report)
{
	struct buf line;

	buf_init(&line, LINE_MAX);
	for (const struct artifact *a = report->artifacts; a; a = a->next) {
		if (a != report->artifacts)
			sink_byte(out, '\n');
		print_head(out, a);
		for (size_t i = 0; i < a->n_facts; i++)
			print_fact(out, &line, a->facts[i]);
	}
	buf_free(&line);
}

/* JSON. */

static void write_fact(struct jsonw *w, const struct fact *fact)
{
	jsonw_map(w, NULL);
	jsonw_word(w, "kind", fact_kind_word(fact->kind));
	if (fact->offset == OFFSET_NONE)
		jsonw_null(w, "offset");
	else
		jsonw_number(w, "offset", fact->offset);
	jsonw_number(w, "count", fact->count);
	jsonw_list(w, "attributes"); /* a list: a key may come more than once */
	for (size_t i = 0; i < fact->n_attrs; i++) {
		jsonw_map_flat(w, NULL);
		jsonw_text(w, "key", fact->attrs[i].key);
		if (fact->attrs[i].is_number)
			jsonw_number(w, "value", fact->attrs[i].number);
		else
			jsonw_text(w, "value", fact->attrs[i].text);
		jsonw_map_end(w);
	}
	jsonw_list_end(w);
	jsonw_map_end(w);
}

static void write_artifact(struct jsonw *w, const struct artifact *artifact)
{
	char hex[2 * SHA256_SIZE + 1];

	jsonw_map(w, NULL);
	jsonw_text(w, "path", artifact->path);
	jsonw_number(w, "size", artifact->size);
	if (artifact->has_digest)
		digest_hex(artifact->digest, hex);
	jsonw_word(w, "sha256", artifact->has_digest ? hex : NULL);
	jsonw_list_flat(w, "formats");
	for (size_t i = 0; i < artifact->n_formats; i++)
		jsonw_word(w, NULL, artifact->formats[i]);
	jsonw_list_end(w);
	jsonw_word(w, "status", status_word(artifact->status));
	jsonw_list(w, "facts");
	for (size_t i = 0; i < artifact->n_facts; i++)
		write_fact(w, artifact->facts[i]);
	jsonw_list_end(w);
	jsonw_map_end(w);
}

static void print_json(struct sink *out, const struct report *report)
{
	struct jsonw w;

	jsonw_init(&w, out);
	jsonw_map(&w, NULL);
	jsonw_word(&w, "schema", "assay.inspect/1");
	jsonw_list(&w, "artifacts");
	for (const struct artifact *a = report->artifacts; a; a = a->next)
		write_artifact(&w, a);
	jsonw_list_end(&w);
	jsonw_map_end(&w);
	jsonw_end(&w);
}

static int inspect(const struct call *call, struct report *report)
{
	const struct options *chosen = call->options;
	struct scan_options scan = scan_flags_apply(&chosen->flags, call->operands);

	scan.inspect = scan.job.inspect = scan.job.behaviours = scan.keep_skipped = true;
	if (look_run(&scan, false, report) != OK)
		return command_complain("inspect");
	if (chosen->form == FORM_JSON)
		print_json(&call->out->sink, report);
	else
		print_text(&call->out->sink, report);
	return look_exit(report);
}

static int run(const struct call *call)
{
	return look(call, inspect);
}

const struct command command_inspect = {
	.name = "inspect",
	.summary = "what does a file hold?",
	.usage = "FILE...|-",
	.about = "Shows what the format modules see, without any judgement: for a pickle the calls "
		 "that its loader would make, as readable lines with their offsets; for a weight "
		 "file "
		 "its metadata and tensors; for an archive its members and where its directories "
		 "disagree. Nothing is executed.",
	.operand_kind = OPERANDS_PATHS,
	.least = 1,
	.most = OPERANDS_MANY,
	.options = options,
	.defaults = &defaults,
	.size = sizeof(struct options),
	.run = run,
};
