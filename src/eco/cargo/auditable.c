/*
 * What a Rust program says it was built of: the section .dep-v0 that cargo-auditable leaves in it,
 * zlib over JSON (its PARSING.md): packages with name, version, source, kind and, by number, needs.
 */
#include "eco/entry.h"
#include "eco/executable.h"
#include "format/document.h"
#include "format/format.h"

enum { PACKAGES_MAX = 100000 };

static const char section[] = ".dep-v0";

/* The table of sections' names stands at the end of ELF, near the start of the others. */
static unsigned bid(const struct probe *probe)
{
	return executable_begins(probe->head) &&
			       (span_has(probe->head, section) || span_has(probe->tail, section))
		       ? BID_READ
		       : BID_NONE;
}

static struct span id_of(struct job *job, uint64_t number)
{
	return span_str(arena_printf(job_arena(job), "%llu", (unsigned long long)number));
}

static void tell(struct job *job, const struct value *package, uint64_t number)
{
	struct arena *arena = job_arena(job);
	struct entry entry =
		entry_package("cargo", value_text(value_get(package, "name"), arena), "binary");
	struct span id = id_of(job, number);

	entry_value(&entry, "version", value_get(package, "version"), arena);
	entry_value(&entry, "source", value_get(package, "source"), arena);
	entry_text(&entry, "id", id);
	if (value_is_kind(value_get(package, "root"), VALUE_TRUE))
		entry_word(&entry, "root", "yes");
	else
		entry_word(&entry, "scope",
			   value_is(value_get(package, "kind"), "build") ? "build" : "required");
	entry_emit(&entry, job, OFFSET_NONE);
	value_each (need, value_get(package, "dependencies")) {
		uint64_t to;

		if (value_u64(need, &to))
			entry_need(job, id, id_of(job, to), (struct span){ 0 }, "required",
				   OFFSET_NONE);
	}
}

static void use(struct job *job, struct span json, void *context)
{
	struct document doc;
	uint64_t number = 0;

	(void)context;
	document_open(&doc, job, json);
	document_say(&doc, job, 0);
	value_each (package, value_get(doc.json.root, "packages")) {
		if (number == PACKAGES_MAX)
			break;
		tell(job, package, number++);
	}
	document_close(&doc, job);
}

static void read(struct job *job, struct span bytes)
{
	struct executable x;
	struct span packed = { 0 };

	if (executable_open(&x, bytes))
		packed = executable_section(&x, section);
	if (packed.n == 0) {
		job_decline(job);
		return;
	}
	(void)job_inflate(job, CODEC_ZLIB, packed, UINT64_MAX, (uint64_t)(packed.p - bytes.p), NULL,
			  use, NULL); /* how it ended was said */
}

const struct format format_cargo_auditable = {
	.name = "cargo_auditable",
	.bid = bid,
	.read = read,
};
