/* Starting libcrypto. */
#define OPENSSL_SUPPRESS_DEPRECATED

#include "sys/crypto.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <sys/random.h>

static int bytes(unsigned char *p, int n)
{
	while (n > 0) {
		ssize_t got = getrandom(p, (size_t)n, 0);

		if (got < 0 && errno != EINTR)
			return 0;
		p += got > 0 ? got : 0;
		n -= got > 0 ? (int)got : 0;
	}
	return 1;
}

static int status(void)
{
	return 1;
}

static const RAND_METHOD kernel = { .bytes = bytes, .pseudorand = bytes, .status = status };

void crypto_begin(void)
{
	/* Should these fail, so will every later call, and nothing is verified. */
	(void)OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG |
					  OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS |
					  OPENSSL_INIT_NO_ATEXIT,
				  NULL);
	(void)RAND_set_rand_method(&kernel);
}
