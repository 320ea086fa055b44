/* Configurations that make a loader import or call something. */
#include "check/anomaly.h"

#include "base/buf.h"
#include "base/escape.h"
#include "check/danger.h"

enum { SHOWN_MAX = 160, TEXT_MAX = 4096 };

enum { CODE, OTHER_REPOSITORY, TRUSTS, CUSTOM, CALLS, BYTECODE, BYTECODE_COMMANDS };

static const struct rule rules[] = {
	[CODE] = {
		.id = "config-remote-code",
		.title = "Configuration names code that the loader runs",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "With trust_remote_code the loader imports the named Python file from the model's "
			"folder and runs it with all rights of the user.",
		.help = "Read the file that is named, pin the revision, and load without "
			"trust_remote_code where the library knows the architecture itself.",
		.references = { "CWE-829", "AML.T0011.000", "LLM03:2025", NULL },
	},
	[OTHER_REPOSITORY] = {
		.id = "config-remote-repository",
		.title = "Configuration names code in another repository",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "With trust_remote_code the loader fetches Python code from another repository and "
			"runs it. That code is not part of what was scanned, and its owner can change it at "
			"any time.",
		.help = "Fetch the named repository at a fixed revision, scan it, and point the "
			"configuration at that copy.",
		.references = { "CWE-829", "CWE-494", "AML.T0010.003", "LLM03:2025", NULL },
	},
	[TRUSTS] = {
		.id = "config-trusts-remote-code",
		.title = "Configuration switches trust_remote_code on",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "The file itself asks for the model's own code to be run, a decision that is the "
			"user's.",
		.help = "Remove the field, and decide at the call of the loader.",
		.references = { "CWE-829", "LLM03:2025", NULL },
	},
	[CUSTOM] = {
		.id = "config-custom-class",
		.title = "Configuration makes the loader import a class of its own choice",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "The loader imports a module by the name that the file gives and calls what it finds "
			"there. The module is not one of the library's own.",
		.help = "Find out where the module comes from and read it before the model is loaded.",
		.references = { "CWE-470", "AML.T0011.000", "LLM03:2025", NULL },
	},
	[CALLS] = {
		.id = "config-dangerous-call",
		.title = "Configuration makes the loader call a dangerous function",
		.severity = SEVERITY_HIGH,
		.verdict = VERDICT_MALICIOUS,
		.text = "The loader imports a function by the name that the file gives and calls it with the "
			"arguments beside it (Hydra: CVE-2025-23304, Keras: CVE-2025-1550, jsonpickle). The "
			"named one runs commands or code, loads more of it, or reaches files or the network.",
		.help = "Do not load the file.",
		.references = { "CWE-502", "CWE-470", "AML.T0011.000", "LLM03:2025", NULL },
	},
	[BYTECODE] = {
		.id = "config-bytecode",
		.title = "Configuration holds Python bytecode",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "A Lambda layer is kept as marshalled bytecode, which runs when the model is used. "
			"What it does cannot be read from the file.",
		.help = "Load with Keras's safe mode, which refuses it; ask the maker for a model without "
			"Lambda layers.",
		.references = { "CWE-502", "CWE-913", "AML.T0011.000", NULL },
	},
	[BYTECODE_COMMANDS] = {
		.id = "config-bytecode-commands",
		.title = "Bytecode in a configuration uses dangerous names",
		.severity = SEVERITY_HIGH,
		.verdict = VERDICT_MALICIOUS,
		.text = "A Lambda layer is kept as marshalled bytecode that names functions which run "
			"commands or code, open files or reach the network. A layer has no use for them.",
		.help = "Do not load the file.",
		.references = { "CWE-502", "CWE-94", "AML.T0011.000", NULL },
	},
	{
		.id = "config-path-outside",
		.title = "Index names a file outside of the model's folder",
		.severity = SEVERITY_HIGH,
		.verdict = VERDICT_MALICIOUS,
		.text = "The index of the weights names a shard by an absolute path, an address or a path that "
			"climbs out. The loader opens what it names.",
		.help = "Do not load the model.",
		.references = { "CWE-22", "AML.T0010.003", NULL },
	},
	{
		.id = "config-ambiguous",
		.title = "Configuration that loaders read differently",
		.severity = SEVERITY_MEDIUM,
		.verdict = VERDICT_REVIEW,
		.text = "A key stands twice. Some loaders refuse the file, some take the first value and some "
			"the last, so that a reviewed configuration and the loaded one can differ.",
		.help = "Ask the publisher for a file in which each key stands once.",
		.references = { "CWE-694", NULL },
	},
};

