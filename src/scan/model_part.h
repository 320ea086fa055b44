/* The parts of models on their way from facts to components: shared by the files scan/model*.c. */
#pragma once

#include "scan/inventory.h"

/* What a file is for a model; of several the last one counts. */
enum part_role {
	PART_NONE,     /* says something of the model that lies beside it */
	PART_WEAK,     /* data that are a model only beside a configuration: arrays, pickles */
	PART_WEIGHTS,  /* a model by itself */
	PART_CONFIG,   /* makes its folder a model: config.json, adapter_config.json */
	PART_PIPELINE, /* makes its folder and those inside it a model: model_index.json, a card */
	PART_DATASET,  /* makes them a data set */
	PART_MANIFEST, /* names its parts by digest: an Ollama manifest */
};

struct part {
	struct artifact *artifact;
	enum part_role role;
	const char *format;    /* of the weights, NULL for others */
	struct property *said; /* key: "source/key", the last one first */
	size_t n_said;
	uint64_t parameters; /* 0: unknown */
	struct span root;    /* of its group: a prefix of the artifact's path */
	bool inner;	     /* in a folder inside the root: says nothing of the whole */
	bool taken;	     /* told already, or never to be */
};

/* Value of the first that was said under that key. */
struct span part_said(const struct part *part, const char *key);

/* What the names of files and folders say (scan/model_name.c). */
struct model_name {
	const char *ecosystem;
	struct span namespace, name, version;
};

/* The part of a path up to a revision of a Hugging Face cache, and what it names; false when the
 * path is not inside one. Borrowed from the path. */
bool model_name_of_cache(struct span path, struct span *root, struct model_name *name,
			 bool *is_dataset);

/* The folder or archive that a path lies in: a prefix up to and with the last '/' or '!'. */
struct span model_folder(struct span path);

/* The folder that a file says something of: its own, but for those of a download's cache. */
struct span model_folder_of(struct span path);

/* A name for what lies in that folder: its last part that says something. Empty when none does. */
struct span model_name_of_folder(struct span folder);

/* "model" of "model-00001-of-00003.safetensors", false for names of no shard. */
bool model_name_of_shard(struct span file, struct span *stem);

/* Gives the components of all parts, in the order of their paths, to the inventory
 * (scan/model_group.c). */
void model_group(struct report *report, struct part *parts, size_t n, struct inventory *inventory);

/* Whether a file of that name only accompanies a training run. */
bool model_name_is_aside(struct span file);

/* The attribute that "source/key" is, NULL when it is none (scan/model_words.c). */
const char *model_word(struct span key);

/* The name of a GGUF file type, by its number as text; empty when unknown. */
struct span model_quantization(struct span number);
