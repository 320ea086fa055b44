/* Passphrases: from a person at the terminal, without showing it, or from an open descriptor. Never
 * from the command line or the environment, which other processes can read. */
#pragma once

#include <stddef.h>

#include "base/err.h"

enum { PASSPHRASE_MAX = 1023 };

struct passphrase {
	char text[PASSPHRASE_MAX + 1];
	size_t n;
};

/* The first line that the descriptor gives, without its end. Fails with ERR_USAGE when it is not
 * open, is empty or longer than PASSPHRASE_MAX. */
MUST enum err passphrase_read(int fd, struct passphrase *out);

/* Asks at the terminal of the process. Fails with ERR_USAGE when there is none. */
MUST enum err passphrase_ask(const char *prompt, struct passphrase *out);

/* Forgets it. */
void passphrase_wipe(struct passphrase *p);
