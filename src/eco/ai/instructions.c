/*
 * Files that tell agents what to do: skills, instructions for a repository, rules, sub-agents,
 * commands and prompts of the usual tools. They are found by their places; a skill also by the
 * front matter that says its name.
 */
#include "base/buf.h"
#include "eco/ai/text.h"
#include "eco/entry.h"
#include "eco/place.h"
#include "eco/tree.h"
#include "format/document.h"
#include "format/format.h"
#include "sys/digest.h"

struct place {
	const char *pattern, *kind, *type;
};

static const struct place places[] = {
	{ "SKILL.md", "agent", "skill" },
	{ "AGENTS.md", "file", "instructions" },
	{ "AGENTS.override.md", "file", "instructions" },
	{ "CLAUDE.md", "file", "instructions" },
	{ "CLAUDE.local.md", "file", "instructions" },
	{ "GEMINI.md", "file", "instructions" },
	{ "QWEN.md", "file", "instructions" },
	{ ".cursorrules", "file", "rules" },
	{ ".windsurfrules", "file", "rules" },
	{ ".clinerules", "file", "rules" },
	{ ".roorules", "file", "rules" },
	{ ".goosehints", "file", "rules" },
	{ ".augment-guidelines", "file", "rules" },
	{ ".cursor/rules/*.md*", "file", "rules" },
	{ ".cursor/rules/*/*.md*", "file", "rules" },
	{ ".cursor/commands/*.md", "file", "prompt" },
	{ ".windsurf/rules/*.md", "file", "rules" },
	{ ".windsurf/workflows/*.md", "file", "prompt" },
	{ ".clinerules/*.md", "file", "rules" },
	{ ".roo/rules*/*.md", "file", "rules" },
	{ ".kiro/steering/*.md", "file", "rules" },
	{ ".continue/rules/*.md", "file", "rules" },
	{ ".continue/prompts/*", "file", "prompt" },
	{ ".junie/guidelines.md", "file", "instructions" },
	{ ".amazonq/rules/*.md", "file", "rules" },
	{ ".github/copilot-instructions.md", "file", "instructions" },
	{ ".github/instructions/*.instructions.md", "file", "instructions" },
	{ ".github/agents/*.md", "agent", "delegate" },
	{ ".github/chatmodes/*.chatmode.md", "agent", "delegate" },
	{ ".github/prompts/*.prompt.md", "file", "prompt" },
	{ ".claude/agents/*.md", "agent", "delegate" },
	{ ".claude/agents/*/*.md", "agent", "delegate" },
	{ ".claude/commands/*.md", "file", "prompt" },
	{ ".claude/commands/*/*.md", "file", "prompt" },
	{ ".claude/rules/*.md", "file", "rules" },
	{ ".claude/output-styles/*.md", "file", "rules" },
	{ ".opencode/agent*/*.md", "agent", "delegate" },
	{ ".opencode/command*/*.md", "file", "prompt" },
	{ ".gemini/commands/*.toml", "file", "prompt" },
	{ ".codex/prompts/*.md", "file", "prompt" },
	{ "*.prompty", "file", "prompt" },
	{ "*.prompt", "file", "prompt" },
	{ "prompts/*.md", "file", "prompt" },
	{ "prompts/*.txt", "file", "prompt" },
	{ "system_prompt*.md", "file", "prompt" },
	{ "system_prompt*.txt", "file", "prompt" },
	{ "*.prompt.md", "file", "prompt" },
	{ "*.instructions.md", "file", "instructions" },
};

static const struct place *find_place(struct span path)
{
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (place_like(path, places[i].pattern))
			return &places[i];
	return NULL;
}

static unsigned bid(const struct probe *probe)
{
	bool text = span_byte(probe->head, 0) == SPAN_NONE && probe->size > 0;

	return text && find_place(probe->path) ? BID_LIKELY : BID_NONE;
}

/* The YAML between two lines of dashes that a file may begin with. */
static struct span front_matter(struct span text)
{
	struct span rest;
	ptrdiff_t end;

	if (span_starts(text, "\xef\xbb\xbf"))
		text = span_from(text, 3);
	if (!span_starts(text, "---\n") && !span_starts(text, "---\r\n"))
		return (struct span){ 0 };
	rest = span_from(text, 4);
	end = span_find(rest, span_str("\n---"));
	return end == SPAN_NONE ? (struct span){ 0 } : span_part(text, 0, (uint64_t)end + 5);
}

/* A name for what says none: that of its file, of a skill that of its folder. */
static struct span usual_name(struct job *job, const struct place *place)
{
	struct span name = job_name(job), folder = place_name(place_folder(job_path(job)));

	if (strcmp(place->type, "skill") == 0 && folder.n && !span_is(folder, "."))
		return folder;
	return strcmp(place->kind, "agent") == 0 ? place_stem(name) : name;
}

static void add_digest(struct job *job, struct entry *entry, struct span bytes, bool is_file)
{
	uint8_t digest[SHA256_SIZE];
	char hex[2 * SHA256_SIZE + 1];

	job_digest(job, bytes, digest);
	digest_hex(digest, hex);
	entry_text(entry, "digest", span_str(arena_printf(job_arena(job), "sha256:%s", hex)));
	if (is_file) /* many have the same name */
		entry_text(entry, "qualifiers",
			   span_str(arena_printf(job_arena(job), "checksum=sha256:%s", hex)));
}

/* What the front matter says of a skill or an agent. */
static void add_front(struct job *job, struct entry *entry, const struct value *map)
{
	static const struct {
		const char *key, *attribute;
	} rows[] = {
		{ "description", "description" },
		{ "license", "licence" },
		{ "version", "version" },
		{ "model", "model" },
		{ "allowed-tools", "tool" },
		{ "tools", "tool" },
		{ "compatibility", "compatibility" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		entry_values(entry, rows[i].attribute, value_get(map, rows[i].key), job_arena(job));
	entry_value(entry, "version", value_get(value_get(map, "metadata"), "version"),
		    job_arena(job));
}

static void tell(struct job *job, struct span bytes, const struct place *place,
		 const struct value *map)
{
	struct span name = value_text(value_get(map, "name"), job_arena(job));
	bool named = strcmp(place->kind, "agent") == 0 && name.n;
	struct entry entry = entry_of(place->kind, named ? name : usual_name(job, place), "config");

	entry_word(&entry, "category", place->type);
	if (map)
		add_front(job, &entry, map);
	add_digest(job, &entry, bytes, strcmp(place->kind, "file") == 0);
	entry_emit(&entry, job, 0);
	agent_text_judge(job, bytes, 0);
}

static void read(struct job *job, struct span bytes)
{
	const struct place *place = find_place(job_path(job));
	struct span front = front_matter(bytes);
	struct document doc;

	if (!place) {
		job_decline(job);
		return;
	}
	if (front.n == 0) {
		tell(job, bytes, place, NULL);
		return;
	}
	document_open_yaml(&doc, job, front, NULL, NULL);
	tell(job, bytes, place, value_first(doc.json.root));
	document_close(&doc, job);
}

const struct format format_ai_instructions = {
	.name = "instructions",
	.bid = bid,
	.read = read,
	.examples = (const char *const[]){ "skills/x/SKILL.md", "AGENTS.md", ".claude/agents/x.md",
					   ".gemini/commands/x.toml", NULL },
};
