/*
 * PyTorch's zip archives: torch.save() since 1.6, TorchScript, torch.package
 * (torch/serialization.py, caffe2/serialize/inline_container.cc).
 *
 * The zip reader hands out the members and the pickle reader says what their calls are. This module
 * sees the archive as a whole: whether the storages that data.pkl names are there and as large as
 * it says, and what else the archive would run.
 */
#include "format/torch.h"

#include <strings.h>

#include "base/arena.h"
#include "format/arrays.h"
#include "format/torch/script.h"
#include "format/torch/tensors.h"
#include "format/zip.h"

enum {
	RECORD_NAME_MAX = 1024,
	NAMES_MAX = 1 << 20, /* of tensors in one object, when they are told one by one */
	VERSION_KNOWN = 10,  /* kMaxSupportedFileFormatVersion in caffe2/serialize/versions.h */
};

struct archive {
	struct job *job;
	const struct zip *zip;
	struct span root;   /* with the slash; every record's name begins with it */
	const char *folder; /* of the storages that the pickle at hand names */
	uint64_t place;	    /* of that pickle in the archive, for facts */
	uint8_t *used;	    /* a byte an entry: some pickle names it as a storage */
	bool missed;	    /* a storage that is not there was said */
	struct arrays arrays;
	struct script script;
};

static unsigned bid(const struct probe *probe)
{
	return zip_begins(probe->head) ? BID_LIKELY : BID_NONE;
}

/* The record of that name below the root, or NULL. PyTorch looks records up without case. */
static const struct zip_entry *record(const struct archive *archive, const char *folder,
				      struct span name)
{
	uint8_t full[RECORD_NAME_MAX];
	size_t n = archive->root.n, m = strlen(folder);

	if (name.n > sizeof(full) || n + m > sizeof(full) - name.n)
		return NULL;
	memcpy(full, archive->root.p, n);
	memcpy(full + n, folder, m);
	if (name.n)
		memcpy(full + n + m, name.p, name.n);
	return zip_find_twin(archive->zip, span_of(full, n + m + name.n));
}

static const struct zip_entry *record_of(const struct archive *archive, const char *name)
{
	return record(archive, name, (struct span){ 0 });
}

/* Storages. */

/* Keys are numbers; what looks like a path was not written by PyTorch. */
static bool is_key(struct span key)
{
	return key.n && key.n < RECORD_NAME_MAX / 2 && !span_has(key, "/") &&
	       !span_has(key, "\\") && !span_has(key, "..") && span_byte(key, 0) == SPAN_NONE;
}

static void judge_size(struct archive *archive, const struct torch_storage *storage, uint64_t size)
{
	uint64_t need;

	if (storage->class->element == 0)
		return; /* the class that gives the size is not PyTorch's: the pickle's facts say so
			 */
	if (__builtin_mul_overflow(storage->numel, storage->class->element, &need) || need > size)
		job_anomaly(archive->job, "torch-storage-short", storage->key, archive->place);
	else if (need < size)
		job_anomaly(archive->job, "torch-storage-long", storage->key, archive->place);
}

static void count(struct archive *archive, const struct torch_storage *storage,
		  const struct zip_entry *entry)
{
	size_t i = (size_t)(entry - archive->zip->entries);

	if (archive->used[i])
		return;
	archive->used[i] = true;
	arrays_add(archive->job, &archive->arrays,
		   &(const struct array){ .type = span_str(storage->class->type),
					  .elements = storage->numel,
					  .bytes = entry->size });
}

static bool persistent(struct pickle *pickle, struct pickle_value id, uint64_t at, void *context)
{
	struct archive *archive = context;
	struct torch_storage storage;

	(void)at;
	if (!torch_storage(pickle, id, &storage))
		return torch_reference(pickle, id);
	if (!is_key(storage.key)) {
		job_anomaly(archive->job, "torch-storage-key", storage.key, archive->place);
		return true;
	}

	const struct zip_entry *entry = record(archive, archive->folder, storage.key);

	if (entry) {
		judge_size(archive, &storage, entry->size);
		count(archive, &storage, entry);
	} else if (!archive->missed) {
		archive->missed = true;
		job_malformed(archive->job, "a storage that the pickle names is not in the archive",
			      archive->place);
	}
	return true;
}

