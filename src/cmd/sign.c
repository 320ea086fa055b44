/* `assay sign`: says of a model, file by file, what it is. */
#include <limits.h>
#include <stdio.h>

#include "base/hex.h"
#include "cmd/model_rules.h"
#include "sys/create.h"
#include "sys/digest.h"
#include "sys/whole.h"
#include "trust/bundle_write.h"
#include "trust/key/secret.h"
#include "trust/oms/certificate.h"
#include "trust/oms/make.h"
#include "trust/oms/verify.h"

#define FD_NONE	 UINT64_MAX
#define HASHES	 "sha256|blake2b|blake3"
#define DIALECTS "reference|specification"

enum { CHAIN_MAX = 4 << 20, KNOWN_MAX = 256 << 20, MEMORY_MiB = 2048 };

struct options {
	const char *key, *signature, *certificate, *digests, *from, *from_key;
	struct opt_list chains, ignored;
	uint64_t shard_size, passphrase_fd;
	unsigned hash, dialect; /* indices into the words */
	bool allow_symlinks, keep_git, quiet;
};

static const struct options defaults = { .signature = "model.sig", .passphrase_fd = FD_NONE };

static const struct opt options[] = {
	{ "key", 'k', OPT_TEXT(struct options, key), "FILE", "The secret key to sign with" },
	{ "private-key", 0, OPT_TEXT(struct options, key), "FILE", "The same" },
	{ "passphrase-fd", 0, OPT_NUMBER(struct options, passphrase_fd, 0, INT_MAX), "N",
	  "Read its passphrase from the open descriptor N instead of the terminal" },
	{ "signing-certificate", 0, OPT_TEXT(struct options, certificate), "FILE",
	  "The certificate (PEM) of that key, to be verified by instead of the key" },
	{ "certificate-chain", 0, OPT_LIST(struct options, chains), "FILE",
	  "Certificates (PEM) between it and an authority; may be given several times" },
	{ "signature", 's', OPT_TEXT(struct options, signature), "FILE",
	  "Where the signature goes; otherwise model.sig" },
	OPT_HEADING("What is signed"),
	{ "hash", 0, OPT_CHOICE(struct options, hash), HASHES, "The digest of each file" },
	{ "shard-size", 0, OPT_SIZE(struct options, shard_size, 1, INT64_MAX), "SIZE",
	  "Sign parts of that size instead of whole files" },
	{ "ignore-paths", 0, OPT_LIST(struct options, ignored), "PATH",
	  "Leave out a path of the model and all below it; may be given several times" },
	{ "no-ignore-git-paths", 0, OPT_FLAG(struct options, keep_git), NULL,
	  "Do not leave out what git keeps beside the files" },
	{ "allow-symlinks", 0, OPT_FLAG(struct options, allow_symlinks), NULL,
	  "Sign links within the model as the files they lead to" },
	{ "dialect", 0, OPT_CHOICE(struct options, dialect), DIALECTS,
	  "How parts, and a model of one file, are called: as the Python implementation reads "
	  "them, or as the specification has them" },
	OPT_HEADING("Without reading the files"),
	{ "digests", 0, OPT_TEXT(struct options, digests), "FILE",
	  "Take the digests from lines as sha256sum writes them" },
	{ "from", 0, OPT_TEXT(struct options, from), "FILE",
	  "Take them from this signature, after it is verified" },
	{ "from-key", 0, OPT_TEXT(struct options, from_key), "FILE",
	  "The public key of that signature; otherwise the key to sign with" },
	OPT_HEADING("Output"),
	{ "quiet", 'q', OPT_FLAG(struct options, quiet), NULL, "Say nothing when it is done" },
	{ 0 },
};

/* Where digests come from. */

static enum err read_digests(const struct options *chosen, struct arena *arena,
			     struct oms_making *making)
{
	struct span text;
	enum err e = whole_read(chosen->digests, KNOWN_MAX, arena, &text);

	return e == OK ? oms_known_read(text, arena, making) : e;
}

static void take_manifest(struct oms_manifest *manifest, struct arena *arena,
			  struct oms_making *making)
{
	oms_manifest_sort(manifest, OMS_BY_NAME);
	making->method = manifest->method;
	making->hash = manifest->hash;
	making->shard_size = manifest->shard_size;
	making->allow_symlinks = manifest->allow_symlinks;
	making->use_known = true;
	making->known = arena_array(arena, manifest->n, sizeof(*making->known));
	for (size_t i = 0; i < manifest->n; i++)
		making->known[making->n_known++] =
			(struct oms_known){ manifest->resources[i].name,
					    manifest->resources[i].digest };
}

