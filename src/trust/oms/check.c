/* Comparing a model with its manifest. Digests come from processes that parse nothing. */
#include "trust/oms/check.h"

#include <stdlib.h>

#include "base/sort.h"
#include "sys/hash_many.h"

static const struct {
	const char *name;
	enum reason reason; /* REASON_NONE: it is told, and does not refuse */
} states[OMS_STATES] = {
	[OMS_CHANGED] = { "changed", REASON_FILE_CHANGED },
	[OMS_MISSING] = { "missing", REASON_FILE_MISSING },
	[OMS_AWAY] = { "away", REASON_FILE_LINK_AWAY },
	[OMS_LINKED] = { "linked", REASON_FILE_LINK },
	[OMS_UNREADABLE] = { "unreadable", REASON_FILE_UNREADABLE },
	[OMS_SPECIAL] = { "special", REASON_FILE_SPECIAL },
	[OMS_UNSIGNED] = { "unsigned", REASON_FILE_UNSIGNED },
	[OMS_UNCOVERED] = { "uncovered", REASON_FILE_UNCOVERED },
	[OMS_UNCHECKED] = { "unchecked", REASON_NONE },
	[OMS_IGNORED] = { "ignored", REASON_NONE },
	[OMS_SIGNED] = { "signed", REASON_NONE },
};

const char *oms_state_name(enum oms_state state)
{
	return states[state].name;
}

struct check {
	const struct oms_manifest *manifest; /* its list by path */
	const struct oms_options *options;
	struct arena *arena;
	struct tree tree;
	struct hash_part *parts; /* as the list */
	struct oms_result *result;
};

static void find(struct check *check, struct span path, enum oms_state state)
{
	struct oms_result *result = check->result;

	result->findings[result->n++] = (struct oms_finding){ path, state };
	result->counts[state]++;
}

static bool is_wanted(const struct check *check, struct span path)
{
	const struct oms_options *options = check->options;

	return !options->wanted || options->wanted(options->context, path);
}

static bool allows_links(const struct check *check)
{
	return check->manifest->allow_symlinks || check->options->allow_symlinks;
}

/* Signed files. */

static bool is_model_itself(const struct check *check, struct span path)
{
	return check->tree.is_file && span_is(path, ".");
}

static const struct tree_entry *entry_of(const struct check *check, struct span path)
{
	return is_model_itself(check, path) ? &check->tree.entries[0]
					    : tree_find(&check->tree, path);
}

/* Whether its bytes are to be compared, or what else is to be said of it. A signed file is also
 * looked at when a rule leaves it out. */
static bool is_readable(const struct check *check, const struct tree_entry *entry,
			enum oms_state *state)
{
	*state = OMS_SIGNED;
	if (!entry)
		return true; /* perhaps below something that is left out: opening it will tell */
	switch (entry->kind) {
	case TREE_FILE:
	case TREE_IGNORED:
		return true;
	case TREE_LINK:
		*state = OMS_LINKED;
		return allows_links(check);
	case TREE_LINK_AWAY:
		*state = OMS_AWAY;
		return false;
	case TREE_LINK_DEAD:
		*state = OMS_MISSING;
		return false;
	case TREE_UNREADABLE:
		*state = OMS_UNREADABLE;
		return false;
	default:
		*state = OMS_CHANGED;
		return false;
	}
}

/* The resources of one file: those from `at` with the same path. */
static size_t group_end(const struct oms_manifest *manifest, size_t at)
{
	size_t end = at + 1;

	while (end < manifest->n &&
	       span_eq(manifest->resources[end].path, manifest->resources[at].path))
		end++;
	return end;
}

static void ask_for(struct check *check, size_t from, size_t to, const char *path)
{
	const struct oms_manifest *manifest = check->manifest;
	const struct oms_resource *resources = manifest->resources;
	const struct hasher_kind *kind = hasher_kind(span_str(oms_hash_name(manifest->hash)));
	bool whole = manifest->method == OMS_FILES;

	for (size_t i = from; i < to; i++)
		check->parts[i] = (struct hash_part){
			.root = check->tree.root,
			.path = path,
			.kind = kind,
			.size = whole ? HASH_ANY_SIZE : resources[to - 1].end,
			.offset = resources[i].start,
			.length = whole ? HASH_TO_END : resources[i].end - resources[i].start,
		};
}

