/* What the readers of bills of materials share. */
#include "eco/bom/bom.h"

#include "eco/origin.h"

enum { ALGORITHM_MAX = 16 };

void bom_digest(struct entry *entry, struct arena *arena, struct span algorithm, struct span hex)
{
	char word[ALGORITHM_MAX];
	size_t n = 0;

	for (size_t i = 0; i < algorithm.n && n + 1 < sizeof(word); i++) {
		uint8_t c = algorithm.p[i];

		if (c != '-' && c != '_')
			word[n++] = (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
	}
	word[n] = '\0';
	(void)origin_hex(entry, arena_text(arena, span_str(word)), hex, arena);
}

struct span bom_joined(struct arena *arena, struct span a, const char *between, struct span b)
{
	return span_str(arena_printf(arena, "%.*s%s%.*s", (int)a.n, (const char *)a.p, between,
				     (int)b.n, (const char *)b.p));
}

bool bom_says_nothing(struct span text)
{
	return text.n == 0 || span_is(text, "NOASSERTION") || span_is(text, "NONE");
}
