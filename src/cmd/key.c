/* `assay key new FILE` and `assay key show FILE`: keys to sign with. */
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#include "base/base64.h"
#include "base/hex.h"
#include "base/jsonw.h"
#include "base/nearest.h"
#include "cmd/cmd.h"
#include "jail/confine.h"
#include "sys/create.h"
#include "sys/crypto.h"
#include "sys/digest.h"
#include "sys/whole.h"
#include "trust/key/secret.h"
#include "trust/key/ssh.h"
#include "trust/log/note_key.h"

#define KINDS "p256|p384|ed25519"

enum { NO_FD = -1, FORM_JSON = 1, WORK_MiB = 8 };

struct options {
	unsigned kind, form;
	uint64_t passphrase_fd; /* FD_NONE: not given */
	bool no_passphrase;
	const char *name;
};

#define FD_NONE UINT64_MAX

static const struct options defaults = { .passphrase_fd = FD_NONE };

static const struct opt options[] = {
	OPT_HEADING("Making one"),
	{ "kind", 'k', OPT_CHOICE(struct options, kind), KINDS,
	  "ECDSA over P-256, which all verifiers of models know, or over P-384; or Ed25519" },
	{ "no-passphrase", 0, OPT_FLAG(struct options, no_passphrase), NULL,
	  "Keep the secret key unencrypted" },
	{ "passphrase-fd", 0, OPT_NUMBER(struct options, passphrase_fd, 0, INT_MAX), "N",
	  "Read the passphrase from the open descriptor N instead of the terminal" },
	OPT_HEADING("Showing one"),
	{ "name", 'n', OPT_TEXT(struct options, name), "NAME",
	  "Also show the verifier key of signed notes by that name" },
	{ "format", 'f', OPT_CHOICE(struct options, form), "text|json",
	  "What is printed on standard output" },
	{ 0 },
};

static int descriptor(const struct options *chosen)
{
	return chosen->passphrase_fd == FD_NONE ? NO_FD : (int)chosen->passphrase_fd;
}

/* new */

static enum err ask_twice(struct passphrase *out)
{
	struct passphrase again;
	enum err e = passphrase_ask("Passphrase of the new key: ", out);

	if (e == OK)
		e = passphrase_ask("The same once more: ", &again);
	if (e == OK && strcmp(out->text, again.text) != 0)
		e = err_set(ERR_USAGE, "these are two passphrases");
	passphrase_wipe(&again);
	return e;
}

static enum err choose_passphrase(const struct options *chosen, struct passphrase *out)
{
	out->n = 0;
	if (chosen->no_passphrase && descriptor(chosen) != NO_FD)
		return err_set(ERR_USAGE, "it is a passphrase or none, not both");
	if (chosen->no_passphrase)
		return OK;
	if (descriptor(chosen) != NO_FD)
		return passphrase_read(descriptor(chosen), out);
	return ask_twice(out);
}

/* The public half first: if it cannot be, there is no secret that nobody has a use for. */
static enum err keep(const char *path, const struct secret_key *key, struct span secret,
		     struct arena *arena)
{
	const char *public = arena_printf(arena, "%s.pub", path);
	enum err e;

	if (access(path, F_OK) == 0)
		return err_set(ERR_DENIED, "%s is there already, and is not overwritten", path);
	e = create_file(public, key_pem(&key->public, arena), CREATE_FOR_ALL);
	if (e != OK)
		return e;
	e = create_file(path, secret, CREATE_FOR_OWNER);
	if (e != OK)
		(void)unlink(public); /* it was made just now */
	return e;
}

static enum err make(const struct call *call, const char *path)
{
	const struct options *chosen = call->options;
	const char *kind = arena_text(call->arena, opt_word(KINDS, chosen->kind));
	struct passphrase passphrase;
	struct secret_key key;
	struct span secret;
	enum err e = choose_passphrase(chosen, &passphrase);

	if (e == OK)
		e = secret_key_make(kind, call->arena, &key);
	if (e == OK) {
		e = secret_key_write(&key, passphrase.n ? &passphrase : NULL, &secret);
		if (e == OK) {
			e = keep(path, &key, secret, call->arena);
			secret_text_free(secret);
		}
		secret_key_free(&key);
	}
	passphrase_wipe(&passphrase);
	if (e == OK)
		sink_printf(&call->out->sink,
			    "%s: the secret key, to keep\n"
			    "%s.pub: the public key, to hand out\n",
			    path, path);
	return e;
}

/* show */

struct shown {
	const char *name;
	struct span text;
};

enum { SHOWN_MAX = 8 };

static struct span digest_of_text(struct span text, struct arena *arena)
{
	uint8_t digest[SHA256_SIZE];

	digest_of_parts(&text, 1, digest);
	return arena_copy(arena, span_of(digest, sizeof(digest)));
}

/* The point of an Ed25519 key is the end of its SubjectPublicKeyInfo (RFC 8410 section 4). */
static enum err add_vkey(const struct public_key *key, const char *name, struct arena *arena,
			 struct shown *row)
{
	bool is_ed25519 = strcmp(key_algorithm(key), "ed25519") == 0;
	struct span bytes =
		is_ed25519 ? span_from(key->spki, key->spki.n - NOTE_ED25519_KEY) : key->spki;
	struct note_key note;

