/* Wheels held against their own RECORD: what is asked when nothing else is given to verify by. */
#include "cmd/verification.h"
#include "sys/mapped.h"
#include "trust/package/wheel.h"

enum { LISTED_MAX = 20 };

/* Whoever names a key or a signer asks for a signature, which a RECORD is none of. */
static bool is_meant(const struct verify_options *options)
{
	return !options->key && !options->certificate_identity &&
	       !options->certificate_oidc_issuer && !options->identity &&
	       !options->identity_provider && !options->policy && !options->trusted_root &&
	       !options->tuf && !options->chains.n && !options->claims.n && !options->only.n &&
	       !options->ignored.n && !options->namespace;
}

static void print_findings(struct sink *out, const struct wheel_answer *answer, bool all)
{
	size_t most = all ? answer->n : LISTED_MAX;
	uint64_t found = 0;

	for (unsigned state = 0; state < WHEEL_STATES; state++)
		found += answer->counts[state];
	for (size_t i = 0; i < answer->n && i < most; i++)
		verification_row(out, span_str(wheel_state_name(answer->findings[i].state)),
				 answer->findings[i].path);
	most = most < answer->n ? most : answer->n;
	if (most < found)
		sink_printf(out, "  and %llu more\n", (unsigned long long)(found - most));
}

/* All that is asked of the wheels, in the order of the operands. */
struct asked {
	struct wheel_answer *answers;
	bool all; /* every file is listed */
};

static void print_rows(const void *context, size_t i, struct sink *out)
{
	const struct asked *asked = context;
	const struct wheel_answer *answer = &asked->answers[i];

	sink_printf(out, "  %llu file%s as listed\n", (unsigned long long)answer->right,
		    answer->right == 1 ? "" : "s");
	print_findings(out, answer, asked->all);
	if (answer->reason == REASON_NONE)
		sink_str(out, "  note: the RECORD is the wheel's own and says nothing of who made "
			      "it\n");
}

static void write_rows(const void *context, size_t i, struct jsonw *w)
{
	const struct wheel_answer *answer = &((const struct asked *)context)->answers[i];

	jsonw_number(w, "right", answer->right);
	for (unsigned state = 0; state < WHEEL_STATES; state++) {
		jsonw_list(w, wheel_state_name(state));
		for (size_t k = 0; k < answer->n; k++)
			if (answer->findings[k].state == state)
				jsonw_text(w, NULL, answer->findings[k].path);
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

static int run(const struct call *call)
{
	const struct verify_options *options = call->options;
	const struct opt_list *paths = &call->operands;
	struct verification *all = arena_array(call->arena, paths->n, sizeof(*all));
	struct asked asked = { .all = options->list_all };
	static const char *const takes[] = { NULL };

	if (verify_takes(options, takes, "the RECORD of a wheel") != OK)
		return verify_complain(ERR_USAGE);
	asked.answers = arena_array(call->arena, paths->n, sizeof(*asked.answers));
	for (size_t i = 0; i < paths->n; i++) {
		enum err e = ask(call, paths->words[i], &asked.answers[i]);

		if (e != OK)
			return verify_complain(e);
		all[i] = (struct verification){ paths->words[i], asked.answers[i].reason,
						asked.answers[i].detail };
	}
	return verifications_say(call, &(const struct verifications){ .all = all,
								      .n = paths->n,
								      .context = &asked,
								      .print = print_rows,
								      .json = write_rows });
}

const struct verify_way verify_way_wheel = { is_meant, run };
