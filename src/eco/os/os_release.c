/*
 * os-release(5): what operating system a tree is. Shell assignments, of which only plain values are
 * read: nothing is expanded.
 */
#include "base/reader.h"
#include "eco/entry.h"
#include "eco/place.h"
#include "format/format.h"

enum { LINES_MAX = 1000 };

static unsigned bid(const struct probe *probe)
{
	bool placed = place_is(probe->path, "etc/os-release") ||
		      place_is(probe->path, "usr/lib/os-release");

	return placed && (span_starts(probe->head, "ID=") || span_has(probe->head, "\nID="))
		       ? BID_LIKELY
		       : BID_NONE;
}

static const struct {
	const char *name, *key;
} assignments[] = {
	{ "ID", "name" },
	{ "VERSION_ID", "version" },
	{ "PRETTY_NAME", "description" },
	{ "VERSION_CODENAME", "codename" },
	{ "ID_LIKE", "id_like" },
	{ "VARIANT_ID", "variant" },
	{ "CPE_NAME", "cpe" },
};

/* Without the quotes; a backslash protects the next byte. */
static struct span unquoted(struct arena *arena, struct span value)
{
	bool quoted = value.n > 1 && (value.p[0] == '"' || value.p[0] == '\'') &&
		      value.p[value.n - 1] == value.p[0];
	uint8_t *out = arena_alloc(arena, value.n + 1);
	size_t n = 0;

	if (quoted)
		value = span_part(value, 1, value.n - 2);
	for (size_t i = 0; i < value.n; i++) {
		i += value.p[i] == '\\' && i + 1 < value.n;
		out[n++] = value.p[i];
	}
	return span_of(out, n);
}

static void add_line(struct entry *entry, struct arena *arena, struct span line)
{
	ptrdiff_t equals = span_byte(line, '=');
	struct span name = span_part(line, 0, equals == SPAN_NONE ? 0 : (uint64_t)equals);

	while (line.n && memchr(" \t\r", line.p[line.n - 1], 3))
		line.n--;
	for (size_t i = 0; i < sizeof(assignments) / sizeof(*assignments); i++)
		if (span_is(name, assignments[i].name))
			entry_text(entry, assignments[i].key,
				   unquoted(arena, span_from(line, name.n + 1)));
}

static void read(struct job *job, struct span bytes)
{
	struct entry entry = { .kind = FACT_COMPONENT };

	entry_word(&entry, "kind", "operating-system");
	entry_word(&entry, "method", "installed");
	for (int i = 0; i < LINES_MAX && bytes.n; i++) {
		ptrdiff_t end = span_byte(bytes, '\n');
		uint64_t n = end == SPAN_NONE ? bytes.n : (uint64_t)end;

		add_line(&entry, job_arena(job), span_part(bytes, 0, n));
		bytes = span_from(bytes, n + 1);
	}
	entry_emit(&entry, job, 0);
}

const struct format format_os_os_release = {
	.name = "os_release",
	.bid = bid,
	.read = read,
};