/* Packages whose members a configuration may name without a word. Dangerous members come first. */
static const char *const frameworks[] = {
	"accelerate",
	"diffusers",
	"flax",
	"hydra",
	"keras",
	"keras_hub",
	"keras_nlp",
	"lightning",
	"lightning_fabric",
	"megatron",
	"mlflow",
	"nemo",
	"omegaconf",
	"optimum",
	"peft",
	"pytorch_lightning",
	"sentence_transformers",
	"tensorflow",
	"tf_keras",
	"timm",
	"torch",
	"torchaudio",
	"torchmetrics",
	"torchvision",
	"transformers",
	NULL,
};

/* Modules of diffusers itself that a model_index.json names without their package. */
static const char *const pipelines[] = {
	"alt_diffusion",
	"animatediff",
	"audioldm",
	"audioldm2",
	"aura_flow",
	"blip_diffusion",
	"cogvideo",
	"consistency_models",
	"controlnet",
	"deepfloyd_if",
	"diffusers",
	"flux",
	"hunyuandit",
	"i2vgen_xl",
	"kandinsky",
	"kandinsky2_2",
	"kandinsky3",
	"kolors",
	"latent_consistency_models",
	"latent_diffusion",
	"ltx",
	"lumina",
	"marigold",
	"mochi",
	"musicldm",
	"onnxruntime",
	"optimum",
	"paint_by_example",
	"pixart_alpha",
	"sana",
	"semantic_stable_diffusion",
	"shap_e",
	"stable_audio",
	"stable_cascade",
	"stable_diffusion",
	"stable_diffusion_3",
	"stable_diffusion_safe",
	"stable_diffusion_xl",
	"stable_video_diffusion",
	"text_to_video_synthesis",
	"transformers",
	"unclip",
	"unidiffuser",
	"versatile_diffusion",
	"vq_diffusion",
	"wan",
	"wuerstchen",
	NULL,
};

static const char *const data_types[] = {
	"collections",
	"datetime",
	"decimal",
	"fractions",
	"langchain",
	"langchain_community",
	"langchain_core",
	"numpy",
	"pandas",
	"scipy",
	"sklearn",
	"uuid",
	NULL,
};

static const char *const command_names[] = {
	"os",	    "system",	   "popen",	   "subprocess",     "eval",	"exec",
	"compile",  "__import__",  "importlib",	   "import_module",  "socket",	"urllib",
	"requests", "open",	   "ctypes",	   "pickle",	     "marshal", "base64",
	"getattr",  "__globals__", "__builtins__", "__subclasses__", "shutil",	"pty",
	"builtins", "posix",	   NULL,
};

/* Names in a list with spaces between. */
static bool names_commands(struct span list)
{
	while (list.n) {
		ptrdiff_t space = span_byte(list, ' ');
		struct span name =
			span_part(list, 0, space == SPAN_NONE ? list.n : (uint64_t)space);

		for (size_t i = 0; command_names[i]; i++)
			if (span_is(name, command_names[i]))
				return true;
		list = span_from(list, name.n + 1);
	}
	return false;
}

static int judge_keras(struct span value, struct span class_name)
{
	if (danger_of(value))
		return CALLS;
	if (span_is(class_name, "Lambda") || span_is(class_name, "TorchModuleWrapper"))
		return BYTECODE;
	if (span_byte(value, '.') == SPAN_NONE || name_in(value, frameworks))
		return -1;
	return CUSTOM;
}

