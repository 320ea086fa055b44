/*
 * Judges signatures of models, a bundle a line: "none" when one is by the key or certificate and
 * its list of files is sound, else the reason.
 *
 *   oms key|certificate FILE     the public key, or the certificates that are trusted
 */
#include <stdio.h>
#include <stdlib.h>

#include "sys/whole.h"
#include "trust/oms/verify.h"

enum { FILE_MAX = 1 << 20, MEMORY_MiB = 512, NOW = 1790000000 };

int main(int argc, char **argv)
{
	struct oms_question question = { .way = OMS_KEY };
	struct arena arena, kept;
	struct span file;
	char *line = NULL;
	size_t room = 0;
	ssize_t n;

	arena_init(&arena, MiB(MEMORY_MiB), NULL, NULL);
	arena_init(&kept, MiB(2), NULL, NULL);
	if (argc != 3 || whole_read(argv[2], FILE_MAX, &kept, &file) != OK)
		return EXIT_FAILURE;
	if (strcmp(argv[1], "certificate") == 0)
		question.way = OMS_CERTIFICATE;
	question.key = file;
	question.authorities = (struct oms_authorities){ file, OMS_NOW, NOW };
	while ((n = getline(&line, &room, stdin)) > 0) {
		struct oms_answer answer;

		question.signature = span_of(line, (size_t)n);
		oms_verify(&question, &arena, &answer);
		puts(reason_word(answer.verdict.reason));
		arena_reset(&arena);
	}
	free(line);
	arena_free(&arena);
	arena_free(&kept);
	return EXIT_SUCCESS;
}
