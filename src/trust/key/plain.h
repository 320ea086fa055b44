/* Signatures over a file that stand beside it and bring nothing else along: minisign's, OpenSSH's,
 * and the bare bytes of ECDSA, Ed25519 and RSA, as they are or in base64. */
#pragma once

#include "base/err.h"
#include "trust/reason.h"
#include "base/arena.h"

enum { PLAIN_SIGNATURE_MAX = 64 << 10 };

struct plain_question {
	struct span key, signature; /* files */
	struct span message;
	struct span namespace; /* of OpenSSH's */
};

struct plain_answer {
	enum reason reason;
	struct span form;      /* "minisign", "ssh" or "bare" */
	struct span algorithm; /* of the key */
	struct span comment;   /* that is signed too; may be empty. From outside. */
};

/* Asks in a locked child. Texts live in the arena. Fails as confine_run() does. */
MUST enum err plain_ask(const struct plain_question *question, struct arena *arena,
			struct plain_answer *answer);
