/* Public keys of OpenSSH (RFC 4253 section 6.6, RFC 5656, RFC 8709) and signatures over files
 * (PROTOCOL.sshsig): what `ssh-keygen -Y sign` makes. */
#pragma once

#include "trust/key/key.h"

/* Whether it begins as a line of a public key. */
bool ssh_key_is(struct span file);

/* Reads the one line "TYPE BASE64 [COMMENT]" of a file. */
MUST bool ssh_key_read_line(struct span file, struct arena *arena, struct public_key *key);

/* The line without its end and comment, and the fingerprint "SHA256:..." as `ssh-keygen -l` prints
 * it. Empty for what OpenSSH has no form for. */
MUST struct span ssh_key_line(const struct public_key *key, struct arena *arena);
MUST struct span ssh_fingerprint(const struct public_key *key, struct arena *arena);

/* Whether it is an armored signature. */
bool ssh_signature_is(struct span file);

/* Whether `file` is a signature by that key, in that namespace, over the message. Fails with
 * REASON_SIGNATURE_MALFORMED, _KEY_OTHER, _NAMESPACE_OTHER, _ALGORITHM_OTHER, _SIGNATURE_WRONG. */
MUST enum reason ssh_verify(struct public_key *key, struct span namespace, struct span file,
			    struct span message, struct arena *arena);
