/* Secret keys through libcrypto. They are the user's own: they are read where they are used. */
#include "trust/key/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/mem.h"
#include "sys/crypto.h"

enum {
	ITERATIONS = 600000, /* of PBKDF2 */
	SIGNATURE_MAX = 2048,
	HEAP_SIZE = 64 << 10, /* a power of two; a key takes less than a hundredth */
	HEAP_LEAST = 32,
};

/* The part of the heap where libcrypto has its secrets: never written to the disk, and empty in
 * children. Where the system does not offer that, they are as well kept as all else. */
static void begin(void)
{
	void *all;

	crypto_begin();
	if (CRYPTO_secure_malloc_initialized() || !CRYPTO_secure_malloc_init(HEAP_SIZE, HEAP_LEAST))
		return;
	all = OPENSSL_secure_malloc(HEAP_SIZE);
	if (all)
		(void)madvise(all, HEAP_SIZE, MADV_WIPEONFORK); /* older systems do not know it */
	OPENSSL_secure_free(all);
}

/* Takes the pair, whatever the outcome. */
static bool take(EVP_PKEY *pair, struct arena *arena, struct secret_key *out)
{
	unsigned char *der = NULL;
	int n = pair ? i2d_PUBKEY(pair, &der) : 0;

	*out = (struct secret_key){ .key = pair };
	if (n > 0 && public_key_read(arena_copy(arena, span_of(der, (size_t)n)), &out->public)) {
		OPENSSL_free(der);
		return true;
	}
	OPENSSL_free(der);
	secret_key_free(out);
	return false;
}

enum err secret_key_make(const char *kind, struct arena *arena, struct secret_key *out)
{
	EVP_PKEY *pair = NULL;

	begin();
	if (strcmp(kind, "ed25519") == 0)
		pair = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	else if (strcmp(kind, "p256") == 0)
		pair = EVP_EC_gen("P-256");
	else if (strcmp(kind, "p384") == 0)
		pair = EVP_EC_gen("P-384");
	return take(pair, arena, out) ? OK : err_set(ERR_IO, "no %s key could be made", kind);
}

bool secret_key_is(struct span text)
{
	return span_has(text, "PRIVATE KEY-----");
}

/* Reading. */

struct asked {
	const struct passphrase_source *source;
	bool failed; /* to get a passphrase; the sentence is set */
	bool was_asked;
};

static int give_passphrase(char *room, int size, int writing, void *context)
{
	struct asked *asked = context;
	struct passphrase passphrase;
	enum err e;
	int n = -1;

	(void)writing;
	asked->was_asked = true;
	if (asked->source->fd >= 0) {
		e = passphrase_read(asked->source->fd, &passphrase);
	} else {
		char prompt[256];

		(void)snprintf(prompt, sizeof(prompt), "Passphrase of %s: ", asked->source->file);
		e = passphrase_ask(prompt, &passphrase);
	}
	asked->failed = e != OK;
	if (e == OK && passphrase.n <= (size_t)size) {
		memcpy(room, passphrase.text, passphrase.n);
		n = (int)passphrase.n;
	}
	passphrase_wipe(&passphrase);
	return n;
}

enum err secret_key_read(struct span text, const struct passphrase_source *source,
			 struct arena *arena, struct secret_key *out)
{
	struct asked asked = { .source = source };
	EVP_PKEY *pair = NULL;
	BIO *bio;

	*out = (struct secret_key){ 0 };
	begin();
	bio = text.n && text.n <= KEY_FILE_MAX ? BIO_new_mem_buf(text.p, (int)text.n) : NULL;
	if (bio)
		pair = PEM_read_bio_PrivateKey(bio, NULL, give_passphrase, &asked);
	BIO_free(bio);
	if (asked.failed)
		return ERR_USAGE;
	if (!pair && asked.was_asked)
		return err_set(ERR_USAGE, "%s: the passphrase is wrong, or the key is damaged",
			       source->file);
	if (take(pair, arena, out))
		return OK;
	return err_set(
		ERR_USAGE,
		"%s: it is no secret key that can be used here; it takes Ed25519, ECDSA over "
		"P-256, P-384 or P-521, or RSA, in PEM",
		source->file);
}

