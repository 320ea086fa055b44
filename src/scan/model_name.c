/* What paths say about models. */
#include "scan/model_part.h"

#include <ctype.h>

#include "eco/place.h"

struct span part_said(const struct part *part, const char *key)
{
	for (const struct property *p = part->said; p; p = p->next)
		if (span_is(p->key, key))
			return p->value;
	return (struct span){ 0 };
}

/* Hugging Face caches: models--ORG--NAME/snapshots/COMMIT/... (huggingface_hub, "Understand
 * caching"). */

static const struct {
	const char *prefix;
	bool dataset;
} kinds[] = {
	{ "models--", false },
	{ "datasets--", true },
	{ "spaces--", false },
};

static bool name_repository(struct span part, struct model_name *name, bool *is_dataset)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct span rest = span_from(part, strlen(kinds[i].prefix));
		ptrdiff_t dashes = span_find(rest, span_str("--"));

		if (!span_starts(part, kinds[i].prefix) || rest.n == 0)
			continue;
		*is_dataset = kinds[i].dataset;
		*name = (struct model_name){ .ecosystem = "huggingface", .name = rest };
		if (dashes > 0) {
			name->namespace = span_part(rest, 0, (uint64_t)dashes);
			name->name = span_from(rest, (uint64_t)dashes + 2);
		}
		return name->name.n > 0;
	}
	return false;
}

static struct span next_part(struct span path, size_t at)
{
	struct span rest = span_from(path, at);
	ptrdiff_t slash = span_byte(rest, '/');

	return span_part(rest, 0, slash == SPAN_NONE ? rest.n : (uint64_t)slash);
}

bool model_name_of_cache(struct span path, struct span *root, struct model_name *name,
			 bool *is_dataset)
{
	for (size_t at = 0; at < path.n;) {
		struct span repository = next_part(path, at);
		struct span snapshots = next_part(path, at + repository.n + 1);
		struct span commit = next_part(path, at + repository.n + snapshots.n + 2);
		size_t end = at + repository.n + snapshots.n + commit.n + 3;

		if (span_is(snapshots, "snapshots") && commit.n && end < path.n &&
		    name_repository(repository, name, is_dataset)) {
			name->version = commit;
			*root = span_part(path, 0, end);
			return true;
		}
		at += repository.n + 1;
	}
	return false;
}

/* Folders. */

struct span model_folder(struct span path)
{
	size_t n = path.n;

	while (n > 0 && path.p[n - 1] != '/' && path.p[n - 1] != '!')
		n--;
	return span_part(path, 0, n);
}

/* Folders are called so by the programs that make them. */
static bool says_nothing(struct span part)
{
	static const char *const words[] = { "",	".",	  "..",	       "model",
					     "models",	"data",	  "artifacts", "checkpoint",
					     "weights", "output", "outputs",   NULL };

	for (size_t i = 0; words[i]; i++)
		if (span_is(part, words[i]))
			return true;
	return false;
}

/* What was downloaded into a folder is described in a cache inside it. */
struct span model_folder_of(struct span path)
{
	static const struct span cache = SPAN(".cache/huggingface/download/");
	ptrdiff_t at = span_find(path, cache);

	return at == SPAN_NONE ? model_folder(path) : span_part(path, 0, (uint64_t)at);
}

/* Of an archive the name without its ending. */
struct span model_name_of_folder(struct span folder)
{
	struct span best = { 0 };

	while (folder.n) {
		bool archive = folder.p[folder.n - 1] == '!';
		struct span path = span_part(folder, 0, folder.n - 1), part;

		folder = model_folder(path);
		part = span_from(path, folder.n);
		if (archive)
			part = place_stem(part);
		if (best.n == 0)
			best = part;
		if (!says_nothing(part))
			return part;
	}
	return best;
}

/* Files. */

static size_t count_digits(struct span s)
{
	size_t n = 0;

	while (n < s.n && isdigit(s.p[n]))
		n++;
	return n;
}

/* -NNNNN-of-NNNNN, as transformers, diffusers and llama.cpp write it. */
bool model_name_of_shard(struct span file, struct span *stem)
{
	for (size_t at = 0; at < file.n; at++) {
		struct span rest = span_from(file, at + 1);
		size_t first = count_digits(rest), second;

		if (file.p[at] != '-' || first < 5 || !span_starts(span_from(rest, first), "-of-"))
			continue;
		second = count_digits(span_from(rest, first + 4));
		if (second < 5)
			continue;
		*stem = span_part(file, 0, at);
		return true;
	}
	return false;
}

bool model_name_is_aside(struct span file)
{
	static const char *const patterns[] = {
		"optimizer*",	  "scheduler*", "rng_state*", "training_args*",
		"trainer_state*", "scaler*",	NULL
	};

	for (size_t i = 0; patterns[i]; i++)
		if (place_matches(file, patterns[i]))
			return true;
	return false;
}