static int judge_object(struct span value)
{
	if (danger_of(value))
		return CALLS;
	return name_in(value, data_types) || name_in(value, frameworks) ? -1 : CUSTOM;
}

static int judge_named(struct span value, const char *const *known)
{
	if (danger_of(value))
		return CALLS;
	return value.n == 0 || name_in(value, known) ? -1 : CUSTOM;
}

static int judge_code(const struct fact *fact)
{
	struct span value = fact_text(fact, "value");

	if (fact_is(fact, "what", "auto-map"))
		return fact_text(fact, "repo").n ? OTHER_REPOSITORY : CODE;
	if (fact_is(fact, "what", "pipeline"))
		return fact_text(fact, "repo").n ? OTHER_REPOSITORY : judge_named(value, pipelines);
	if (fact_is(fact, "what", "trust"))
		return TRUSTS;
	if (fact_is(fact, "what", "target") || fact_is(fact, "what", "import"))
		return judge_named(value, frameworks);
	if (fact_is(fact, "what", "keras"))
		return judge_keras(value, fact_text(fact, "name"));
	if (fact_is(fact, "what", "keras-code"))
		return names_commands(value) ? BYTECODE_COMMANDS : BYTECODE;
	return fact_is(fact, "what", "object") ? judge_object(value) : -1;
}

static const struct anomaly anomalies[] = {
	{ "config-path-outside",
	  "The index names {detail}, outside of the model's folder: do not load it." },
	{ "config-key-twice", "A key stands twice: which value counts depends on the loader.",
	  "config-ambiguous" },
	{ 0 },
};

static const struct {
	const char *before, *after;
} sentences[] = {
	[CODE] = { "The loader runs ",
		   " from the model's folder: read it before trust_remote_code is given." },
	[OTHER_REPOSITORY] = { "The loader fetches and runs ",
			       " from another repository: scan and pin that one." },
	[TRUSTS] = { "trust_remote_code is set in the file",
		     ": remove it and decide when loading." },
	[CUSTOM] = { "The loader imports ",
		     ", which is not the library's own: find out what it is." },
	[CALLS] = { "The loader calls ", ": do not load the file." },
	[BYTECODE] = { "A Lambda layer holds bytecode (names: ", "): load in safe mode only." },
	[BYTECODE_COMMANDS] = { "A Lambda layer's bytecode names ", ": do not load the file." },
};

static void say(const struct judge *judge, const struct fact *fact, int rule)
{
	struct finding *finding =
		report_finding(judge->report, &rules[rule], judge->artifact, fact);
	struct span value = fact_text(fact, "value"), repo = fact_text(fact, "repo");
	bool shows = rule != TRUSTS;
	struct buf text;

	buf_init(&text, TEXT_MAX);
	if (repo.n && shows) {
		escape_text(&text, span_part(repo, 0, SHOWN_MAX));
		buf_str(&text, ": ");
	}
	if (shows)
		escape_text(&text, span_part(value, 0, SHOWN_MAX));
	finding_show(judge->report, finding, "field", fact_text(fact, "name"));
	finding_show(judge->report, finding, "value", value);
	if (repo.n)
		finding_show(judge->report, finding, "repository", repo);
	finding_say(judge->report, finding, "%s%s%s", sentences[rule].before,
		    text.p ? (const char *)text.p : "", sentences[rule].after);
	buf_free(&text);
}

static void run(const struct judge *judge, const struct fact *fact)
{
	int rule = judge_code(fact);

	if (rule >= 0)
		say(judge, fact, rule);
}

const struct check check_config = {
	.name = "config",
	.rules = rules,
	.n_rules = sizeof(rules) / sizeof(rules[0]),
	.formats = (const char *const[]){ "hfconfig", "yamlconfig", NULL },
	.anomalies = anomalies,
	.wants = 1u << FACT_CODE,
	.run = run,
};
