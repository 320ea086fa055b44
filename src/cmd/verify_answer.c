/* Answers about models, for people and for programs. */
#include "cmd/verify_answer.h"

#include "base/hex.h"
#include "cmd/verification.h"
#include "cmd/verify_cases.h"

enum { LISTED_MAX = 20 };

enum reason model_answer_reason(const struct model_answer *answer)
{
	if (answer->signature->verdict.reason != REASON_NONE || !answer->files)
		return answer->signature->verdict.reason;
	return answer->files->reason;
}

static struct verification verification_of(const struct model_answer *answer)
{
	return (struct verification){ .artifact = answer->model,
				      .reason = model_answer_reason(answer),
				      .detail = answer->files ? answer->files->detail
							      : answer->signature->verdict.detail };
}

/* What a verdict leaves open, said of one that is good as well. */
static const char *note_of(const struct model_answer *answer)
{
	const struct oms_manifest *manifest = &answer->signature->manifest;

	if (!answer->files)
		return NULL;
	if (!manifest->n)
		return "the signature is over no file at all";
	if (answer->files->counts[OMS_UNCHECKED])
		return "only a part of what was signed was looked at";
	if (manifest->is_legacy)
		return "it is signed in the way of version 0.2, which does not say what was left "
		       "out";
	return NULL;
}

/* Text. */

static void print_row(struct sink *out, const char *name, struct span text)
{
	verification_row(out, span_str(name), text);
}

static void print_state(const struct model_answer *answer, enum oms_state state, struct sink *out)
{
	const struct oms_result *files = answer->files;
	size_t listed = 0, most = answer->all ? SIZE_MAX : LISTED_MAX;

	if (state == OMS_SIGNED && !answer->all) {
		sink_printf(out, "  %zu file%s signed and right\n", files->counts[state],
			    files->counts[state] == 1 ? "" : "s");
		return;
	}
	for (size_t i = 0; i < files->n && listed < most; i++) {
		if (files->findings[i].state != state)
			continue;
		print_row(out, oms_state_name(state), files->findings[i].path);
		listed++;
	}
	if (listed < files->counts[state])
		sink_printf(out, "  %s: and %zu more\n", oms_state_name(state),
			    files->counts[state] - listed);
}

void model_answer_text(const struct model_answer *answer, struct arena *arena, struct sink *out)
{
	const struct verification verdict = verification_of(answer);

	verification_print(out, &verdict);
	facts_print(&answer->signature->verdict, arena, out);
	for (unsigned state = 0; answer->files && state < OMS_STATES; state++)
		print_state(answer, state, out);
	if (note_of(answer))
		sink_printf(out, "  note: %s\n", note_of(answer));
}

/* JSON. */

static void write_files(const struct model_answer *answer, struct jsonw *w)
{
	const struct oms_result *files = answer->files;

	for (unsigned state = 0; state < OMS_STATES; state++) {
		jsonw_list(w, oms_state_name(state));
		for (size_t i = 0; i < files->n; i++)
			if (files->findings[i].state == state)
				jsonw_text(w, NULL, files->findings[i].path);
		jsonw_list_end(w);
	}
}

static void write_manifest(const struct model_answer *answer, struct arena *arena, struct jsonw *w)
{
	const struct oms_manifest *manifest = &answer->signature->manifest;

	jsonw_map(w, "manifest");
	jsonw_text(w, "name", manifest->name);
	jsonw_text(w, "sha256", hex_text(span_of(manifest->root, OMS_ROOT_SIZE), arena));
	jsonw_word(w, "method", manifest->method == OMS_SHARDS ? "shards" : "files");
	jsonw_word(w, "hash", oms_hash_name(manifest->hash));
	jsonw_number(w, "resources", manifest->n);
	jsonw_bool(w, "allow-symlinks", manifest->allow_symlinks);
	jsonw_list(w, "ignore-paths");
	for (size_t i = 0; i < manifest->n_ignored; i++)
		jsonw_text(w, NULL, manifest->ignored[i]);
	jsonw_list_end(w);
	jsonw_map_end(w);
}

void model_answer_json(const struct model_answer *answer, struct arena *arena, struct sink *out)
{
	const struct verification verdict = verification_of(answer);
	struct jsonw w;

	jsonw_init(&w, out);
	jsonw_map(&w, NULL);
	verification_json(&w, &verdict);
	jsonw_word(&w, "note", note_of(answer));
	facts_write(&answer->signature->verdict, arena, &w);
	if (answer->files) {
		write_manifest(answer, arena, &w);
		write_files(answer, &w);
	}
	jsonw_map_end(&w);
	jsonw_end(&w);
}
