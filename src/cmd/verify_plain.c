/* Verifying a file by a plain signature beside it, and finding out whether it is one. */
#include <sys/stat.h>

#include "base/ascii.h"
#include "base/escape.h"
#include "cmd/verification.h"
#include "sys/mapped.h"
#include "sys/whole.h"
#include "trust/key/key.h"
#include "trust/key/plain.h"
#include "trust/oms/signature.h"

static void print_rows(const void *context, size_t i, struct sink *out)
{
	const struct plain_answer *answer = context;

	(void)i;
	verification_row(out, (struct span)SPAN("signature"), answer->form);
	verification_row(out, (struct span)SPAN("algorithm"), answer->algorithm);
	if (answer->comment.n)
		verification_row(out, (struct span)SPAN("comment"), answer->comment);
}

static void write_rows(const void *context, size_t i, struct jsonw *w)
{
	const struct plain_answer *answer = context;

	(void)i;
	jsonw_text(w, "signature", answer->form);
	jsonw_text(w, "algorithm", answer->algorithm);
	jsonw_text(w, "comment", answer->comment);
}

static int answer_one(const struct call *call, const struct plain_answer *answer)
{
	const struct verification verdict = { .artifact = call->operands.words[0],
					      .reason = answer->reason };

	return verifications_say(call, &(const struct verifications){ .all = &verdict,
								      .n = 1,
								      .context = answer,
								      .print = print_rows,
								      .json = write_rows });
}

int verify_plain(const struct call *call, struct span signature)
{
	static const char *const takes[] = { "signature", "key", "public-key", "namespace", NULL };
	const struct verify_options *options = call->options;
	struct plain_question question = {
		.signature = signature,
		.namespace = span_str(options->namespace ? options->namespace : "file"),
	};
	struct plain_answer answer;
	struct mapped file; /* until the program ends */
	enum err e = verify_takes(options, takes, "a plain signature");

	if (e != OK)
		return verify_complain(e);
	if (!options->key)
		return verify_complain(err_set(ERR_USAGE, "by whom? --key FILE"));
	if (signature.n > PLAIN_SIGNATURE_MAX)
		return verify_complain(
			err_set(ERR_LIMIT, "%s is too long for a signature", options->signature));
	e = whole_read(options->key, KEY_FILE_MAX, call->arena, &question.key);
	if (e == OK)
		e = mapped_open(&file, call->operands.words[0]);
	if (e == OK) {
		question.message = file.bytes;
		e = plain_ask(&question, call->arena, &answer);
	}
	return e == OK ? answer_one(call, &answer) : verify_complain(e);
}

/* Which of the two. */

static bool is_meant(const struct verify_options *options)
{
	return options->signature != NULL;
}

/* A plain one is no JSON, and of a file. Bare bytes may begin as JSON does, but are not text. */
static bool is_of_model(const char *path, struct span signature)
{
	struct span head = ascii_trim(span_part(signature, 0, KEY_FILE_MAX));
	struct stat st;

	return !head.n || (head.p[0] == '{' && utf8_valid(signature)) ||
	       (stat(path, &st) == 0 && S_ISDIR(st.st_mode));
}

static int run(const struct call *call)
{
	const struct verify_options *options = call->options;
	struct span signature;
	enum err e;

	if (call->operands.n != 1)
		return verify_complain(
			err_set(ERR_USAGE, "a signature is that of one model or file"));
	e = whole_read(options->signature, OMS_SIGNATURE_MAX, call->arena, &signature);
	if (e != OK)
		return verify_complain(e);
	return is_of_model(call->operands.words[0], signature) ? verify_model(call, signature)
							       : verify_plain(call, signature);
}

const struct verify_way verify_way_signature = { is_meant, run };
