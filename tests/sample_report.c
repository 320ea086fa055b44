/*
 * Prints a report that was made by hand, in the form of argv[1]: hostile names and texts, every
 * severity and status, findings in members. More words: many (more results than SARIF takes), all,
 * colour. tests/outputs.py reads it.
 */
#include <stdio.h>
#include <unistd.h>

#include "base/escape.h"
#include "report/output.h"
#include "sys/out.h"

static const struct rule rules[] = {
	{ "pickle-known-bad",
	  "Calls a function that runs commands",
	  SEVERITY_CRITICAL,
	  VERDICT_MALICIOUS,
	  "The stream calls it when it is loaded.",
	  "Do not load the file; remove it and tell its maker.",
	  { "CWE-502", "AML.T0011.000", NULL } },
	{ "pickle-unknown-call",
	  "Calls a function that is not known to be safe",
	  SEVERITY_HIGH,
	  VERDICT_MALICIOUS,
	  "Text.",
	  "Ask the maker for safetensors.",
	  { "CWE-502", NULL } },
	{ "pickle-unknown-class",
	  "Class that is not known",
	  SEVERITY_MEDIUM,
	  VERDICT_REVIEW,
	  "Text.",
	  "Read the class {and} its [setstate](https://example.invalid).",
	  { NULL } },
	{ "incomplete",
	  "Part of the file was not examined",
	  SEVERITY_LOW,
	  VERDICT_CLEAN,
	  "Text.",
	  "Raise the limit.",
	  { "CWE-693", NULL } },
	{ "never-found",
	  "Never found",
	  SEVERITY_HIGH,
	  VERDICT_MALICIOUS,
	  "Text.",
	  "None.",
	  { NULL } },
};

enum { KNOWN_BAD, UNKNOWN_CALL, UNKNOWN_CLASS, INCOMPLETE, N_RULES = 5 };

static struct report report;

static struct artifact *add(struct artifact *parent, struct span name, enum status status,
			    const char *format)
{
	struct artifact *artifact = report_artifact(&report);
	struct buf path;

	buf_init(&path, 10000);
	if (parent) {
		buf_span(&path, parent->path);
		buf_byte(&path, '!');
	}
	escape_path(&path, name);
	artifact->parent = parent;
	artifact->name = name;
	artifact->path = arena_copy(&report.arena, buf_view(&path));
	artifact->size = 1234 * (report.n_artifacts + 1);
	artifact->status = status;
	artifact->has_digest = !parent && status != STATUS_ERROR;
	artifact->digest[0] = (uint8_t)report.n_artifacts;
	if (format)
		artifact->formats[artifact->n_formats++] = format;
	buf_free(&path);
	if (!parent) {
		report.coverage.files++;
		report.coverage.bytes += artifact->size;
		report.coverage.by_status[status]++;
	}
	return artifact;
}

static struct finding *find(struct artifact *artifact, size_t rule, uint64_t offset, uint64_t line)
{
	const struct attr at = ATTR_NUMBER("line", line);
	const struct fact fact = {
		.kind = FACT_CALL, .offset = offset, .count = 1, .attrs = &at, .n_attrs = 1
	};

	return report_finding(&report, &rules[rule], artifact, &fact);
}

static void find_call(struct artifact *artifact, size_t rule, uint64_t offset, const char *name,
		      struct span arguments)
{
	struct finding *finding = find(artifact, rule, offset, 0);

	finding_show(&report, finding, "call", span_str(name));
	finding_show(&report, finding, "arguments", arguments);
	finding_say(&report, finding, "Loading the file calls %s; its arguments are {fixed}.",
		    name);
}

/* One that accepts a finding, with hostile words, and one that is over. */
static void accept(struct finding *finding)
{
	struct acceptance *waiver = report_acceptance(&report);

	waiver->kind = ACCEPTED_WAIVER;
	waiver->what = span_str("rule pickle-unknown-class, path b/**");
	waiver->owner = span_str("=cmd@example.invalid");
	waiver->reason = span_str("<b>[ok](https://example.invalid)\x1b[2J | `x`");
	waiver->expires = span_str("2027-01-31");
	waiver->source = span_str("assay.toml:12");
	finding_accept(finding, waiver);
	waiver = report_acceptance(&report);
	waiver->kind = ACCEPTED_WAIVER;
	waiver->what = span_str("rule another");
	waiver->owner = span_str("nobody");
	waiver->reason = span_str("over");
	waiver->expires = span_str("2020-01-01");
	waiver->expired = true;
}

