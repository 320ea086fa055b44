/* Names of components in canonical form. */
#include "scan/identity.h"

#include "base/buf.h"
#include "core/purl.h"
#include "eco/ecosystem.h"

/* "k=v&k=v", not percent-encoded. */
static void add_qualifiers(struct purl *purl, struct span text)
{
	while (text.n) {
		ptrdiff_t end = span_byte(text, '&');
		struct span pair = span_part(text, 0, end == SPAN_NONE ? text.n : (uint64_t)end);
		ptrdiff_t equals = span_byte(pair, '=');

		if (equals > 0)
			(void)purl_add_qualifier(purl, span_part(pair, 0, (uint64_t)equals),
						 span_from(pair, (uint64_t)equals + 1));
		text = span_from(text, pair.n + 1);
	}
}

static struct span join_qualifiers(const struct purl *purl, struct arena *arena)
{
	struct buf text;

	if (purl->n_qualifiers == 0)
		return (struct span){ 0 };
	buf_init(&text, PURL_TEXT_MAX);
	for (size_t i = 0; i < purl->n_qualifiers; i++) {
		if (i > 0)
			buf_byte(&text, '&');
		buf_span(&text, purl->qualifiers[i].key);
		buf_byte(&text, '=');
		buf_span(&text, purl->qualifiers[i].value);
	}

	struct span copy = arena_copy(arena, buf_view(&text));

	buf_free(&text);
	return copy;
}

static void take(struct component *like, const struct purl *purl, struct arena *arena)
{
	like->ecosystem = purl->type;
	like->namespace = purl->namespace;
	like->name = purl->name;
	like->version = purl->version;
	like->qualifiers = join_qualifiers(purl, arena);
	like->purl = purl_text(purl, arena);
}

static void set_key(struct component *like, struct arena *arena)
{
	const struct ecosystem *ecosystem = ecosystem_of_purl(like->ecosystem, like->namespace);

	if (ecosystem)
		like->key = ecosystem_key(ecosystem, arena, like->namespace, like->name);
	else
		like->key = span_str(arena_printf(arena, "%.*s/%.*s", (int)like->namespace.n,
						  (const char *)like->namespace.p,
						  (int)like->name.n, (const char *)like->name.p));
}

static void settle_parts(struct component *like, struct arena *arena)
{
	struct purl purl = {
		.type = like->ecosystem,
		.namespace = like->namespace,
		.name = like->name,
		.version = like->version,
	};
	const char *why;

	add_qualifiers(&purl, like->qualifiers);
	if (like->ecosystem.n && purl_normalise(&purl, arena, &why))
		take(like, &purl, arena);
	set_key(like, arena);
}

/* Other programs write requirements where a version belongs. */
static bool is_requirement(struct span text)
{
	if (text.n && memchr("<>~^!", text.p[0], 5))
		return true;
	for (size_t i = 0; i < text.n; i++)
		if (memchr("*,|", text.p[i], 3))
			return true;
	return false;
}

static void part_range(struct component *like, struct arena *arena)
{
	struct span bare = like->version;

	while (bare.n && bare.p[0] == '=')
		bare = span_from(bare, 1);
	if (is_requirement(bare)) {
		like->range = like->version;
		like->version = (struct span){ 0 };
	} else if (bare.n < like->version.n) {
		like->version = bare;
	} else {
		return;
	}
	settle_parts(like, arena);
}

void identity_settle(struct component *like, struct span text, struct arena *arena)
{
	struct purl purl;
	const char *why;

	struct span version = like->version;

	if (text.n && purl_parse_lenient(&purl, arena, text, &why)) {
		take(like, &purl, arena);
		if (like->version.n == 0)
			like->version = version;
		set_key(like, arena);
	} else {
		settle_parts(like, arena);
	}
	part_range(like, arena);
}

void identity_of_name(struct component *like, struct span ecosystem, struct span whole,
		      struct arena *arena)
{
	const uint8_t *slash = whole.n ? memrchr(whole.p, '/', whole.n) : NULL;
	uint64_t at = slash ? (uint64_t)(slash - whole.p) : 0;

	*like = (struct component){ .ecosystem = ecosystem, .name = whole };
	if (slash) {
		like->namespace = span_part(whole, 0, at);
		like->name = span_from(whole, at + 1);
	}
	settle_parts(like, arena);
}
