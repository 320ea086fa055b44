#include "trust/log/digest_entry.h"

struct span log_digest_entry(const uint8_t digest[SHA256_SIZE], struct arena *arena)
{
	char hex[2 * SHA256_SIZE + 1];

	digest_hex(digest, hex);
	/* "_" is what in-toto has for a subject whose name means nothing. */
	return span_str(
		arena_printf(arena,
			     "{\"_type\":\"https://in-toto.io/Statement/v1\","
			     "\"subject\":[{\"name\":\"_\",\"digest\":{\"sha256\":\"%s\"}}],"
			     "\"predicateType\":\"assay:logged/1\"}",
			     hex));
}
