/* What conda is to install exactly: conda-lock.yml, and lists that begin with "@EXPLICIT". */
#include "base/ascii.h"
#include "eco/conda/package.h"
#include "eco/lines.h"
#include "eco/origin.h"
#include "format/document.h"
#include "format/format.h"

static bool is_explicit(struct span text)
{
	return span_starts(text, "@EXPLICIT") || span_has(span_part(text, 0, 4096), "\n@EXPLICIT");
}

static unsigned bid(const struct probe *probe)
{
	bool lock =
		span_is(probe->name, "conda-lock.yml") || span_ends(probe->name, ".conda-lock.yml");

	return lock || is_explicit(probe->head) ? BID_LIKELY : BID_NONE;
}

/* Lists of addresses, with "#MD5" or "#sha256:HEX" behind them. */

static void add_fragment(struct entry *entry, struct span url, struct arena *arena)
{
	ptrdiff_t hash = span_byte(url, '#');
	struct span digest = span_from(url, hash < 0 ? url.n : (uint64_t)hash + 1);

	if (!origin_digest(entry, digest, arena))
		(void)origin_hex(entry, "md5", digest, arena); /* it may have none */
}

static void read_line(struct job *job, struct span url, uint64_t line, uint64_t offset)
{
	struct arena *arena = job_arena(job);
	struct conda_package package;
	struct entry entry;

	if (!conda_package_of_url(url, &package, arena))
		return;
	entry = conda_entry(&package, "lock", arena);
	entry_text(&entry, "origin",
		   origin_redacted(
			   span_part(url, 0, (uint64_t)(package.file.p + package.file.n - url.p)),
			   arena));
	entry_number(&entry, "line", line);
	add_fragment(&entry, url, arena);
	entry_emit(&entry, job, offset);
}

static void read_explicit(struct job *job, struct span bytes)
{
	struct reader r = reader_of(bytes);

	for (uint64_t line = 1; reader_left(&r) > 0; line++) {
		uint64_t offset = reader_offset(&r);
		struct span text = ascii_trim(lines_take(&r));

		if (span_find(text, (struct span)SPAN("://")) != SPAN_NONE)
			read_line(job, text, line, offset);
	}
}

/* conda-lock. */

static struct span text_of(struct job *job, const struct value *map, const char *key)
{
	return value_text(value_get(map, key), job_arena(job));
}

static struct entry entry_of_conda(struct job *job, const struct value *item)
{
	struct conda_package package = { 0 };

	(void)conda_package_of_url(text_of(job, item, "url"), &package, job_arena(job));
	package.name = text_of(job, item, "name");
	package.version = text_of(job, item, "version");
	return conda_entry(&package, "lock", job_arena(job));
}

static struct entry entry_of_pip(struct job *job, const struct value *item)
{
	struct entry entry = entry_package("pypi", text_of(job, item, "name"), "lock");

	entry_text(&entry, "version", text_of(job, item, "version"));
	entry_text(&entry, "id", text_of(job, item, "name"));
	return entry;
}

static void tell(struct job *job, const struct value *item, struct lines *lines)
{
	struct arena *arena = job_arena(job);
	bool pip = span_is(text_of(job, item, "manager"), "pip");
	struct entry entry = pip ? entry_of_pip(job, item) : entry_of_conda(job, item);
	bool dev = span_is(text_of(job, item, "category"), "dev");

	entry_word(&entry, "scope", dev ? "dev" : "required");
	entry_text(&entry, "origin", origin_redacted(text_of(job, item, "url"), arena));
	value_each (key, value_get(item, "hash"))
		(void)origin_hex(&entry, arena_text(arena, value_text(key, arena)),
				 value_text(value_of(key), arena), arena);
	entry_number(&entry, "line", lines_at(lines, item->offset));
	entry_emit(&entry, job, item->offset);
	value_each (key, value_get(item, "dependencies"))
		entry_need(job, text_of(job, item, "name"), value_text(key, arena),
			   value_text(value_of(key), arena), NULL, key->offset);
}

static void read_lock(struct job *job, struct span bytes)
{
	struct lines lines = lines_of(bytes);
	struct document doc;

	document_open_yaml(&doc, job, bytes, NULL, NULL);
	document_say(&doc, job, 0);
	value_each (item, value_get(value_first(doc.json.root), "package"))
		if (value_is_kind(item, VALUE_MAP))
			tell(job, item, &lines);
	document_close(&doc, job);
}

static void read(struct job *job, struct span bytes)
{
	if (is_explicit(bytes))
		read_explicit(job, bytes);
	else
		read_lock(job, bytes);
}

const struct format format_conda_lock = {
	.name = "conda-lock",
	.bid = bid,
	.read = read,
	.of_project = true,
};