/* The digests of a signature are only as good as the signature. */
static enum err read_from(const struct options *chosen, const struct secret_key *key,
			  struct arena *arena, struct oms_making *making)
{
	struct oms_question question = { .way = OMS_KEY, .key = key_pem(&key->public, arena) };
	struct oms_answer answer;
	enum err e = whole_read(chosen->from, OMS_SIGNATURE_MAX, arena, &question.signature);

	if (e == OK && chosen->from_key)
		e = whole_read(chosen->from_key, KEY_FILE_MAX, arena, &question.key);
	if (e == OK)
		e = oms_ask(&question, arena, &answer);
	if (e == OK && answer.verdict.reason != REASON_NONE)
		e = err_set(ERR_FORMAT, "%s: %s: %s", chosen->from,
			    reason_word(answer.verdict.reason),
			    reason_sentence(answer.verdict.reason));
	if (e == OK)
		take_manifest(&answer.manifest, arena, making);
	return e;
}

static enum err make_manifest(const struct call *call, const struct secret_key *key,
			      struct arena *arena, struct oms_manifest *manifest,
			      struct oms_made *made)
{
	const struct options *chosen = call->options;
	const char *model = call->operands.words[0];
	const struct model_rules said = { model, chosen->signature, &chosen->ignored,
					  chosen->keep_git };
	struct oms_making making = {
		.method = chosen->shard_size ? OMS_SHARDS : OMS_FILES,
		.hash = chosen->hash,
		.dialect = chosen->dialect,
		.shard_size = chosen->shard_size,
		.allow_symlinks = chosen->allow_symlinks,
		.rules = model_rules(&said, arena),
	};
	enum err e = OK;

	for (size_t i = 0; i < making.rules.n; i++)
		if (!oms_path_valid(making.rules.ignored[i]))
			return err_set(ERR_USAGE, "--ignore-paths takes paths within the model");
	if (making.hash == OMS_BLAKE3 && making.method == OMS_SHARDS)
		return err_set(ERR_USAGE, "blake3 is of whole files, not of parts");
	if (chosen->digests && chosen->from)
		return err_set(ERR_USAGE, "the digests are from one place: --digests or --from");
	if (chosen->digests)
		e = read_digests(chosen, arena, &making);
	else if (chosen->from)
		e = read_from(chosen, key, arena, &making);
	return e == OK ? oms_make(model, &making, arena, manifest, made) : e;
}

/* Who signs. */

static enum err read_key(const struct options *chosen, struct arena *arena, struct secret_key *key)
{
	struct passphrase_source source = { .fd = -1, .file = chosen->key };

	if (!chosen->key)
		return err_set(ERR_USAGE, "with which key? --key FILE; `assay key new` makes one");
	if (chosen->passphrase_fd != FD_NONE)
		source.fd = (int)chosen->passphrase_fd;
	return secret_key_load(&source, arena, key);
}

static enum err read_certificates(const char *path, struct arena *arena, struct span *all,
				  size_t *n_all)
{
	struct span file;
	size_t n;
	enum err e = whole_read(path, CHAIN_MAX, arena, &file);

	if (e != OK)
		return e;
	if (!oms_certificates_read(file, arena, all + *n_all, OMS_CERTIFICATES_MAX - *n_all, &n))
		return err_set(ERR_USAGE, "%s: it holds no certificates in PEM, or too many", path);
	*n_all += n;
	return OK;
}

static enum err read_chain(const struct options *chosen, const struct secret_key *key,
			   struct arena *arena, struct bundle_signer *signer)
{
	struct span *all = arena_array(arena, OMS_CERTIFICATES_MAX, sizeof(*all));
	struct certificate leaf;
	bool same;
	enum err e = read_certificates(chosen->certificate, arena, all, &signer->n);

	signer->certificates = all;
	if (e != OK)
		return e;
	if (certificate_read(all[0], arena, &leaf) != REASON_NONE)
		return err_set(ERR_USAGE, "%s: the certificate cannot be read",
			       chosen->certificate);
	same = span_eq(leaf.key.spki, key->public.spki);
	certificate_free(&leaf);
	if (!same)
		return err_set(ERR_USAGE, "%s: the certificate is that of another key",
			       chosen->certificate);
	for (size_t i = 0; i < chosen->chains.n && e == OK; i++)
		e = read_certificates(chosen->chains.words[i], arena, all, &signer->n);
	return e;
}

