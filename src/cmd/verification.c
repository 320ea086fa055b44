/* Saying verdicts. */
#include "cmd/verification.h"

#include "base/escape.h"

enum { SHOWN_MAX = 1024 };

static bool is_good(const struct verification *verdict)
{
	return verdict->reason == REASON_NONE;
}

static const char *word_of(bool good)
{
	return good ? "verified" : "refused";
}

void verification_print(struct sink *out, const struct verification *verdict)
{
	sink_printf(out, "%s ", word_of(is_good(verdict)));
	escape_print(out, span_str(verdict->artifact), SHOWN_MAX);
	if (!is_good(verdict))
		sink_printf(out, ": %s: %s", reason_word(verdict->reason),
			    reason_sentence(verdict->reason));
	if (!is_good(verdict) && verdict->detail.n) {
		sink_str(out, " (");
		escape_print(out, verdict->detail, SHOWN_MAX);
		sink_byte(out, ')');
	}
	sink_byte(out, '\n');
}

void verification_row(struct sink *out, struct span name, struct span text)
{
	sink_str(out, "  ");
	escape_print(out, name, SHOWN_MAX);
	sink_str(out, ": ");
	escape_print(out, text, SHOWN_MAX);
	sink_byte(out, '\n');
}

void verification_json(struct jsonw *w, const struct verification *verdict)
{
	bool good = is_good(verdict);

	jsonw_word(w, "artifact", verdict->artifact);
	jsonw_word(w, "verdict", word_of(good));
	jsonw_word(w, "reason", good ? NULL : reason_word(verdict->reason));
	jsonw_word(w, "message", good ? NULL : reason_sentence(verdict->reason));
	jsonw_text(w, "detail", good ? (struct span){ 0 } : verdict->detail);
}

static void write_one(struct jsonw *w, const struct verifications *verdicts, size_t i)
{
	verification_json(w, &verdicts->all[i]);
	verdicts->json(verdicts->context, i, w);
}

static void write_all(struct sink *out, const struct verifications *verdicts, bool good)
{
	struct jsonw w;

	jsonw_init(&w, out);
	jsonw_map(&w, NULL);
	if (verdicts->n == 1) {
		write_one(&w, verdicts, 0);
	} else {
		jsonw_word(&w, "verdict", word_of(good));
		jsonw_list(&w, "artifacts");
		for (size_t i = 0; i < verdicts->n; i++) {
			jsonw_map(&w, NULL);
			write_one(&w, verdicts, i);
			jsonw_map_end(&w);
		}
		jsonw_list_end(&w);
	}
	if (verdicts->json_end)
		verdicts->json_end(verdicts->context, &w);
	jsonw_map_end(&w);
	jsonw_end(&w);
}

static void print_all(struct sink *out, const struct verifications *verdicts, bool quiet)
{
	for (size_t i = 0; i < verdicts->n; i++) {
		if (quiet && is_good(&verdicts->all[i]))
			continue;
		verification_print(out, &verdicts->all[i]);
		verdicts->print(verdicts->context, i, out);
	}
	if (verdicts->print_end && !quiet)
		verdicts->print_end(verdicts->context, out);
}

int verifications_say(const struct call *call, const struct verifications *verdicts)
{
	const struct verify_options *options = call->options;
	bool good = true;

	for (size_t i = 0; i < verdicts->n; i++)
		good &= is_good(&verdicts->all[i]);
	if (options->form == VERIFY_JSON)
		write_all(&call->out->sink, verdicts, good);
	else
		print_all(&call->out->sink, verdicts, options->quiet);
	return good ? EXIT_NOTHING : EXIT_FAILED;
}