	if (!note_key_make(is_ed25519 ? NOTE_ED25519 : NOTE_ECDSA, span_str(name), bytes, &note))
		return err_set(ERR_USAGE,
			       "'%s' can be no name of such a key: a word without "
			       "blanks and '+', for Ed25519 and ECDSA",
			       name);
	*row = (struct shown){ "vkey", note_key_write(&note, arena) };
	return OK;
}

static enum err collect(const struct public_key *key, const struct options *chosen,
			struct arena *arena, struct shown *rows, size_t *n)
{
	*n = 0;
	rows[(*n)++] = (struct shown){ "algorithm", span_str(key_algorithm(key)) };
	rows[(*n)++] = (struct shown){ "hint", hex_text(digest_of_text(key_pem(key, arena), arena),
							arena) };
	rows[(*n)++] = (struct shown){ "spki-sha256",
				       base64_write(digest_of_text(key->spki, arena), arena) };
	rows[(*n)++] = (struct shown){ "ssh-fingerprint", ssh_fingerprint(key, arena) };
	rows[(*n)++] = (struct shown){ "ssh", ssh_key_line(key, arena) };
	return chosen->name ? add_vkey(key, chosen->name, arena, &rows[(*n)++]) : OK;
}

static void print(const struct call *call, const struct public_key *key, const struct shown *rows,
		  size_t n)
{
	const struct options *chosen = call->options;
	struct sink *out = &call->out->sink;
	struct jsonw w;

	if (chosen->form == FORM_JSON) {
		jsonw_init(&w, out);
		jsonw_map(&w, NULL);
		for (size_t i = 0; i < n; i++)
			jsonw_text(&w, rows[i].name, rows[i].text);
		jsonw_text(&w, "pem", key_pem(key, call->arena));
		jsonw_map_end(&w);
		jsonw_end(&w);
		return;
	}
	for (size_t i = 0; i < n; i++)
		sink_printf(out, "%-16s %.*s\n", rows[i].name, (int)rows[i].text.n,
			    (const char *)rows[i].text.p);
	sink_span(out, key_pem(key, call->arena));
}

static enum err show_key(const struct call *call, const struct public_key *key)
{
	struct shown rows[SHOWN_MAX];
	size_t n;
	enum err e = collect(key, call->options, call->arena, rows, &n);

	if (e == OK)
		print(call, key, rows, n);
	return e;
}

static enum err show_secret(const struct call *call, const char *path, struct span text)
{
	const struct passphrase_source source = { descriptor(call->options), path };
	struct secret_key key;
	enum err e = secret_key_read(text, &source, call->arena, &key);

	if (e != OK)
		return e;
	e = show_key(call, &key.public);
	secret_key_free(&key);
	return e;
}

/* In the child: whatever form the key of somebody else has, its SubjectPublicKeyInfo. */
static void read_public(void *context, struct sink *answer)
{
	const struct span *text = context;
	struct arena arena;
	struct key key;

	arena_init(&arena, MiB(WORK_MiB), NULL, NULL);
	if (key_read(*text, &arena, &key) == REASON_NONE && public_key_load(&key.public))
		sink_span(answer, key.public.spki);
	public_key_free(&key.public);
	arena_free(&arena);
}

static enum err show_public(const struct call *call, const char *path, struct span text)
{
	struct public_key key;
	struct span spki;
	enum err e;

	crypto_begin();
	e = confine_run(read_public, &text, KEY_FILE_MAX, call->arena, &spki);
	if (e != OK)
		return e;
	if (!public_key_read(spki, &key))
		return err_set(ERR_USAGE, "%s: it is no key that is understood here", path);
	e = show_key(call, &key);
	public_key_free(&key);
	return e;
}

static enum err show(const struct call *call, const char *path)
{
	struct span text;
	enum err e = whole_read(path, KEY_FILE_MAX, call->arena, &text);

	if (e != OK)
		return e;
	return secret_key_is(text) ? show_secret(call, path, text) : show_public(call, path, text);
}

static enum err do_verb(const struct call *call)
{
	const char **words = call->operands.words;
	struct nearest near = { .wanted = words[0] };

	if (strcmp(words[0], "new") == 0)
		return make(call, words[1]);
	if (strcmp(words[0], "show") == 0)
		return show(call, words[1]);
	nearest_try(&near, "new");
	nearest_try(&near, "show");
	return err_set(ERR_USAGE, "it is new FILE or show FILE%s%s%s",
		       near.name ? "; did you mean '" : "", near.name ? near.name : "",
		       near.name ? "'?" : "");
}

static int run(const struct call *call)
{
	return do_verb(call) == OK ? EXIT_NOTHING : command_complain("key");
}

const struct command command_key = {
	.name = "key",
	.summary = "make a key to sign with, or show what others call it by",
	.usage = "new|show FILE",
	.about = "new makes a pair of keys: FILE, the secret one, is its owner's alone and "
		 "encrypted under a passphrase; FILE.pub is for everyone. Neither is ever "
		 "overwritten. show prints the public part of a key (PEM, DER, of OpenSSH or "
		 "minisign) and what it is known by: the hint of signed models, the digest that "
		 "sigstore uses, the line and fingerprint of OpenSSH.",
	.operand_kind = OPERANDS_WORDS,
	.words = "new|show",
	.least = 2,
	.most = 2,
	.options = options,
	.defaults = &defaults,
	.size = sizeof(struct options),
	.run = run,
};
