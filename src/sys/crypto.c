/* Starting libcrypto. */
#include "sys/crypto.h"

#include <openssl/crypto.h>

void crypto_begin(void)
{
	/* Should it fail, so will every later call, and nothing is verified. */
	(void)OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS,
				  NULL);
}
