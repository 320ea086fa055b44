/* Wheels held against their own RECORD: what is asked when nothing else is given to verify by. */
#include "base/escape.h"
#include "base/jsonw.h"
#include "cmd/verify.h"
#include "sys/mapped.h"
#include "trust/package/wheel.h"

enum { SHOWN_MAX = 4096, LISTED_MAX = 20 };

/* Whoever names a key or a signer asks for a signature, which a RECORD is none of. */
static bool is_meant(const struct verify_options *options)
{
	return !options->key && !options->certificate_identity &&
	       !options->certificate_oidc_issuer && !options->identity &&
	       !options->identity_provider && !options->policy && !options->trusted_root &&
	       !options->tuf && !options->chains.n && !options->claims.n && !options->only.n &&
	       !options->ignored.n && !options->namespace;
}

static void print(struct sink *out, struct span text)
{
	struct buf shown;

	buf_init(&shown, SHOWN_MAX);
	escape_text(&shown, span_part(text, 0, SHOWN_MAX / 8));
	sink_span(out, buf_view(&shown));
	buf_free(&shown);
}

static void print_findings(struct sink *out, const struct wheel_answer *answer, bool all)
{
	size_t most = all ? answer->n : LISTED_MAX;
	uint64_t found = 0;

	for (unsigned state = 0; state < WHEEL_STATES; state++)
		found += answer->counts[state];
	for (size_t i = 0; i < answer->n && i < most; i++) {
		sink_printf(out, "  %s: ", wheel_state_name(answer->findings[i].state));
		print(out, answer->findings[i].path);
		sink_byte(out, '\n');
	}
	most = most < answer->n ? most : answer->n;
	if (most < found)
		sink_printf(out, "  and %llu more\n", (unsigned long long)(found - most));
}

static void print_text(struct sink *out, const char *path, const struct wheel_answer *answer,
		       bool all)
{
	bool good = answer->reason == REASON_NONE;

	sink_str(out, good ? "verified " : "refused ");
	print(out, span_str(path));
	if (!good)
		sink_printf(out, ": %s: %s", reason_word(answer->reason),
			    reason_sentence(answer->reason));
	if (!good && answer->detail.n && !answer->n) {
		sink_str(out, " (");
		print(out, answer->detail);
		sink_byte(out, ')');
	}
	sink_printf(out, "\n  %llu file%s as listed\n", (unsigned long long)answer->right,
		    answer->right == 1 ? "" : "s");
	print_findings(out, answer, all);
	if (good)
		sink_str(out, "  note: the RECORD is the wheel's own and says nothing of who made "
			      "it\n");
}

static void write_json(struct jsonw *w, const char *path, const struct wheel_answer *answer)
{
	bool good = answer->reason == REASON_NONE;

	jsonw_word(w, "artifact", path);
	jsonw_word(w, "verdict", good ? "verified" : "refused");
	jsonw_word(w, "reason", good ? NULL : reason_word(answer->reason));
	jsonw_word(w, "message", good ? NULL : reason_sentence(answer->reason));
	jsonw_text(w, "detail", good ? (struct span){ 0 } : answer->detail);
	jsonw_number(w, "right", answer->right);
	for (unsigned state = 0; state < WHEEL_STATES; state++) {
		jsonw_list(w, wheel_state_name(state));
		for (size_t i = 0; i < answer->n; i++)
			if (answer->findings[i].state == state)
				jsonw_text(w, NULL, answer->findings[i].path);
		jsonw_list_end(w);
	}
}

static enum err ask(const struct call *call, const char *path, struct wheel_answer *answer)
{
	struct mapped file;
	enum err e = mapped_open(&file, path);

	if (e == OK && !span_starts(file.bytes, "PK"))
		e = err_set(ERR_USAGE,
			    "%s is no wheel: it takes something to verify by, such as --bundle or "
			    "--signature",
			    path);
	if (e == OK)
		e = wheel_ask(file.bytes, call->arena, answer);
	mapped_close(&file);
	return e;
}

static void answer_all(const struct call *call, const struct wheel_answer *answers, bool good)
{
	const struct verify_options *options = call->options;
	const struct opt_list *paths = &call->operands;
	struct sink *out = &call->out->sink;
	struct jsonw w;

	if (options->form == VERIFY_TEXT) {
		for (size_t i = 0; i < paths->n; i++)
			if (!options->quiet || answers[i].reason != REASON_NONE)
				print_text(out, paths->words[i], &answers[i], options->list_all);
		return;
	}
	jsonw_init(&w, out);
	jsonw_map(&w, NULL);
	if (paths->n == 1) {
		write_json(&w, paths->words[0], &answers[0]);
	} else {
		jsonw_word(&w, "verdict", good ? "verified" : "refused");
		jsonw_list(&w, "artifacts");
		for (size_t i = 0; i < paths->n; i++) {
			jsonw_map(&w, NULL);
			write_json(&w, paths->words[i], &answers[i]);
			jsonw_map_end(&w);
		}
		jsonw_list_end(&w);
	}
	jsonw_map_end(&w);
	jsonw_end(&w);
}

static int run(const struct call *call)
{
	const struct opt_list *paths = &call->operands;
	struct wheel_answer *answers = arena_array(call->arena, paths->n, sizeof(*answers));
	bool good = true;

	for (size_t i = 0; i < paths->n; i++) {
		enum err e = ask(call, paths->words[i], &answers[i]);

		if (e != OK)
			return verify_complain(e);
		good &= answers[i].reason == REASON_NONE;
	}
	answer_all(call, answers, good);
	return good ? EXIT_NOTHING : EXIT_FAILED;
}

const struct verify_way verify_way_wheel = { is_meant, run };
