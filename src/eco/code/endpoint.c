/* Addresses of services. */
#include "eco/code/sdk.h"

#include "eco/origin.h"

static const struct endpoint endpoints[] = {
	{ "api.openai.com", "openai", "OpenAI" },
	{ ".openai.azure.com", "azure-openai", "Microsoft" },
	{ ".cognitiveservices.azure.com", "azure-ai", "Microsoft" },
	{ ".services.ai.azure.com", "azure-ai", "Microsoft" },
	{ ".inference.ai.azure.com", "azure-ai", "Microsoft" },
	{ "models.inference.ai.azure.com", "github-models", "GitHub" },
	{ "models.github.ai", "github-models", "GitHub" },
	{ "api.anthropic.com", "anthropic", "Anthropic" },
	{ "generativelanguage.googleapis.com", "google-gemini", "Google" },
	{ "aiplatform.googleapis.com", "google-vertex-ai", "Google" },
	{ "api.groq.com", "groq", "Groq" },
	{ "api.mistral.ai", "mistral", "Mistral AI" },
	{ "codestral.mistral.ai", "mistral", "Mistral AI" },
	{ "api.cohere.ai", "cohere", "Cohere" },
	{ "api.cohere.com", "cohere", "Cohere" },
	{ "api.together.xyz", "together", "Together AI" },
	{ "api.together.ai", "together", "Together AI" },
	{ "api.fireworks.ai", "fireworks", "Fireworks AI" },
	{ "api.deepseek.com", "deepseek", "DeepSeek" },
	{ "openrouter.ai", "openrouter", "OpenRouter" },
	{ "api.x.ai", "xai", "xAI" },
	{ "api.perplexity.ai", "perplexity", "Perplexity" },
	{ "api.cerebras.ai", "cerebras", "Cerebras" },
	{ "api.replicate.com", "replicate", "Replicate" },
	{ "api-inference.huggingface.co", "hugging-face-inference", "Hugging Face" },
	{ "router.huggingface.co", "hugging-face-inference", "Hugging Face" },
	{ ".endpoints.huggingface.cloud", "hugging-face-inference", "Hugging Face" },
	{ "integrate.api.nvidia.com", "nvidia-nim", "NVIDIA" },
	{ "ai.api.nvidia.com", "nvidia-nim", "NVIDIA" },
	{ "dashscope.aliyuncs.com", "dashscope", "Alibaba Cloud" },
	{ "dashscope-intl.aliyuncs.com", "dashscope", "Alibaba Cloud" },
	{ "api.moonshot.cn", "moonshot", "Moonshot AI" },
	{ "api.moonshot.ai", "moonshot", "Moonshot AI" },
	{ "open.bigmodel.cn", "zhipu", "Zhipu AI" },
	{ "api.minimax.chat", "minimax", "MiniMax" },
	{ "ark.cn-beijing.volces.com", "volcengine-ark", "ByteDance" },
	{ "api.siliconflow.cn", "siliconflow", "SiliconFlow" },
	{ "api.sambanova.ai", "sambanova", "SambaNova" },
	{ "api.studio.nebius.ai", "nebius", "Nebius" },
	{ "api.deepinfra.com", "deepinfra", "DeepInfra" },
	{ "api.voyageai.com", "voyage", "Voyage AI" },
	{ "api.jina.ai", "jina", "Jina AI" },
	{ "api.ai21.com", "ai21", "AI21 Labs" },
	{ "api.elevenlabs.io", "elevenlabs", "ElevenLabs" },
	{ "api.deepgram.com", "deepgram", "Deepgram" },
	{ "api.assemblyai.com", "assemblyai", "AssemblyAI" },
	{ "api.stability.ai", "stability", "Stability AI" },
	{ "api.lepton.ai", "lepton", "Lepton AI" },
	{ "localhost:11434", "ollama", NULL },
	{ "127.0.0.1:11434", "ollama", NULL },
	{ "host.docker.internal:11434", "ollama", NULL },
};

static bool is_bedrock(struct span host)
{
	return span_starts(host, "bedrock") && span_ends(host, ".amazonaws.com");
}

const struct endpoint *endpoint_find(struct span url)
{
	static const struct endpoint bedrock = { NULL, "amazon-bedrock", "Amazon" };
	struct span host = origin_host(url);

	for (size_t i = 0; i < sizeof(endpoints) / sizeof(*endpoints); i++)
		if (endpoints[i].host[0] == '.' ? span_ends(host, endpoints[i].host)
						: span_is(host, endpoints[i].host))
			return &endpoints[i];
	return is_bedrock(host) ? &bedrock : NULL;
}
