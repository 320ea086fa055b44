/*
 * go.mod (the Go Modules Reference): the module and what it requires. A version there is the one
 * that is used, unless another requirement is higher, which `go mod tidy` writes down too; so it is
 * a version and no range. What is replaced comes as what replaces it.
 *
 * go.sum is not read: it has digests of trees, not of archives, of every version that was ever
 * looked at.
 */
#include "eco/entry.h"
#include "eco/golang/line.h"
#include "eco/index.h"
#include "eco/lines.h"
#include "format/format.h"

enum { LINES_MAX = 200000, REPLACES_MAX = 20000 };

static unsigned bid(const struct probe *probe)
{
	return span_is(probe->name, "go.mod") ? BID_LIKELY : BID_NONE;
}

struct replacement {
	struct span version; /* of the one replaced; empty: of all */
	struct span path, new_version;
};

struct mod {
	struct job *job;
	struct lines lines;
	struct replacement *replacements;
	size_t n;
	struct index replaced; /* "path version" or "path " */
};

static struct span key_of(struct mod *mod, struct span path, struct span version)
{
	static const struct span none = SPAN("");

	version = version.n ? version : none;
	return span_str(arena_printf(job_arena(mod->job), "%.*s %.*s", (int)path.n,
				     (const char *)path.p, (int)version.n,
				     (const char *)version.p));
}

/* replace OLD [VERSION] => NEW [VERSION] */
static void add_replacement(struct mod *mod, const struct go_line *line)
{
	size_t arrow = 1;

	while (arrow < line->n && !span_is(line->words[arrow], "=>"))
		arrow++;
	if (arrow < 2 || arrow + 1 >= line->n) {
		job_malformed(mod->job, "a replacement without an arrow", line->offset);
		return;
	}
	if (mod->n == REPLACES_MAX)
		return;
	index_add(&mod->replaced,
		  key_of(mod, line->words[1], arrow > 2 ? line->words[2] : (struct span){ 0 }),
		  mod->n);
	mod->replacements[mod->n++] = (struct replacement){
		.path = line->words[arrow + 1],
		.new_version = arrow + 2 < line->n ? line->words[arrow + 2] : (struct span){ 0 },
	};
}

static const struct replacement *replacement_of(struct mod *mod, struct span path,
						struct span version)
{
	size_t number = index_find(&mod->replaced, key_of(mod, path, version));

	if (number == INDEX_NONE)
		number = index_find(&mod->replaced, key_of(mod, path, (struct span){ 0 }));
	return number == INDEX_NONE ? NULL : &mod->replacements[number];
}

static void tell_module(struct mod *mod, const struct go_line *line)
{
	struct entry entry = entry_scoped("golang", line->words[1], "manifest");

	entry_word(&entry, "id", ".");
	entry_word(&entry, "root", "yes");
	entry_number(&entry, "line", lines_at(&mod->lines, line->offset));
	entry_emit(&entry, mod->job, line->offset);
}

static bool is_folder(struct span path)
{
	return span_starts(path, "./") || span_starts(path, "../") || span_starts(path, "/") ||
	       span_is(path, ".") || span_is(path, "..");
}

static void tell_requirement(struct mod *mod, const struct go_line *line)
{
	struct span path = line->words[1], version = line->words[2];
	const struct replacement *other = replacement_of(mod, path, version);
	struct entry entry = entry_scoped("golang", other ? other->path : path, "manifest");

	if (other && is_folder(other->path))
		return; /* part of the tree itself */
	entry_text(&entry, "version", other ? other->new_version : version);
	entry_text(&entry, "replaces", other ? path : (struct span){ 0 });
	entry_text(&entry, "id", path);
	entry_word(&entry, "scope", "required");
	if (span_has(line->comment, "indirect"))
		entry_word(&entry, "indirect", "yes");
	entry_number(&entry, "line", lines_at(&mod->lines, line->offset));
	entry_emit(&entry, mod->job, line->offset);
	entry_need(mod->job, (struct span){ 0 }, path, version, "required", line->offset);
}

static void read_replacements(struct mod *mod, struct span text)
{
	struct go_lines lines = { .text = text };
	struct go_line line;
	size_t n = 0;

	for (struct go_lines count = lines; n < REPLACES_MAX && go_line_next(&count, &line);)
		n += span_is(line.words[0], "replace");
	mod->replacements = arena_array(job_arena(mod->job), n, sizeof(*mod->replacements));
	index_init(&mod->replaced, job_arena(mod->job), n);
	while (mod->n < n && go_line_next(&lines, &line))
		if (span_is(line.words[0], "replace"))
			add_replacement(mod, &line);
}

static void read(struct job *job, struct span bytes)
{
	struct mod mod = { .job = job, .lines = lines_of(bytes) };
	struct go_lines lines = { .text = bytes };
	struct go_line line;

	read_replacements(&mod, bytes);
	for (int i = 0; i < LINES_MAX && go_line_next(&lines, &line); i++) {
		if (span_is(line.words[0], "module") && line.n == 2)
			tell_module(&mod, &line);
		else if (span_is(line.words[0], "require") && line.n == 3)
			tell_requirement(&mod, &line);
		else if (span_is(line.words[0], "require") || span_is(line.words[0], "module"))
			job_malformed(job, "a line of go.mod that go refuses", line.offset);
	}
}

const struct format format_golang_mod = {
	.name = "go_mod",
	.bid = bid,
	.read = read,
	.of_project = true,
};
