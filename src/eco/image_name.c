/* Names of container images. */
#include "eco/image_name.h"

#include <ctype.h>

enum { NAME_MAX_SIZE = 512 };

static bool is_path(struct span s)
{
	if (s.n == 0 || !isalnum(s.p[0]) || !isalnum(s.p[s.n - 1]))
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (!islower(s.p[i]) && !isdigit(s.p[i]) && !memchr("._-/", s.p[i], 4))
			return false;
	return !span_has(s, "//");
}

static bool is_tag(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!isalnum(s.p[i]) && !memchr("._-", s.p[i], 3))
			return false;
	return s.n > 0 && s.n <= 128 && s.p[0] != '.' && s.p[0] != '-';
}

static bool is_digest(struct span s)
{
	ptrdiff_t colon = span_byte(s, ':');
	struct span hex = span_from(s, (uint64_t)colon + 1);

	for (size_t i = 0; i < hex.n; i++)
		if (!isxdigit(hex.p[i]))
			return false;
	return colon > 0 && hex.n >= 32;
}

static bool is_host(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!isalnum(s.p[i]) && !memchr(".-:", s.p[i], 3))
			return false;
	return span_byte(s, '.') > 0 || span_byte(s, ':') > 0 || span_is(s, "localhost");
}

/* What stands behind `byte`, which is cut off with it; empty when there is none. */
static struct span cut(struct span *s, uint8_t byte, bool last)
{
	const uint8_t *at =
		s->n ? last ? memrchr(s->p, byte, s->n) : memchr(s->p, byte, s->n) : NULL;
	struct span behind;

	if (!at)
		return (struct span){ 0 };
	behind = span_from(*s, (uint64_t)(at + 1 - s->p));
	s->n = (size_t)(at - s->p);
	return behind;
}

bool image_name_read(struct span text, struct image_name *out)
{
	struct span rest = text, first;
	ptrdiff_t slash;

	*out = (struct image_name){ .text = text };
	if (text.n > NAME_MAX_SIZE)
		return false;
	out->digest = cut(&rest, '@', false);
	slash = span_byte(rest, '/');
	first = span_part(rest, 0, slash > 0 ? (uint64_t)slash : 0);
	if (first.n && is_host(first)) {
		out->host = first;
		rest = span_from(rest, first.n + 1);
	}
	out->tag = cut(&rest, ':', true);
	if (!is_path(rest) || (out->tag.n && !is_tag(out->tag)) ||
	    (out->digest.n && !is_digest(out->digest)))
		return false;
	if (span_is(out->host, "docker.io") || span_is(out->host, "index.docker.io"))
		out->host = (struct span){ 0 };
	out->namespace = rest;
	out->name = cut(&out->namespace, '/', true);
	if (out->name.n == 0) {
		out->name = rest;
		out->namespace = (struct span){ 0 };
	}
	if (out->host.n == 0 && span_is(out->namespace, "library"))
		out->namespace = (struct span){ 0 }; /* how Docker Hub calls its own */
	return true;
}

struct entry image_name_entry(const struct image_name *image, const char *method,
			      struct arena *arena)
{
	struct entry entry = entry_of("image", image->name, method);

	entry_word(&entry, "ecosystem", "docker");
	entry_text(&entry, "namespace", image->namespace);
	entry_text(&entry, "version", image->digest.n ? image->digest : image->tag);
	if (image->host.n)
		entry_word(&entry, "qualifiers",
			   arena_printf(arena, "repository_url=%.*s", (int)image->host.n,
					(const char *)image->host.p));
	if (image->digest.n)
		entry_text(&entry, "tag", image->tag);
	return entry;
}

void image_name_judge(struct span text, struct job *job, uint64_t offset)
{
	struct image_name image;

	if (!image_name_read(text, &image) || image.digest.n)
		return;
	job_anomaly(job,
		    image.tag.n == 0 || span_is(image.tag, "latest") ? "image-latest"
								     : "image-unpinned",
		    image.text, offset);
}

void image_name_emit(const struct image_name *image, struct job *job, const char *method,
		     const char *scope, uint64_t line, uint64_t offset)
{
	struct entry entry = image_name_entry(image, method, job_arena(job));

	entry_text(&entry, "id", image->text);
	entry_word(&entry, "scope", scope);
	if (line)
		entry_number(&entry, "line", line);
	entry_emit(&entry, job, offset);
	image_name_judge(image->text, job, offset);
}
