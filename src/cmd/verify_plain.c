/* Verifying a file by a plain signature beside it, and finding out whether it is one. */
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/ascii.h"
#include "base/escape.h"
#include "base/jsonw.h"
#include "cmd/verify.h"
#include "sys/whole.h"
#include "trust/key/key.h"
#include "trust/key/plain.h"
#include "trust/oms/signature.h"

enum { SHOWN_MAX = 1024 };

/* A file that others do not shrink while it is read: a copy would cost as much as the digest. */
static enum err map(const char *path, struct span *bytes)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct stat st;
	enum err e = OK;

	if (fd < 0)
		return err_set(ERR_IO, "open %s: %s", path, strerror(errno));
	*bytes = (struct span)SPAN("");
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		e = err_set(ERR_IO, "%s: it is no file", path);
	} else if (st.st_size > 0) {
		void *p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);

		if (p == MAP_FAILED)
			e = err_set(ERR_IO, "%s: %s", path, strerror(errno));
		else
			*bytes = span_of(p, (size_t)st.st_size); /* until the program ends */
	}
	(void)close(fd); /* it was only read */
	return e;
}

static void print_row(struct sink *out, const char *name, struct span text)
{
	sink_printf(out, "  %s: ", name);
	escape_print(out, text, SHOWN_MAX);
	sink_byte(out, '\n');
}

static void print_text(struct sink *out, const char *path, const struct plain_answer *answer)
{
	sink_str(out, answer->reason == REASON_NONE ? "verified " : "refused ");
	escape_print(out, span_str(path), SHOWN_MAX);
	if (answer->reason != REASON_NONE)
		sink_printf(out, ": %s: %s", reason_word(answer->reason),
			    reason_sentence(answer->reason));
	sink_byte(out, '\n');
	print_row(out, "signature", answer->form);
	print_row(out, "algorithm", answer->algorithm);
	if (answer->comment.n)
		print_row(out, "comment", answer->comment);
}

static void print_json(struct sink *out, const char *path, const struct plain_answer *answer)
{
	bool good = answer->reason == REASON_NONE;
	struct jsonw w;

	jsonw_init(&w, out);
	jsonw_map(&w, NULL);
	jsonw_word(&w, "artifact", path);
	jsonw_word(&w, "verdict", good ? "verified" : "refused");
	jsonw_word(&w, "reason", good ? NULL : reason_word(answer->reason));
	jsonw_word(&w, "message", good ? NULL : reason_sentence(answer->reason));
	jsonw_text(&w, "signature", answer->form);
	jsonw_text(&w, "algorithm", answer->algorithm);
	jsonw_text(&w, "comment", answer->comment);
	jsonw_map_end(&w);
	jsonw_end(&w);
}

static int answer_one(const struct call *call, const struct plain_answer *answer)
{
	const struct verify_options *options = call->options;
	const char *path = call->operands.words[0];
	bool good = answer->reason == REASON_NONE;

	if (options->form == VERIFY_JSON)
		print_json(&call->out->sink, path, answer);
	else if (!good || !options->quiet)
		print_text(&call->out->sink, path, answer);
	return good ? EXIT_NOTHING : EXIT_FAILED;
}

int verify_plain(const struct call *call, struct span signature)
{
	const struct verify_options *options = call->options;
	struct plain_question question = {
		.signature = signature,
		.namespace = span_str(options->namespace ? options->namespace : "file"),
	};
	struct plain_answer answer;
	enum err e;

	if (!options->key)
		return verify_complain(err_set(ERR_USAGE, "by whom? --key FILE"));
	if (signature.n > PLAIN_SIGNATURE_MAX)
		return verify_complain(
			err_set(ERR_LIMIT, "%s is too long for a signature", options->signature));
	e = whole_read(options->key, KEY_FILE_MAX, call->arena, &question.key);
	if (e == OK)
		e = map(call->operands.words[0], &question.message);
	if (e == OK)
		e = plain_ask(&question, call->arena, &answer);
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
