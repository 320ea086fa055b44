/* Verifying signatures. */
#include "sys/signature.h"

#include <errno.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdio.h>

static enum err read_key(const char *path, EVP_PKEY **key)
{
	FILE *file = fopen(path, "re");

	*key = NULL;
	if (!file)
		return err_set(ERR_IO, "%s: %s", path, strerror(errno));
	*key = PEM_read_PUBKEY(file, NULL, NULL, NULL);
	(void)fclose(file); /* only read from */
	if (*key && EVP_PKEY_base_id(*key) == EVP_PKEY_ED25519)
		return OK;
	EVP_PKEY_free(*key);
	*key = NULL;
	return err_set(ERR_USAGE, "%s: it is no Ed25519 public key in PEM form", path);
}

enum err ed25519_verify(const char *key_file, struct span message, struct span signature,
			bool *good)
{
	EVP_MD_CTX *context;
	EVP_PKEY *key;
	enum err e = read_key(key_file, &key);

	*good = false;
	if (e != OK)
		return e;
	context = EVP_MD_CTX_new();
	*good = context && signature.n == ED25519_SIGNATURE_SIZE &&
		EVP_DigestVerifyInit(context, NULL, NULL, NULL, key) == 1 &&
		EVP_DigestVerify(context, signature.p, signature.n, message.p, message.n) == 1;
	EVP_MD_CTX_free(context);
	EVP_PKEY_free(key);
	return OK;
}
