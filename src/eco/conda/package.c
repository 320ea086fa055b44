/* Packages of conda. */
#include "eco/conda/package.h"

#include "base/buf.h"
#include "eco/origin.h"
#include "eco/place.h"

enum { QUALIFIERS_MAX = 1024 };

static bool cut_ending(struct span *s, const char *ending)
{
	if (!span_ends(*s, ending))
		return false;
	s->n -= strlen(ending);
	return true;
}

/* The part behind the last dash, which is cut off with it. */
static struct span take_last(struct span *s)
{
	const uint8_t *dash = s->n ? memrchr(s->p, '-', s->n) : NULL;
	struct span last = { 0 };

	if (!dash)
		return last;
	last = span_from(*s, (uint64_t)(dash + 1 - s->p));
	s->n = (size_t)(dash - s->p);
	return last;
}

bool conda_package_of_url(struct span url, struct conda_package *out, struct arena *arena)
{
	ptrdiff_t hash = span_byte(url, '#');

	*out = (struct conda_package){ 0 };
	url = origin_redacted(span_part(url, 0, hash < 0 ? url.n : (uint64_t)hash), arena);
	out->file = out->name = place_name(url);
	if (!cut_ending(&out->name, ".conda") && !cut_ending(&out->name, ".tar.bz2"))
		return false;
	out->build = take_last(&out->name);
	out->version = take_last(&out->name);
	out->subdir = place_name(place_folder(url));
	out->channel = place_folder(place_folder(url));
	return out->name.n && out->version.n && out->build.n;
}

/* "https://HOST/CHANNEL/SUBDIR" and "CHANNEL/SUBDIR" are the channel's name with what is in front
 * of it, which is where it comes from. */
static struct span channel_name(const struct conda_package *package)
{
	struct span channel = package->channel;

	while (channel.n && channel.p[channel.n - 1] == '/')
		channel.n--;
	if (package->subdir.n && span_eq(place_name(channel), package->subdir))
		channel = place_folder(channel);
	return place_name(channel);
}

static void add_qualifier(struct buf *out, const char *key, struct span value)
{
	if (value.n == 0 || span_byte(value, '&') != SPAN_NONE)
		return;
	buf_printf(out, "%s%s=", out->n ? "&" : "", key);
	buf_span(out, value);
}

struct entry conda_entry(const struct conda_package *package, const char *method,
			 struct arena *arena)
{
	struct entry entry = entry_package("conda", package->name, method);
	const char *type = span_ends(package->file, ".conda")	  ? "conda"
			   : span_ends(package->file, ".tar.bz2") ? "tar.bz2"
								  : "";
	struct buf text;

	buf_init(&text, QUALIFIERS_MAX);
	add_qualifier(&text, "build", package->build);
	add_qualifier(&text, "channel", channel_name(package));
	add_qualifier(&text, "subdir", package->subdir);
	add_qualifier(&text, "type", span_str(type));
	entry_text(&entry, "version", package->version);
	entry_text(&entry, "qualifiers", arena_copy(arena, buf_view(&text)));
	entry_text(&entry, "id", package->name);
	buf_free(&text);
	return entry;
}
