/* What the verbs of `assay log` share. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/escape.h"
#include "cmd/log_verbs.h"
#include "sys/whole.h"
#include "trust/log/digest_entry.h"

enum { SHOWN_MAX = 512, PIECE = 1 << 16 };

void log_print(struct sink *out, struct span text)
{
	escape_print(out, text, SHOWN_MAX);
}

enum err log_give(const struct call *call, const struct log_options *options, struct span text)
{
	struct out out;
	enum err e;

	if (!options->output) {
		sink_span(&call->out->sink, text);
		return OK;
	}
	e = out_create(&out, options->output);
	if (e != OK)
		return e;
	sink_span(&out.sink, text);
	return out_close(&out);
}

/* Keys. */

enum err log_signer_named(const struct call *call, const struct log_options *options,
			  enum note_kind kind, struct span name, struct note_signer *signer)
{
	const struct passphrase_source source = {
		.fd = options->passphrase_fd == LOG_NO_FD ? -1 : (int)options->passphrase_fd,
		.file = options->key,
	};

	*signer = (struct note_signer){ 0 };
	if (!options->key)
		return err_set(ERR_USAGE, "it takes a secret key: --key FILE");
	return note_signer_read(signer, &source, kind, name, call->arena);
}

enum err log_signer(const struct call *call, const struct log_options *options, enum note_kind kind,
		    struct note_signer *signer)
{
	if (!options->name)
		return err_set(ERR_USAGE, "it takes a name: --name example.com/log");
	return log_signer_named(call, options, kind, span_str(options->name), signer);
}

/* Policies. */

/* A key as the command line has it: the verifier key itself, or a file that holds it. */
static enum err key_text(const struct call *call, const char *word, struct span *out)
{
	enum err e = OK;

	*out = span_str(word);
	if (span_byte(*out, '+') == SPAN_NONE)
		e = whole_read(word, LOG_POLICY_MAX, call->arena, out);
	if (e == OK && out->n && out->p[out->n - 1] == '\n')
		out->n--;
	if (e == OK && (span_byte(*out, '\n') != SPAN_NONE || span_byte(*out, ' ') != SPAN_NONE))
		e = err_set(ERR_USAGE, "%s: it is not one verifier key", word);
	return e;
}

static enum err add_keys(const struct call *call, const struct opt_list *keys, bool is_log,
			 struct buf *text)
{
	for (size_t i = 0; i < keys->n; i++) {
		struct span key;
		enum err e = key_text(call, keys->words[i], &key);

		if (e != OK)
			return e;
		buf_str(text, is_log ? "log " : "witness ");
		if (!is_log)
			buf_printf(text, "w%zu ", i + 1);
		buf_span(text, key);
		buf_byte(text, '\n');
	}
	return OK;
}

/* The keys one by one are a policy of one group. */
static enum err write_policy(const struct call *call, const struct log_options *options,
			     struct buf *text)
{
	size_t n = options->witness_keys.n;
	enum err e = add_keys(call, &options->log_keys, true, text);

	if (e == OK)
		e = add_keys(call, &options->witness_keys, false, text);
	if (e != OK)
		return e;
	if (n == 0) {
		buf_str(text, "quorum none\n");
		return OK;
	}
	buf_printf(text, "group all-named %llu",
		   (unsigned long long)(options->quorum ? options->quorum : n));
	for (size_t i = 0; i < n; i++)
		buf_printf(text, " w%zu", i + 1);
	buf_str(text, "\nquorum all-named\n");
	return OK;
}

enum err log_policy_text(const struct call *call, const struct log_options *options,
			 struct span *text)
{
	struct buf written;
	enum err e;

	if (options->policy && (options->log_keys.n || options->witness_keys.n))
		return err_set(ERR_USAGE, "it is --policy, or keys one by one, not both");
	if (options->policy)
		return whole_read(options->policy, LOG_POLICY_MAX, call->arena, text);
	if (options->log_keys.n == 0)
		return err_set(ERR_USAGE, "whom to believe? say --log-key VKEY or --policy FILE");
	buf_init(&written, LOG_POLICY_MAX);
	e = write_policy(call, options, &written);
	*text = arena_copy(call->arena, buf_view(&written));
	buf_free(&written);
	return e;
}

enum err log_policy_of(const struct call *call, const struct log_options *options,
		       struct log_policy *policy)
{
	struct span text;
	enum reason reason;
	enum err e = log_policy_text(call, options, &text);

	if (e != OK)
		return e;
	reason = log_policy_read(text, call->arena, policy);
	if (reason == REASON_NONE)
		return OK;
	return err_set(ERR_USAGE, "%s: line %u: %s", options->policy ? options->policy : "the keys",
		       policy->line, reason_sentence(reason));
}

/* Entries. */

/* The digest of all that a file holds, and its bytes as far as there is room for them. */
static enum err read_all(const char *path, struct digest *whole, struct buf *bytes)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	uint8_t piece[PIECE];
	enum err e = OK;
	ssize_t n;

	if (fd < 0)
		return err_set(ERR_IO, "open %s: %s", path, strerror(errno));
	while (e == OK && (n = read(fd, piece, sizeof(piece))) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			e = err_set(ERR_IO, "read %s: %s", path, strerror(errno));
			continue;
		}
		digest_add(whole, span_of(piece, (size_t)n));
		buf_add(bytes, piece, (size_t)n);
	}
	(void)close(fd); /* only read from */
	return e;
}

static enum err digest_file(const char *path, uint8_t digest[SHA256_SIZE], struct buf *bytes)
{
	struct digest *whole = digest_new();
	enum err e = read_all(path, whole, bytes);

	digest_end(whole, digest);
	digest_free(whole);
	return e;
}

enum err log_digest_of(const char *path, uint8_t digest[SHA256_SIZE])
{
	struct buf bytes;
	enum err e;

	buf_init(&bytes, 0);
	e = digest_file(path, digest, &bytes);
	buf_free(&bytes);
	return e;
}

enum err log_leaves_of(const struct call *call, const char *path, struct merkle_hash *leaves,
		       size_t *n)
{
	uint8_t digest[SHA256_SIZE];
	struct buf bytes;
	enum err e;

	*n = 0;
	buf_init(&bytes, ENTRY_MAX);
	e = digest_file(path, digest, &bytes);
	if (e == OK && !bytes.over)
		merkle_leaf(buf_view(&bytes), &leaves[(*n)++]);
	if (e == OK)
		merkle_leaf(log_digest_entry(digest, call->arena), &leaves[(*n)++]);
	buf_free(&bytes);
	return e;
}
