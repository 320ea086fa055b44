/*
 * Judges proofs of Merkle trees, one a line: fields between blanks, hashes in hexadecimal digits,
 * "-" for none.
 *
 *   inclusion INDEX SIZE ROOT LEAF [HASH...]       -> none, or what is wrong
 *   consistency SIZE1 ROOT1 SIZE2 ROOT2 [HASH...]  -> the same
 */
#include <stdio.h>
#include <stdlib.h>

#include "trust/log/merkle.h"

enum { FIELDS_MAX = 5 + 128, BYTES_MAX = 128 };

struct bytes {
	uint8_t p[BYTES_MAX];
	size_t n;
};

static int digit(char c)
{
	return c >= 'a' ? c - 'a' + 10 : c - '0';
}

static struct span bytes_of(const char *word, struct bytes *out)
{
	out->n = 0;
	for (size_t i = 0; *word != '-' && word[i] && out->n < BYTES_MAX; i += 2)
		out->p[out->n++] = (uint8_t)(digit(word[i]) << 4 | digit(word[i + 1]));
	return span_of(out->p, out->n);
}

static bool proof_of(char *const *words, size_t n, struct merkle_hash *hashes)
{
	for (size_t i = 0; i < n; i++) {
		struct bytes bytes;

		if (!merkle_hash_of(bytes_of(words[i], &bytes), &hashes[i]))
			return false;
	}
	return true;
}

static const char *judge(char *const *words, size_t n)
{
	struct merkle_hash hashes[FIELDS_MAX], leaf;
	struct merkle_proof proof = { hashes, n - 5 };
	struct bytes a, b;

	if (!proof_of(words + 5, n - 5, hashes))
		return "hash";
	if (words[0][0] == 'c')
		return reason_word(merkle_check_consistency(
			strtoull(words[1], NULL, 10), bytes_of(words[2], &a),
			strtoull(words[3], NULL, 10), bytes_of(words[4], &b), proof));
	if (!merkle_hash_of(bytes_of(words[4], &b), &leaf))
		return "hash";
	return reason_word(merkle_check_inclusion(strtoull(words[1], NULL, 10),
						  strtoull(words[2], NULL, 10),
						  bytes_of(words[3], &a), &leaf, proof));
}

int main(void)
{
	char *line = NULL;
	size_t room = 0;

	while (getline(&line, &room, stdin) > 0) {
		char *words[FIELDS_MAX], *rest = line;
		size_t n = 0;

		while (n < FIELDS_MAX && (words[n] = strsep(&rest, " \n")) != NULL && *words[n])
			n++;
		if (n < 5)
			return EXIT_FAILURE;
		puts(judge(words, n));
	}
	free(line);
	return EXIT_SUCCESS;
}
