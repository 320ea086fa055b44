/*
 * What a Go program says it was built of: the build info that the linker leaves in it (the Go
 * sources: debug/buildinfo, runtime/debug), either with its texts inline or, before Go 1.18, by
 * pointers to them.
 */
#include "base/reader.h"
#include "eco/entry.h"
#include "eco/executable.h"
#include "format/format.h"

enum {
	ALIGN = 16,
	HEADER = 32,
	BIG_ENDIAN = 1,
	INLINE = 2,
	LINES_MAX = 100000,
	EARLY = 4096, /* Go's own linker puts the table of sections near the start */
};

static const struct span magic = SPAN("\xff Go buildinf:");

/* Most programs are not Go's: what tells them stands in the head or the tail. */
static unsigned bid(const struct probe *probe)
{
	struct executable x;

	if (!executable_begins(probe->head))
		return BID_NONE;
	if (span_has(probe->head, "__go_buildinfo") || span_has(probe->tail, ".go.buildinfo") ||
	    span_has(probe->head, ".symtab"))
		return BID_READ;
	return executable_open(&x, probe->head) && x.table > 0 && x.table < EARLY &&
			       span_starts(probe->head, "\x7f"
							"ELF")
		       ? BID_READ
		       : BID_NONE;
}

struct info {
	struct job *job;
	struct executable x;
	struct span header; /* from the magic on */
	bool big;
	unsigned pointer;
	uint64_t offset;
};

static uint64_t number(const struct info *info, struct span s)
{
	struct reader r = reader_of(s);

	return info->big ? reader_be(&r, (unsigned)s.n) : reader_le(&r, (unsigned)s.n);
}

/* Unsigned LEB128, then so many bytes. */
static struct span inline_text(struct reader *r)
{
	uint64_t n = 0;

	for (unsigned shift = 0; shift < 63; shift += 7) {
		uint8_t byte = reader_u8(r);

		n |= (uint64_t)(byte & 0x7f) << shift;
		if (!(byte & 0x80))
			return reader_take(r, n);
	}
	r->bad = true;
	return (struct span){ 0 };
}

/* A pointer in the header to a string: a pointer to its bytes and their number. */
static struct span pointed_text(const struct info *info, uint64_t at)
{
	uint64_t p = number(info, span_part(info->header, at, info->pointer));
	struct span string = executable_at(&info->x, p, 2 * (uint64_t)info->pointer);

	if (string.n == 0)
		return string;
	return executable_at(&info->x, number(info, span_part(string, 0, info->pointer)),
			     number(info, span_from(string, info->pointer)));
}

static bool find_header(struct info *info)
{
	static const char *const sections[] = { ".go.buildinfo", "__go_buildinfo", ".data" };

	for (size_t i = 0; i < sizeof(sections) / sizeof(*sections); i++) {
		struct span bytes = executable_section(&info->x, sections[i]);
		ptrdiff_t at = span_find(bytes, magic);

		if (at == SPAN_NONE || at % ALIGN != 0 || bytes.n - (size_t)at < HEADER)
			continue;
		info->header = span_from(bytes, (uint64_t)at);
		info->offset = (uint64_t)(info->header.p - info->x.file.p);
		return true;
	}
	return false;
}

/* The list of modules stands between two marks of 16 bytes. */
static struct span without_marks(struct span modules)
{
	return modules.n >= 33 && modules.p[modules.n - 17] == '\n'
		       ? span_part(modules, 16, modules.n - 32)
		       : (struct span){ 0 };
}

static bool read_texts(struct info *info, struct span *version, struct span *modules)
{
	uint8_t flags = info->header.p[15];

	info->pointer = info->header.p[14];
	info->big = flags & BIG_ENDIAN;
	if (flags & INLINE) {
		struct reader r = reader_of(span_from(info->header, HEADER));

		*version = inline_text(&r);
		*modules = inline_text(&r);
		return !r.bad;
	}
	if (info->pointer != 4 && info->pointer != 8)
		return false;
	*version = pointed_text(info, 16);
	*modules = pointed_text(info, 16 + (uint64_t)info->pointer);
	return version->n > 0;
}

/* Lines of words with tabs between. */

static struct span cut(struct span *text, uint8_t separator)
{
	ptrdiff_t at = span_byte(*text, separator);
	struct span part = span_part(*text, 0, at == SPAN_NONE ? text->n : (uint64_t)at);

	*text = span_from(*text, part.n + 1);
	return part;
}

struct module {
	struct span path, version, sum;
	struct span replaced; /* what it stands for */
	bool is_main;
};

static const struct span root_id = SPAN(".");

static void tell_module(const struct info *info, const struct module *module)
{
	struct entry entry = entry_scoped("golang", module->path, "binary");

	if (module->path.n == 0)
		return;
	if (!span_is(module->version, "(devel)"))
		entry_text(&entry, "version", module->version);
	entry_text(&entry, "h1",
		   span_starts(module->sum, "h1:") ? span_from(module->sum, 3) : module->sum);
	entry_text(&entry, "replaces", module->replaced);
	entry_text(&entry, "id", module->is_main ? root_id : module->path);
	if (module->is_main)
		entry_word(&entry, "root", "yes");
	else
		entry_word(&entry, "scope", "required");
	entry_emit(&entry, info->job, info->offset);
	if (!module->is_main)
		entry_need(info->job, root_id, module->path, (struct span){ 0 }, "required",
			   info->offset);
}

static struct module module_of(struct span line)
{
	struct module module = { .path = cut(&line, '\t') };

	module.version = cut(&line, '\t');
	module.sum = cut(&line, '\t');
	return module;
}

static void tell_modules(const struct info *info, struct span text)
{
	struct module module = { 0 };

	for (int i = 0; i < LINES_MAX && text.n; i++) {
		struct span line = cut(&text, '\n'), word = cut(&line, '\t');

		if (span_is(word, "=>")) {
			struct module other = module_of(line);

			other.replaced = module.path;
			other.is_main = module.is_main;
			module = other;
		} else if (span_is(word, "dep") || span_is(word, "mod")) {
			tell_module(info, &module);
			module = module_of(line);
			module.is_main = span_is(word, "mod");
		}
	}
	tell_module(info, &module);
}

/* "go1.21.5 X:nocoverageredesign": the library that comes with the compiler is of its version. */
static void tell_library(const struct info *info, struct span version)
{
	static const struct span name = SPAN("stdlib");
	struct module library = { .path = name, .version = cut(&version, ' ') };

	if (!span_starts(library.version, "go1"))
		return;
	library.version = span_from(library.version, 2);
	tell_module(info, &library);
}

static void read(struct job *job, struct span bytes)
{
	struct info info = { .job = job };
	struct span version, modules;

	if (!executable_open(&info.x, bytes) || !find_header(&info)) {
		job_decline(job);
		return;
	}
	if (!read_texts(&info, &version, &modules)) {
		job_malformed(job, "the build info of the Go program leads nowhere", info.offset);
		return;
	}
	tell_modules(&info, without_marks(modules));
	tell_library(&info, version);
}

const struct format format_golang_build_info = {
	.name = "go_build_info",
	.bid = bid,
	.read = read,
};
