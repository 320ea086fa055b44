/* Names in caches of the hub. */
#include "eco/hub_cache.h"

#include "base/ascii.h"

enum { SHA1_HEX = 40, SHA256_HEX = 64 };

bool hub_is_hex(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!ascii_is_digit(s.p[i]) && (s.p[i] < 'a' || s.p[i] > 'f'))
			return false;
	return s.n > 0;
}

const char *hub_algorithm(struct span digest)
{
	if (!hub_is_hex(digest))
		return NULL;
	return digest.n == SHA256_HEX ? "sha256" : digest.n == SHA1_HEX ? "git-sha1" : NULL;
}

/* Places. */

static bool is_repository(struct span part)
{
	static const char *const kinds[] = { "models--", "datasets--", "spaces--", NULL };

	for (size_t i = 0; kinds[i]; i++)
		if (span_starts(part, kinds[i]))
			return true;
	return false;
}

/* "FOLDER/.cache/huggingface/download/FILE.metadata" */
static bool read_metadata_place(struct span path, struct hub_place *place)
{
	static const char end[] = ".metadata";
	static const struct span folder = SPAN(".cache/huggingface/download/");
	ptrdiff_t at = span_find(path, folder);

	if (at == SPAN_NONE || (at > 0 && path.p[at - 1] != '/') || !span_ends(path, end))
		return false;
	place->kind = HUB_METADATA;
	place->folder = span_part(path, 0, at ? (uint64_t)at - 1 : 0);
	place->rest = span_from(path, (uint64_t)at + folder.n);
	place->rest.n = place->rest.n > sizeof(end) - 1 ? place->rest.n - (sizeof(end) - 1) : 0;
	return place->rest.n > 0;
}

struct hub_place hub_place_of(struct span path)
{
	struct hub_place place = { 0 };
	struct span before = { 0 }; /* the part before the one that is looked at */
	size_t from = 0;

	if (read_metadata_place(path, &place))
		return place;
	while (from < path.n) {
		struct span rest = span_from(path, from);
		ptrdiff_t slash = span_byte(rest, '/');
		struct span part = span_part(rest, 0, slash < 0 ? rest.n : (uint64_t)slash);

		place.folder = span_part(path, 0, from ? from - 1 : 0);
		place.rest = span_from(rest, part.n + 1);
		if ((!from || is_repository(before)) && place.rest.n) {
			if (span_is(part, "blobs") && span_byte(place.rest, '/') == SPAN_NONE)
				place.kind = HUB_BLOB;
			else if (span_is(part, "snapshots"))
				place.kind = HUB_SNAPSHOT;
		}
		if (place.kind != HUB_OTHER)
			return place;
		before = part;
		from += part.n + 1;
	}
	return (struct hub_place){ 0 };
}

/* Downloads. */

static struct span take_line(struct span *text)
{
	ptrdiff_t end = span_byte(*text, '\n');
	struct span line = span_part(*text, 0, end < 0 ? text->n : (uint64_t)end);

	*text = span_from(*text, line.n + 1);
	return ascii_trim(line);
}

bool hub_metadata_read(struct span text, struct span *commit, struct span *digest)
{
	*commit = take_line(&text);
	*digest = take_line(&text);
	return hub_is_hex(*commit) && commit->n == SHA1_HEX && hub_is_hex(*digest);
}
