/* Which attribute of a component the words of each format are. */
#include "scan/model_part.h"

#include "eco/place.h"

/* A star stands for one part between dots. */
static const struct {
	const char *key, *attribute;
} words[] = {
	{ "config/architectures", "architecture" },
	{ "config/_class_name", "architecture" },
	{ "config/model_type", "architecture_family" },
	{ "config/peft_type", "adapter" },
	{ "config/base_model_name_or_path", "base_model" },
	{ "config/_name_or_path", "name_or_path" },
	{ "config/torch_dtype", "dtype" },
	{ "config/dtype", "dtype" },
	{ "config/quant_method", "quantization" },
	{ "config/bits", "quantization_bits" },
	{ "config/max_position_embeddings", "context_length" },
	{ "config/n_positions", "context_length" },
	{ "config/task_type", "task" },
	{ "config/tokenizer_class", "tokenizer" },
	{ "config/transformers_version", "transformers_version" },
	{ "config/_diffusers_version", "diffusers_version" },
	{ "config/keras_version", "keras_version" },
	{ "config/library_name", "library" },
	{ "config/license", "licence" },
	{ "pairs/general.architecture", "architecture" },
	{ "pairs/general.name", "display_name" },
	{ "pairs/general.basename", "basename" },
	{ "pairs/general.finetune", "finetune" },
	{ "pairs/general.size_label", "size_label" },
	{ "pairs/general.type", "category" },
	{ "pairs/general.license", "licence" },
	{ "pairs/general.author", "author" },
	{ "pairs/general.organization", "supplier" },
	{ "pairs/general.quantized_by", "quantized_by" },
	{ "pairs/general.description", "description" },
	{ "pairs/general.url", "origin" },
	{ "pairs/general.repo_url", "origin" },
	{ "pairs/general.source.huggingface.repository", "source_repository" },
	{ "pairs/general.source.url", "source_url" },
	{ "pairs/general.source.repo_url", "source_url" },
	{ "pairs/general.base_model.*.repo_url", "base_model" },
	{ "pairs/general.base_model.*.name", "base_model_name" },
	{ "pairs/general.dataset.*.repo_url", "dataset" },
	{ "pairs/general.dataset.*.name", "dataset" },
	{ "pairs/general.datasets", "dataset" },
	{ "pairs/general.languages", "language" },
	{ "pairs/general.tags", "tag" },
	{ "pairs/tokenizer.ggml.model", "tokenizer" },
	{ "pairs/*.context_length", "context_length" },
	{ "hub/commit", "revision" },
	{ "counted/types", "tensor_types" },
	{ "xgboost/booster", "architecture" },
	{ "xgboost/objective", "objective" },
	{ "xgboost/version", "xgboost_version" },
	{ "part/chat_template", "chat_template" },
	{ "object/class", "architecture" },
	{ "__metadata__/format", "framework" },
	{ "__metadata__/modelspec.architecture", "architecture" },
	{ "__metadata__/modelspec.title", "display_name" },
	{ "__metadata__/modelspec.license", "licence" },
	{ "__metadata__/modelspec.author", "author" },
	{ "__metadata__/modelspec.description", "description" },
	{ "__metadata__/modelspec.usage_hint", "usage" },
	{ "__metadata__/ss_base_model_version", "base_model_version" },
	{ "__metadata__/ss_sd_model_name", "base_model" },
	{ "__metadata__/ss_network_module", "adapter" },
};

const char *model_word(struct span key)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		size_t source = strcspn(words[i].key, "/") + 1;

		if (strncmp((const char *)key.p, words[i].key, source < key.n ? source : key.n) ==
			    0 &&
		    place_matches(span_from(key, source), words[i].key + source))
			return words[i].attribute;
	}
	return NULL;
}

/* enum llama_ftype of llama.cpp's include/llama.h; those that are gone stay empty. */
static const char *const file_types[] = {
	[0] = "F32",	  [1] = "F16",	    [2] = "Q4_0",    [3] = "Q4_1",    [7] = "Q8_0",
	[8] = "Q5_0",	  [9] = "Q5_1",	    [10] = "Q2_K",   [11] = "Q3_K_S", [12] = "Q3_K_M",
	[13] = "Q3_K_L",  [14] = "Q4_K_S",  [15] = "Q4_K_M", [16] = "Q5_K_S", [17] = "Q5_K_M",
	[18] = "Q6_K",	  [19] = "IQ2_XXS", [20] = "IQ2_XS", [21] = "Q2_K_S", [22] = "IQ3_XS",
	[23] = "IQ3_XXS", [24] = "IQ1_S",   [25] = "IQ4_NL", [26] = "IQ3_S",  [27] = "IQ3_M",
	[28] = "IQ2_S",	  [29] = "IQ2_M",   [30] = "IQ4_XS", [31] = "IQ1_M",  [32] = "BF16",
	[36] = "TQ1_0",	  [37] = "TQ2_0",   [38] = "MXFP4",
};

struct span model_quantization(struct span number)
{
	size_t n = 0;

	if (number.n == 0 || number.n > 3)
		return (struct span){ 0 };
	for (size_t i = 0; i < number.n; i++) {
		if (number.p[i] < '0' || number.p[i] > '9')
			return (struct span){ 0 };
		n = 10 * n + (size_t)(number.p[i] - '0');
	}
	return n < sizeof(file_types) / sizeof(file_types[0]) ? span_str(file_types[n])
							      : (struct span){ 0 };
}
