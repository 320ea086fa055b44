/* libcrypto without its configuration and its own generator of random numbers. */
#pragma once

/* Call it before libcrypto is first used in a process that will be locked, or has little to do. No
 * configuration file is read, then or later: what is trusted does not depend on one, and it cannot
 * be opened behind the lock. Random numbers are the kernel's: making ready another generator takes
 * longer than verifying signatures, which need them for blinding only. */
void crypto_begin(void);
