/*
 * npm's cache (cacache: _cacache/index-v5/XX/YY/HASH): lines of a checksum, a tab and JSON, each an
 * address that was fetched and what came. An archive of a package there is one that was on this
 * machine, whatever became of the tree it was for. A later line for the same key counts more; one
 * without a digest says that it was removed.
 */
#include "eco/entry.h"
#include "eco/origin.h"
#include "eco/place.h"
#include "format/document.h"
#include "format/format.h"

enum { LINES_MAX = 10000, SUM_SIZE = 40 };

static unsigned bid(const struct probe *probe)
{
	return span_has(probe->path, "_cacache/index-v5/") && span_starts(probe->head, "\n") &&
			       probe->head.n > SUM_SIZE + 1 && probe->head.p[SUM_SIZE + 1] == '\t'
		       ? BID_LIKELY
		       : BID_NONE;
}

struct archive {
	struct span name, version;
};

/* The last part of a path, with the one before it where that is a scope. */
static struct span last_name(struct span path)
{
	struct span name = place_name(path), before = place_name(place_folder(path));

	return span_starts(before, "@") ? span_from(path, path.n - name.n - 1 - before.n) : name;
}

/* HOST/NAME/-/BASE-VERSION.tgz */
static bool read_address(struct span url, struct archive *archive)
{
	static const struct span between = SPAN("/-/"), end = SPAN(".tgz");
	ptrdiff_t at = span_find(url, between);
	struct span file = span_from(url, at == SPAN_NONE ? url.n : (uint64_t)at + between.n);
	struct span name = last_name(span_part(url, 0, at == SPAN_NONE ? 0 : (uint64_t)at));
	struct span base = place_name(name);

	if (base.n == 0 || !span_ends(file, ".tgz") || file.n < base.n + 1 + end.n ||
	    !span_eq(span_part(file, 0, base.n), base) || file.p[base.n] != '-')
		return false;
	archive->name = name;
	archive->version = span_part(file, base.n + 1, file.n - base.n - 1 - end.n);
	return archive->version.n > 0;
}

static void tell(struct job *job, const struct value *root, uint64_t offset, uint64_t line)
{
	struct arena *arena = job_arena(job);
	struct span integrity = value_text(value_get(root, "integrity"), arena);
	struct span key = value_text(value_get(root, "key"), arena);
	struct archive archive;

	if (integrity.n == 0 || !read_address(key, &archive))
		return;

	static const struct span prefix = SPAN("request-cache:");
	ptrdiff_t at = span_find(key, prefix);
	struct span address = at == SPAN_NONE ? key : span_from(key, (uint64_t)at + prefix.n);
	struct entry entry = entry_scoped("npm", archive.name, "cache");

	entry_text(&entry, "version", archive.version);
	entry_text(&entry, "origin", origin_redacted(address, arena));
	(void)origin_integrity(&entry, integrity, arena);
	entry_value(&entry, "fetched_at", value_get(root, "time"), arena);
	entry_number(&entry, "line", line);
	entry_emit(&entry, job, offset);
}

static void read_line(struct job *job, struct span line, uint64_t offset, uint64_t number)
{
	struct document doc;

	if (line.n <= SUM_SIZE + 1 || line.p[SUM_SIZE] != '\t')
		return; /* cacache passes over it too */
	document_open(&doc, job, span_from(line, SUM_SIZE + 1));
	if (doc.json.root && !doc.json.why)
		tell(job, doc.json.root, offset, number);
	document_close(&doc, job);
}

static void read(struct job *job, struct span bytes)
{
	uint64_t offset = 0;

	for (uint64_t i = 1; i <= LINES_MAX && offset < bytes.n; i++) {
		struct span rest = span_from(bytes, offset);
		ptrdiff_t end = span_byte(rest, '\n');
		struct span line = span_part(rest, 0, end == SPAN_NONE ? rest.n : (uint64_t)end);

		read_line(job, line, offset, i);
		offset += line.n + 1;
	}
	if (offset < bytes.n)
		job_incomplete(job, "there are more entries than the limit", offset);
}

const struct format format_npm_cache = {
	.name = "npm_cache",
	.bid = bid,
	.read = read,
};
