/* Files held against a lock file. */
#include "base/escape.h"
#include "base/jsonw.h"
#include "cmd/verify.h"
#include "eco/place.h"
#include "sys/mapped.h"
#include "sys/whole.h"
#include "trust/package/locked.h"

enum { SHOWN_MAX = 4096 };

struct answer {
	enum reason reason;
	const struct locked_row *row; /* NULL: none */
};

static bool is_meant(const struct verify_options *options)
{
	return options->lock != NULL;
}

static void print(struct sink *out, struct span text)
{
	struct buf shown;

	buf_init(&shown, SHOWN_MAX);
	escape_text(&shown, span_part(text, 0, SHOWN_MAX / 8));
	sink_span(out, buf_view(&shown));
	buf_free(&shown);
}

static void print_text(struct sink *out, const char *path, const struct answer *answer)
{
	bool good = answer->reason == REASON_NONE;

	sink_str(out, good ? "verified " : "refused ");
	print(out, span_str(path));
	if (!good)
		sink_printf(out, ": %s: %s", reason_word(answer->reason),
			    reason_sentence(answer->reason));
	if (answer->row) {
		sink_str(out, "\n  package: ");
		print(out, answer->row->name);
		sink_byte(out, ' ');
		print(out, answer->row->version);
		sink_str(out, "\n  digest: ");
		print(out, answer->row->digest);
	}
	sink_byte(out, '\n');
}

static void write_json(struct jsonw *w, const char *path, const struct answer *answer)
{
	bool good = answer->reason == REASON_NONE;

	jsonw_map(w, NULL);
	jsonw_word(w, "artifact", path);
	jsonw_word(w, "verdict", good ? "verified" : "refused");
	jsonw_word(w, "reason", good ? NULL : reason_word(answer->reason));
	jsonw_word(w, "message", good ? NULL : reason_sentence(answer->reason));
	if (answer->row) {
		jsonw_text(w, "package", answer->row->name);
		jsonw_text(w, "version", answer->row->version);
		jsonw_text(w, "digest", answer->row->digest);
	}
	jsonw_map_end(w);
}

static void answer_all(const struct call *call, const struct answer *answers, bool good)
{
	const struct verify_options *options = call->options;
	const struct opt_list *paths = &call->operands;
	struct sink *out = &call->out->sink;
	struct jsonw w;

	if (options->form == VERIFY_TEXT) {
		for (size_t i = 0; i < paths->n; i++)
			if (!options->quiet || answers[i].reason != REASON_NONE)
				print_text(out, paths->words[i], &answers[i]);
		return;
	}
	jsonw_init(&w, out);
	jsonw_map(&w, NULL);
	jsonw_word(&w, "verdict", good ? "verified" : "refused");
	jsonw_list(&w, "artifacts");
	for (size_t i = 0; i < paths->n; i++)
		write_json(&w, paths->words[i], &answers[i]);
	jsonw_list_end(&w);
	jsonw_map_end(&w);
	jsonw_end(&w);
}

static enum err read_lock(const struct call *call, struct locked_list *list)
{
	const struct verify_options *options = call->options;
	struct span lock;
	enum err e;

	if (options->bundles.n || options->provenance.n || options->signature || options->key ||
	    options->certificate_identity || options->certificate_oidc_issuer ||
	    options->identity || options->identity_provider || options->policy)
		return err_set(ERR_USAGE, "a lock file is no signature: --lock goes with none of "
					  "the other ways");
	e = whole_read(options->lock, LOCKED_FILE_MAX, call->arena, &lock);
	return e == OK ? locked_ask(lock, span_str(options->lock), call->arena, list) : e;
}

static enum err find(const struct call *call, const char *path, const struct locked_list *list,
		     struct answer *answer)
{
	struct mapped file;
	enum err e;

	answer->reason = list->reason;
	if (list->reason != REASON_NONE)
		return OK;
	e = mapped_open(&file, path);
	if (e == OK)
		answer->reason = locked_find_file(list, place_name(span_str(path)), file.bytes,
						  call->arena, &answer->row);
	mapped_close(&file);
	return e;
}

static int run(const struct call *call)
{
	const struct opt_list *paths = &call->operands;
	struct answer *answers = arena_array(call->arena, paths->n, sizeof(*answers));
	struct locked_list list;
	bool good = true;
	enum err e = read_lock(call, &list);

	for (size_t i = 0; i < paths->n && e == OK; i++) {
		e = find(call, paths->words[i], &list, &answers[i]);
		good &= answers[i].reason == REASON_NONE;
	}
	if (e != OK)
		return verify_complain(e);
	answer_all(call, answers, good);
	return good ? EXIT_NOTHING : EXIT_FAILED;
}

const struct verify_way verify_way_locked = { is_meant, run };