/* What was read does not need to be there at all where a link to the outside would be opened. */
static enum oms_state state_of(const struct hash_part *part, const struct oms_resource *resource)
{
	switch (part->state) {
	case HASH_DONE:
		return span_eq(span_of(part->digest, part->digest_n), resource->digest)
			       ? OMS_SIGNED
			       : OMS_CHANGED;
	case HASH_MISSING:
		return OMS_MISSING;
	case HASH_OTHER_SIZE:
	case HASH_NO_FILE:
		return OMS_CHANGED;
	default:
		return OMS_UNREADABLE;
	}
}

/* Before the digests: which are wanted. What cannot be read is told at once, and its parts are left
 * HASH_UNREADABLE, so that nothing is opened. */
static void prepare(struct check *check)
{
	const struct oms_manifest *manifest = check->manifest;

	for (size_t from = 0, to; from < manifest->n; from = to) {
		struct span path = manifest->resources[from].path;
		const struct tree_entry *entry = entry_of(check, path);
		enum oms_state state;

		to = group_end(manifest, from);
		for (size_t i = from; i < to; i++)
			check->parts[i].state = HASH_UNREADABLE;
		if (!is_wanted(check, path))
			find(check, path, OMS_UNCHECKED);
		else if (!is_readable(check, entry, &state))
			find(check, path, state);
		else
			ask_for(check, from, to, tree_path(&check->tree, path, check->arena));
	}
}

static bool is_asked(const struct hash_part *part)
{
	return part->kind != NULL;
}

static void compare(struct check *check)
{
	const struct oms_manifest *manifest = check->manifest;

	for (size_t from = 0, to; from < manifest->n; from = to) {
		enum oms_state worst = OMS_SIGNED;

		to = group_end(manifest, from);
		if (!is_asked(&check->parts[from]))
			continue;
		for (size_t i = from; i < to; i++) {
			enum oms_state state = state_of(&check->parts[i], &manifest->resources[i]);

			if (state < worst)
				worst = state;
		}
		find(check, manifest->resources[from].path, worst);
	}
}

/* Of a model that is one file, the path has to be "." or its own. */
static bool names_the_file(const struct check *check, struct span path)
{
	return span_is(path, ".") || span_eq(path, check->tree.name);
}

static void refuse_others(struct check *check)
{
	const struct oms_manifest *manifest = check->manifest;

	for (size_t i = 0; check->tree.is_file && i < manifest->n; i++)
		if (is_asked(&check->parts[i]) &&
		    !names_the_file(check, manifest->resources[i].path))
			check->parts[i].state = HASH_MISSING;
}

static bool all_done(const struct check *check)
{
	for (size_t i = 0; i < check->manifest->n; i++)
		if (check->parts[i].state == HASH_TODO)
			return false;
	return true;
}

/* Everything else. */

static int by_path(const void *a, const void *b)
{
	const struct oms_resource *x = a, *y = b;

	return span_cmp(x->path, y->path);
}

static bool is_listed(const struct check *check, const struct tree_entry *entry)
{
	const struct oms_manifest *manifest = check->manifest;
	const struct oms_resource wanted = { .path = entry->path }, self = { .path = SPAN(".") };

	if (!manifest->n)
		return false;
	return bsearch(&wanted, manifest->resources, manifest->n, sizeof(wanted), by_path) ||
	       (check->tree.is_file &&
		bsearch(&self, manifest->resources, manifest->n, sizeof(self), by_path));
}

static enum oms_state state_of_other(const struct check *check, const struct tree_entry *entry)
{
	bool parts = check->manifest->method == OMS_SHARDS;