static struct span hint_of(const struct secret_key *key, struct arena *arena)
{
	uint8_t digest[SHA256_SIZE];
	struct span pem = key_pem(&key->public, arena);

	digest_of_parts(&pem, 1, digest);
	return hex_text(span_of(digest, sizeof(digest)), arena);
}

static enum err write_bundle(const char *path, const struct dsse *envelope,
			     const struct bundle_signer *signer, struct arena *arena)
{
	struct sink_buf sink;
	struct buf text;
	enum err e;

	buf_init(&text, OMS_SIGNATURE_MAX);
	sink_into_buf(&sink, &text);
	bundle_write(&sink.sink, envelope, signer, arena);
	e = sink_flush(&sink.sink) == OK ? replace_file(path, buf_view(&text))
					 : err_set(ERR_LIMIT, "the signature would be too long");
	buf_free(&text);
	return e;
}

static enum err sign_payload(const struct options *chosen, const struct secret_key *key,
			     struct span payload, struct arena *arena)
{
	struct dsse_signature one = { 0 };
	const struct dsse envelope = { SPAN(DSSE_IN_TOTO), payload, &one, 1 };
	struct bundle_signer signer = { 0 };
	enum err e = OK;

	if (chosen->certificate)
		e = read_chain(chosen, key, arena, &signer);
	else if (chosen->chains.n)
		e = err_set(ERR_USAGE, "a chain is that of a certificate: --signing-certificate");
	else
		signer.hint = hint_of(key, arena);
	if (e == OK)
		e = secret_key_sign(key, dsse_signed_bytes(envelope.type, payload, arena), arena,
				    &one.bytes);
	return e == OK ? write_bundle(chosen->signature, &envelope, &signer, arena) : e;
}

/* What is said. */

static void tell(const struct call *call, const struct oms_manifest *manifest,
		 const struct oms_made *made, struct arena *arena)
{
	const struct options *chosen = call->options;
	struct span root = hex_text(span_of(manifest->root, OMS_ROOT_SIZE), arena);

	if (made->n_uncovered)
		(void)fprintf(stderr,
			      "assay sign: %zu empty file%s not covered: parts are signed, and "
			      "an empty file has none\n",
			      made->n_uncovered, made->n_uncovered == 1 ? " is" : "s are");
	if (!chosen->quiet)
		sink_printf(&call->out->sink, "signed %zu file%s, sha256:%.*s: %s\n", made->n_files,
			    made->n_files == 1 ? "" : "s", (int)root.n, (const char *)root.p,
			    chosen->signature);
}

static enum err sign(const struct call *call, struct arena *arena)
{
	const struct options *chosen = call->options;
	struct oms_manifest manifest;
	struct oms_made made;
	struct secret_key key;
	struct span payload;
	enum err e = read_key(chosen, arena, &key);

	if (e != OK)
		return e;
	e = make_manifest(call, &key, arena, &manifest, &made);
	if (e == OK) {
		payload = oms_manifest_write(&manifest, chosen->dialect, arena);
		e = payload.n ? sign_payload(chosen, &key, payload, arena)
			      : err_set(ERR_LIMIT, "the signature would be too long");
	}
	if (e == OK)
		tell(call, &manifest, &made, arena);
	secret_key_free(&key);
	return e;
}

static int run(const struct call *call)
{
	struct arena arena;
	enum err e;

	arena_init(&arena, MiB(MEMORY_MiB), NULL, NULL);
	e = sign(call, &arena);
	arena_free(&arena);
	if (e == OK)
		return EXIT_NOTHING;
	if (e == ERR_USAGE)
		return command_misused("sign");
	(void)command_complain("sign");
	return EXIT_UNSEEN;
}

const struct command command_sign = {
	.name = "sign",
	.summary = "sign a model, so that others can tell whether it is yours",
	.usage = "MODEL",
	.about = "Signs a model, a folder or a file, with a key or a certificate (OpenSSF Model "
		 "Signing): a list of all its files with their digests, in a bundle that "
		 "`assay verify` and the other implementations read. Nothing of the model is "
		 "looked into or changed.",
	.operand_kind = OPERANDS_PATHS,
	.least = 1,
	.most = 1,
	.options = options,
	.defaults = &defaults,
	.size = sizeof(struct options),
	.run = run,
};