/* Runs the pickle once more, in silence: only its storages are of interest here. */
static void run_pickle(struct job *job, struct span bytes, void *context)
{
	const struct pickle_hooks hooks = { .persistent = persistent, .context = context };
	const struct pickle_options options = { .hooks = &hooks,
						.silent = true,
						.keep = job_inspects(job) ? NAMES_MAX : 0 };
	const struct archive *archive = context;
	struct pickle *pickle = pickle_open(job, bytes, &options);
	uint64_t end;

	if (!pickle)
		return;
	/* How it ends is said where its calls are. */
	if (pickle_run(pickle, 0, &end) == PICKLE_STOPPED && job_inspects(job))
		torch_tensors(pickle, pickle_result(pickle), archive->place);
	pickle_close(pickle);
}

static void read_storages(struct archive *archive, const char *name, const char *folder)
{
	const struct zip_entry *entry = record_of(archive, name);

	if (!entry)
		return;
	archive->folder = folder;
	archive->place = entry->header;
	(void)zip_inflate(archive->job, archive->zip, entry, run_pickle, archive);
}

/* Small records. */

static void judge_version(struct job *job, struct span text, void *context)
{
	const struct archive *archive = context;
	uint64_t version = 0;
	size_t n = 0;

	while (n < text.n && n < 9 && text.p[n] >= '0' && text.p[n] <= '9')
		version = version * 10 + (text.p[n++] - (unsigned)'0');
	if (n == 0)
		job_malformed(job, "the version of the archive is not a number", archive->place);
	else if (version > VERSION_KNOWN)
		job_incomplete(job, "the archive is of a later version than is known",
			       archive->place);
}

static void judge_order(struct job *job, struct span text, void *context)
{
	const struct archive *archive = context;

	if (!span_is(text, "little") && !span_is(text, "big"))
		job_malformed(job, "the byte order of the archive is none", archive->place);
}

static void read_small(struct archive *archive, const struct zip_entry *entry,
		       void (*use)(struct job *job, struct span text, void *context))
{
	archive->place = entry->header;
	(void)zip_inflate(archive->job, archive->zip, entry, use, archive);
}

static void read_version(struct archive *archive)
{
	const struct zip_entry *version = record_of(archive, ".data/version");
	const struct zip_entry *order = record_of(archive, "byteorder");

	if (!version)
		version = record_of(archive, "version");
	if (version)
		read_small(archive, version, judge_version);
	else
		job_malformed(archive->job, "the archive has no version", OFFSET_NONE);
	if (order)
		read_small(archive, order, judge_order);
}

/* Code. */

struct member {
	struct archive *archive;
	struct span name;
};

static void read_script(struct job *job, struct span text, void *context)
{
	const struct member *member = context;

	script_read(job, &member->archive->script, member->name, text);
}

static void read_bytecode(struct job *job, struct span pickle, void *context)
{
	const struct member *member = context;

	script_read_bytecode(job, &member->archive->script, member->name, pickle);
}

static bool has_prefix(struct span name, const char *prefix)
{
	size_t n = strlen(prefix);

	return name.n >= n && strncasecmp((const char *)name.p, prefix, n) == 0;
}

static bool has_suffix(struct span name, const char *suffix)
{
	size_t n = strlen(suffix);

	return name.n >= n && strncasecmp((const char *)name.p + name.n - n, suffix, n) == 0;
}

static bool is_native(const struct archive *archive, const struct zip_entry *entry,
		      struct span name)
{
	static const char *const endings[] = { ".so", ".dll", ".dylib", ".pyd" };

	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++)
		if (has_suffix(name, endings[i]))
			return true;
	return span_starts(zip_packed(archive->zip, entry), "\x7f"
							    "ELF");
}

/* `carried` says whose loader runs it. */
static void tell_code(struct archive *archive, const struct zip_entry *entry, const char *language,
		      const char *carried)
{
	JOB_FACT(archive->job, FACT_CODE, entry->header, ATTR_WORD("language", language),
		 ATTR_WORD("carried", carried), ATTR_TEXT("member", entry->name));
}

