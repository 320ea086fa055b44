/*
 * Packages of conda by their own descriptions: conda-meta/NAME-VERSION-BUILD.json of what is
 * installed, with the files that it consists of, and info/index.json of a package or its cache.
 */
#include "eco/conda/package.h"
#include "eco/origin.h"
#include "eco/place.h"
#include "format/document.h"
#include "format/format.h"

static bool is_installed(struct span path)
{
	return span_ends(path, ".json") && span_is(place_name(place_folder(path)), "conda-meta");
}

static unsigned bid(const struct probe *probe)
{
	return is_installed(probe->path) || place_is(probe->path, "info/index.json") ? BID_LIKELY
										     : BID_NONE;
}

static struct span text_of(struct job *job, const struct value *map, const char *key)
{
	const struct value *v = value_get(map, key);

	return value_is_kind(v, VALUE_STRING) ? value_text(v, job_arena(job)) : (struct span){ 0 };
}

static struct conda_package package_of(struct job *job, const struct value *root)
{
	return (struct conda_package){
		.name = text_of(job, root, "name"),
		.version = text_of(job, root, "version"),
		.build = text_of(job, root, "build"),
		.subdir = text_of(job, root, "subdir"),
		.channel = text_of(job, root, "channel"),
		.file = text_of(job, root, "fn"),
	};
}

/* "name >=1.2 build": the name is enough to find what it needs. */
static void need(struct job *job, struct span from, const struct value *item)
{
	struct span text = value_text(item, job_arena(job));
	ptrdiff_t blank = span_byte(text, ' ');
	struct span name = span_part(text, 0, blank < 0 ? text.n : (uint64_t)blank);

	entry_need(job, from, name, span_from(text, name.n + 1), NULL, item->offset);
}

static void list_file(struct job *job, const struct value *file)
{
	struct entry entry = { .kind = FACT_LISTED };
	struct span path = text_of(job, file, "_path");
	struct span digest = text_of(job, file, "sha256_in_prefix");
	uint64_t size;

	if (path.n == 0 || span_byte(path, 0) != SPAN_NONE ||
	    span_is(text_of(job, file, "path_type"), "softlink"))
		return;
	digest = digest.n ? digest : text_of(job, file, "sha256");
	entry_text(&entry, "path",
		   span_str(arena_printf(job_arena(job), "../%.*s", (int)path.n,
					 (const char *)path.p)));
	if (digest.n)
		entry_word(&entry, "algorithm", "sha256");
	entry_text(&entry, "digest", digest);
	/* Where a prefix was put into the file its size is another. */
	if (!value_get(file, "sha256_in_prefix") &&
	    value_u64(value_get(file, "size_in_bytes"), &size))
		entry_number(&entry, "size", size);
	entry_emit(&entry, job, file->offset);
}

static void tell(struct job *job, const struct value *root, const struct conda_package *package)
{
	struct arena *arena = job_arena(job);
	bool installed = is_installed(job_path(job));
	struct entry entry = conda_entry(package, installed ? "installed" : "cache", arena);

	entry_text(&entry, "licence", text_of(job, root, "license"));
	entry_text(&entry, "origin", origin_redacted(text_of(job, root, "url"), arena));
	(void)origin_hex(&entry, "sha256", text_of(job, root, "sha256"), arena);
	(void)origin_hex(&entry, "md5", text_of(job, root, "md5"), arena);
	entry_emit(&entry, job, 0);
	value_each (item, value_get(root, "depends"))
		need(job, package->name, item);
	value_each (file, value_get(value_get(root, "paths_data"), "paths"))
		list_file(job, file);
}

static void read_tree(struct job *job, const struct document *doc)
{
	struct conda_package package = package_of(job, doc->json.root);

	if (package.name.n == 0 || package.version.n == 0 ||
	    !value_get(doc->json.root, "build_number")) {
		job_decline(job);
		return;
	}
	tell(job, doc->json.root, &package);
	document_say(doc, job, 0);
}

static void read(struct job *job, struct span bytes)
{
	struct document doc;

	document_open(&doc, job, bytes);
	if (doc.json.root)
		read_tree(job, &doc);
	document_close(&doc, job);
}

const struct format format_conda_meta = {
	.name = "conda-meta",
	.bid = bid,
	.read = read,
};
