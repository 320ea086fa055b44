/* libcrypto without its configuration. */
#pragma once

/* Call it before libcrypto is first used in a process that will be locked, or has little to do: no
 * configuration file is read, then or later, since what is trusted does not depend on one and the
 * file cannot be opened behind the lock. */
void crypto_begin(void);