	switch (entry->kind) {
	case TREE_FILE:
		return parts && entry->size == 0 ? OMS_UNCOVERED : OMS_UNSIGNED;
	case TREE_LINK:
		if (!allows_links(check))
			return OMS_LINKED;
		return parts && entry->size == 0 ? OMS_UNCOVERED : OMS_UNSIGNED;
	case TREE_LINK_FOLDER:
		return allows_links(check) ? OMS_UNCOVERED : OMS_LINKED;
	case TREE_LINK_AWAY:
		return OMS_AWAY;
	case TREE_LINK_DEAD:
	case TREE_SPECIAL:
		return OMS_SPECIAL;
	case TREE_UNREADABLE:
		return OMS_UNREADABLE;
	default:
		return OMS_IGNORED;
	}
}

static void look_beside(struct check *check)
{
	for (size_t i = 0; i < check->tree.n; i++) {
		const struct tree_entry *entry = &check->tree.entries[i];
		enum oms_state state = state_of_other(check, entry);

		if (is_listed(check, entry) ||
		    (!is_wanted(check, entry->path) && state != OMS_UNREADABLE))
			continue;
		find(check, entry->path, state);
	}
}

/* The verdict. */

static bool refuses(const struct check *check, enum oms_state state, bool was_signed)
{
	if (states[state].reason == REASON_NONE)
		return false;
	if (state == OMS_UNCOVERED)
		return check->options->need_covered;
	return was_signed || !check->options->ignore_unsigned;
}

static void judge(struct check *check)
{
	struct oms_result *result = check->result;
	enum oms_state worst = OMS_STATES;

	for (size_t i = 0; i < result->n; i++) {
		const struct oms_finding *finding = &result->findings[i];
		const struct tree_entry entry = { .path = finding->path };

		if (finding->state >= worst ||
		    !refuses(check, finding->state, is_listed(check, &entry)))
			continue;
		worst = finding->state;
		result->reason = states[worst].reason;
		result->detail = finding->path;
	}
}

static int by_finding(const void *a, const void *b)
{
	const struct oms_finding *x = a, *y = b;

	return span_cmp(x->path, y->path);
}

static enum err run(struct check *check)
{
	const struct oms_manifest *manifest = check->manifest;
	struct oms_result *result = check->result;
	enum err e = OK;

	result->model = check->tree.name;
	result->findings =
		arena_array(check->arena, manifest->n + check->tree.n, sizeof(*result->findings));
	check->parts = arena_array(check->arena, manifest->n, sizeof(*check->parts));
	prepare(check);
	refuse_others(check);
	if (!all_done(check))
		e = cache_hash(check->options->cache, check->parts, manifest->n,
			       check->options->processes);
	if (e != OK)
		return e;
	compare(check);
	look_beside(check);
	sort_rows(result->findings, result->n, sizeof(*result->findings), by_finding);
	judge(check);
	return OK;
}

/* The rules of the caller, and those of whoever signed. */
static struct tree_rules all_rules(const struct oms_manifest *manifest,
				   const struct tree_rules *rules, struct arena *arena)
{
	size_t n = rules->n + manifest->n_ignored;
	struct span *all = arena_array(arena, n, sizeof(*all));

	for (size_t i = 0; i < n; i++)
		all[i] = i < rules->n ? rules->ignored[i] : manifest->ignored[i - rules->n];
	return (struct tree_rules){ .ignored = all, .n = n, .self = rules->self };
}

enum err oms_check(struct oms_manifest *manifest, const char *model,
		   const struct oms_options *options, struct arena *arena,
		   struct oms_result *result)
{
	struct tree_rules rules = all_rules(manifest, &options->rules, arena);
	struct check check = {
		.manifest = manifest, .options = options, .arena = arena, .result = result
	};
	enum err e;

	*result = (struct oms_result){ 0 };
	if (!hasher_kind(span_str(oms_hash_name(manifest->hash))))
		return err_set(ERR_FORMAT, "digests by %s cannot be taken here",
			       oms_hash_name(manifest->hash));
	oms_manifest_sort(manifest, OMS_BY_PATH);
	e = tree_open(model, &rules, arena, &check.tree);
	if (e != OK)
		return e;
	e = run(&check);
	tree_close(&check.tree);
	return e;
}