static void fill(void)
{
	static const struct span odd = SPAN("odd/\xff name\n\x1b[31m%.pt");
	static const struct span hostile =
		SPAN("('\xff\x1b[2J', [x](https://example.invalid), '\xe2\x80\xae')");
	struct artifact *zip = add(NULL, span_str("models/a.pt"), STATUS_COMPLETE, "zip");
	struct artifact *pickle = add(zip, span_str("archive/data.pkl"), STATUS_COMPLETE, "pickle");
	struct artifact *strange = add(NULL, odd, STATUS_INCONCLUSIVE, "pickle");
	struct artifact *template = add(NULL, span_str("b/chat.jinja"), STATUS_COMPLETE, "jinja");

	find_call(pickle, KNOWN_BAD, 42, "posix.system", span_str("('true',)"));
	find_call(pickle, KNOWN_BAD, 60, "posix.system", span_str("('true',)"));
	find_call(strange, UNKNOWN_CALL, UINT64_C(1) << 40, "a.b", hostile);
	finding_show(&report, report.findings, "global", span_str("posix.system"));
	finding_show(&report, report.findings, "global", span_str("nt.system"));

	struct finding *cut = find(strange, INCOMPLETE, OFFSET_NONE, 0);

	finding_say(&report, cut, "Not examined whole: the stream is cut short.");

	struct finding *review = find(template, UNKNOWN_CLASS, OFFSET_NONE, 7);

	finding_say(&report, review, "See [here](https://example.invalid) for {0} and %s.", "more");
	review->count = 12;
	accept(review);
	(void)add(NULL, span_str("/abs/clean.npy"), STATUS_COMPLETE, "numpy");
	(void)add(NULL, span_str("unreadable.bin"), STATUS_ERROR, NULL);
	(void)add(NULL, span_str("README.txt"), STATUS_SKIPPED, NULL);
}

/* Names that other programs would act on. */
static void fill_hostile(void)
{
	static const char *const names[] = {
		"<script>alert(1)</script>.pkl",
		"=cmd|' /C true'!A0",
		" +1",
		"-1",
		"@SUM(1)",
		"\xef\xbc\x9d"
		"1",
		"![x](https://example.invalid/x.png)",
		"[x]: https://example.invalid",
		"a|b`c``d.pkl",
		"@everyone #1 www.example.invalid",
		"</style></title><img src=x onerror=alert(1)>",
		"]]>&lt;!--",
		"\xef\xbf\xbe\xef\xbf\xbf",
		"`",
		"# x",
		"\r\n\t",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct artifact *file = add(NULL, span_str(names[i]), STATUS_COMPLETE, "pickle");
		struct component *component = report_component(&report);
		struct occurrence *seen = arena_alloc(&report.arena, sizeof(*seen));
		struct buf shown;

		buf_init(&shown, 10000);
		escape_text(&shown, span_str(names[i]));
		find_call(file, UNKNOWN_CALL, 7, arena_text(&report.arena, buf_view(&shown)),
			  span_str(names[i]));
		*seen = (struct occurrence){ .artifact = file, .offset = OFFSET_NONE };
		component->name = span_str(names[i]);
		component->occurrences = seen;
		component->licences = arena_alloc(&report.arena, sizeof(*component->licences));
		component->licences->value = span_str(names[i]);
		buf_free(&shown);
	}
}

/* More files and findings than any output lists. */
static void fill_many(void)
{
	for (unsigned i = 0; i < 120; i++) {
		char *name = arena_printf(&report.arena, "many/%03u.pkl", i);
		struct artifact *file = add(NULL, span_str(name), STATUS_COMPLETE, "pickle");

		for (unsigned j = 0; j < 110; j++)
			find_call(file, j % 2 ? UNKNOWN_CALL : KNOWN_BAD, j, name, span_str("()"));
	}
}

static bool has_word(char **argv, const char *word)
{
	while (*argv)
		if (strcmp(*argv++, word) == 0)
			return true;
	return false;
}

int main(int argc, char **argv)
{
	const struct output *output = argc > 1 ? output_find(span_str(argv[1])) : NULL;
	const struct output_options options = {
		.folder = "/abs",
		.gate = SEVERITY_MEDIUM,
		.exit_code = 1,
		.all = has_word(argv, "all"),
		.colour = has_word(argv, "colour"),
	};
	struct out out;

	if (!output)
		return 2;
	report_init(&report);
	report.target = span_str("models b /abs");
	report.sandbox = "seccomp";
	report.rules = arena_array(&report.arena, N_RULES, sizeof(*report.rules));
	for (size_t i = 0; i < N_RULES; i++)
		report.rules[report.n_rules++] = (struct rule_count){ .rule = &rules[i], .ran = 3 };
	fill();
	if (has_word(argv, "hostile"))
		fill_hostile();
	if (has_word(argv, "many"))
		fill_many();
	report.rulings = &(struct ruling){ .id = span_str("no-copyleft"),
					   .on = "component",
					   .action = "block",
					   .asked = 7,
					   .fired = 1,
					   .unknown = 2 };
	report.n_rulings = 1;
	report_sort(&report);
	out_init(&out, STDOUT_FILENO, "standard output");
	output->write(&report, &out.sink, &options);
	report_free(&report);
	return out_close(&out) == OK ? 0 : 1;
}
