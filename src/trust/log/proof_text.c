/* Lines of hashes. */
#include "trust/log/proof_text.h"

#include "base/base64.h"

bool proof_text_read(struct reader *r, struct arena *arena, struct merkle_proof *out)
{
	struct merkle_hash *hashes = arena_array(arena, MERKLE_PROOF_MAX, sizeof(*hashes));

	*out = (struct merkle_proof){ .hashes = hashes };
	for (;;) {
		struct span line = reader_until(r, '\n'), bytes;

		if (r->bad)
			return false;
		if (!line.n)
			return true;
		if (out->n == MERKLE_PROOF_MAX || !base64_read(line, arena, &bytes) ||
		    !merkle_hash_of(bytes, &hashes[out->n]))
			return false;
		out->n++;
	}
}

struct span proof_text_field(struct reader *r, const char *word)
{
	struct span line = reader_until(r, '\n');
	size_t n = strlen(word);

	if (span_starts(line, word) && line.n > n && line.p[n] == ' ')
		return span_from(line, n + 1);
	r->bad = true;
	return (struct span){ 0 };
}

void proof_text_write(struct buf *out, struct merkle_proof proof, struct arena *arena)
{
	for (size_t i = 0; i < proof.n; i++) {
		buf_span(out, base64_write(merkle_span(&proof.hashes[i]), arena));
		buf_byte(out, '\n');
	}
	buf_byte(out, '\n');
}