static enum err read_into(const char *path, uint8_t *room, size_t *n)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	ssize_t got = 1;

	if (fd < 0)
		return err_set(ERR_IO, "open %s: %s", path, strerror(errno));
	*n = 0;
	while (*n <= KEY_FILE_MAX && got != 0) {
		got = read(fd, room + *n, KEY_FILE_MAX + 1 - *n);
		if (got < 0 && errno != EINTR)
			break;
		*n += got > 0 ? (size_t)got : 0;
	}
	(void)close(fd); /* it was only read */
	if (got < 0)
		return err_set(ERR_IO, "read %s: %s", path, strerror(errno));
	return *n <= KEY_FILE_MAX
		       ? OK
		       : err_set(ERR_LIMIT, "%s is longer than %d bytes", path, KEY_FILE_MAX);
}

enum err secret_key_load(const struct passphrase_source *source, struct arena *arena,
			 struct secret_key *out)
{
	uint8_t *room = mem_alloc(KEY_FILE_MAX + 1);
	size_t n = 0;
	enum err e = read_into(source->file, room, &n);

	*out = (struct secret_key){ 0 };
	if (e == OK)
		e = secret_key_read(span_of(room, n), source, arena, out);
	OPENSSL_cleanse(room, KEY_FILE_MAX + 1);
	mem_free(room);
	return e;
}

/* Writing. */

static X509_SIG *encrypt(PKCS8_PRIV_KEY_INFO *plain, const struct passphrase *passphrase)
{
	X509_ALGOR *how =
		PKCS5_pbe2_set_iv(EVP_aes_256_cbc(), ITERATIONS, NULL, 0, NULL, NID_hmacWithSHA256);
	X509_SIG *sealed =
		how ? PKCS8_set0_pbe(passphrase->text, (int)passphrase->n, plain, how) : NULL;

	if (!sealed)
		X509_ALGOR_free(how);
	return sealed;
}

static bool write_pem(BIO *bio, const struct secret_key *key, const struct passphrase *passphrase)
{
	PKCS8_PRIV_KEY_INFO *plain = EVP_PKEY2PKCS8(key->key);
	X509_SIG *sealed = plain && passphrase ? encrypt(plain, passphrase) : NULL;
	bool good = plain && (passphrase ? sealed && PEM_write_bio_PKCS8(bio, sealed) == 1
					 : PEM_write_bio_PKCS8_PRIV_KEY_INFO(bio, plain) == 1);

	X509_SIG_free(sealed);
	PKCS8_PRIV_KEY_INFO_free(plain);
	return good;
}

enum err secret_key_write(const struct secret_key *key, const struct passphrase *passphrase,
			  struct span *text)
{
	BIO *bio = BIO_new(BIO_s_secmem());
	char *p = NULL;
	long n = bio && write_pem(bio, key, passphrase) ? BIO_get_mem_data(bio, &p) : 0;

	*text = (struct span){ 0 };
	if (n > 0)
		text->p = OPENSSL_memdup(p, (size_t)n);
	BIO_free(bio);
	if (!text->p)
		return err_set(ERR_IO, "the key could not be written");
	text->n = (size_t)n;
	return OK;
}

void secret_text_free(struct span text)
{
	union {
		const uint8_t *read;
		void *freed;
	} p = { .read = text.p };

	OPENSSL_clear_free(p.freed, text.n);
}

/* Signing. */

enum err secret_key_sign(const struct secret_key *key, struct span message, struct arena *arena,
			 struct span *signature)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	const char *hash = key_hash(&key->public);
	const EVP_MD *digest = strcmp(hash, "sha256") == 0   ? EVP_sha256()
			       : strcmp(hash, "sha384") == 0 ? EVP_sha384()
							     : EVP_sha512();
	uint8_t *out = arena_alloc(arena, SIGNATURE_MAX);
	size_t n = SIGNATURE_MAX;
	bool good;

	if (EVP_PKEY_get_base_id(key->key) == EVP_PKEY_ED25519)
		digest = NULL;
	good = context && EVP_DigestSignInit(context, NULL, digest, NULL, key->key) == 1 &&
	       EVP_DigestSign(context, out, &n, message.p, message.n) == 1;
	EVP_MD_CTX_free(context);
	if (!good)
		return err_set(ERR_IO, "it could not be signed with the key");
	*signature = span_of(out, n);
	return OK;
}

void secret_key_free(struct secret_key *key)
{
	EVP_PKEY_free(key->key);
	public_key_free(&key->public);
	*key = (struct secret_key){ 0 };
}
