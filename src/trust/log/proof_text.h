/* Hashes of a proof as lines of base64, as receipts and requests to witnesses have them. */
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "base/reader.h"
#include "trust/log/merkle.h"

/* Reads lines up to an empty one, which is read too. The hashes live in the arena. False when a
 * line is no hash, there are more than MERKLE_PROOF_MAX, or the empty line is missing. */
MUST bool proof_text_read(struct reader *r, struct arena *arena, struct merkle_proof *out);

/* The line that begins with `word` and a blank, without both; r->bad is set when the next line is
 * another. */
struct span proof_text_field(struct reader *r, const char *word);

/* Writes the lines and the empty one. */
void proof_text_write(struct buf *out, struct merkle_proof proof, struct arena *arena);