/* TorchScript, and that of a package. */
static bool is_script(struct span name)
{
	return has_suffix(name, ".py") &&
	       (has_prefix(name, "code/") || has_prefix(name, ".data/ts_code/"));
}

/* What one member means to PyTorch. */
static void read_member(struct archive *archive, const struct zip_entry *entry, bool package)
{
	struct span name = span_from(entry->name, archive->root.n);
	struct member member = { .archive = archive, .name = entry->name };

	if (is_script(name))
		(void)zip_inflate(archive->job, archive->zip, entry, read_script, &member);
	else if (name.n == strlen("bytecode.pkl") && has_suffix(name, "bytecode.pkl"))
		(void)zip_inflate(archive->job, archive->zip, entry, read_bytecode, &member);
	else if (has_suffix(name, ".py") && package)
		tell_code(archive, entry, "python", "package");
	else if (is_native(archive, entry, name))
		tell_code(archive, entry, "native", "library");
}

/* Storages lie right in their folder. */
static bool is_storage(const struct archive *archive, const struct zip_entry *entry)
{
	struct span name = span_from(entry->name, archive->root.n);

	if (!has_prefix(name, "data/") && !has_prefix(name, "constants/"))
		return false;
	return span_byte(span_from(name, (uint64_t)span_byte(name, '/') + 1), '/') == SPAN_NONE;
}

static bool is_below(struct span name, struct span root)
{
	return name.n >= root.n &&
	       strncasecmp((const char *)name.p, (const char *)root.p, root.n) == 0;
}

static void read_members(struct archive *archive)
{
	bool package = record_of(archive, ".data/extern_modules");
	const struct zip *zip = archive->zip;

	for (size_t i = 0; i < zip->n; i++) {
		const struct zip_entry *entry = &zip->entries[i];

		if (entry->view != ZIP_CENTRAL || archive->used[i] || zip_is_folder(entry) ||
		    !is_below(entry->name, archive->root))
			continue;
		if (!job_spend(archive->job, 1)) {
			job_incomplete(archive->job, "the budget of operations is used up",
				       entry->header);
			return;
		}
		read_member(archive, entry, package);
		if (is_storage(archive, entry) && !package)
			job_anomaly(archive->job, "torch-unused-storage", entry->name,
				    entry->header);
	}
}

/* The folder of the first record, which PyTorch takes for that of all. */
static struct span root_of(const struct zip *zip)
{
	for (size_t i = 0; i < zip->n; i++) {
		struct span name = zip->entries[i].name;

		if (zip->entries[i].view == ZIP_CENTRAL)
			return span_part(name, 0, (uint64_t)(span_byte(name, '/') + 1));
	}
	return (struct span){ 0 };
}

/* torch.save() and TorchScript, torch.package, TorchScript before 1.2. */
static bool is_archive(const struct archive *archive)
{
	return archive->root.n &&
	       (record_of(archive, "data.pkl") || record_of(archive, "constants.pkl") ||
		record_of(archive, ".data/extern_modules") ||
		(record_of(archive, "model.json") && record_of(archive, "version")));
}

static void read_archive(struct archive *archive)
{
	uint64_t n = archive->zip->n;

	archive->used = job_window(archive->job, n);
	if (!archive->used) {
		job_incomplete(archive->job, "no room for the table of storages", OFFSET_NONE);
		return;
	}
	memset(archive->used, 0, n);
	read_version(archive);
	read_storages(archive, "data.pkl", "data/");
	read_storages(archive, "constants.pkl", "constants/");
	read_members(archive);
	arrays_sum(archive->job, &archive->arrays);
	job_window_drop(archive->job, archive->used, n);
}

static void read(struct job *job, struct span bytes)
{
	struct zip zip;
	struct archive archive = { .job = job, .zip = &zip, .arrays.quiet = true };

	if (!zip_present(bytes)) {
		job_decline(job);
		return;
	}
	if (!zip_open(job, bytes, false, &zip))
		return;
	archive.root = root_of(&zip);
	if (is_archive(&archive))
		read_archive(&archive);
	else
		job_decline(job);
	zip_close(job, &zip);
}

const struct format format_torch = {
	.name = "torch",
	.bid = bid,
	.read = read,
};
