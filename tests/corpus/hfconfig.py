"""Configurations in JSON: what libraries write, and what makes a loader run code. Inert: the commands
are `true`, the repositories and hosts do not exist."""
import base64
import json
import marshal

from jinja import CHAT
from sample import Sample

CONFIG = {
    "_name_or_path": "example/tiny", "architectures": ["LlamaForCausalLM"], "model_type": "llama",
    "hidden_size": 64, "rope_scaling": None, "torch_dtype": "bfloat16", "use_cache": True,
    "transformers_version": "4.44.0", "eos_token_id": [1, 2], "initializer_range": 0.02,
}
TOKENIZER = {
    "add_bos_token": True, "added_tokens_decoder": {"0": {"content": "<unk>", "special": True}},
    "bos_token": "<s>", "clean_up_tokenization_spaces": False, "tokenizer_class": "LlamaTokenizer",
    "model_max_length": 1000000000000000019884624838656,
}
DIFFUSERS = {
    "_class_name": "StableDiffusionPipeline", "_diffusers_version": "0.30.0",
    "feature_extractor": ["transformers", "CLIPImageProcessor"],
    "safety_checker": ["stable_diffusion", "StableDiffusionSafetyChecker"],
    "image_encoder": [None, None], "requires_safety_checker": True,
    "scheduler": ["diffusers", "PNDMScheduler"], "text_encoder": ["transformers", "CLIPTextModel"],
    "unet": ["diffusers", "UNet2DConditionModel"], "vae": ["diffusers", "AutoencoderKL"],
}
ADAPTER = {
    "auto_mapping": {"base_model_class": "LlamaForCausalLM", "parent_library": "transformers.models.llama.modeling_llama"},
    "base_model_name_or_path": "example/base", "peft_type": "LORA", "r": 8, "target_modules": ["q_proj"],
}
MODULES = [
    {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
    {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
]
INDEX = {"metadata": {"total_size": 8}, "weight_map": {
    "a": "model-00001-of-00002.safetensors", "b": "model-00002-of-00002.safetensors"}}


def keras_layer(class_name, module="keras.layers", config=None, registered=None):
    return {"module": module, "class_name": class_name, "registered_name": registered,
            "config": {"name": "layer", "trainable": True} if config is None else config}


def keras(*layers):
    return keras_layer("Sequential", "keras", {"name": "sequential", "layers": list(layers)})


def bytecode(source):
    """The code of a lambda, as Keras keeps it. It is compiled here and never run."""
    code = compile(source, "layer", "eval").co_consts[0]
    return base64.b64encode(marshal.dumps(code)).decode()


def keras_lambda(source):
    return keras_layer("Lambda", config={"name": "lambda", "function": keras_layer(
        "__lambda__", "builtins", {"code": bytecode(source), "defaults": None, "closure": None})})


def old_lambda(source):
    return {"class_name": "Sequential", "keras_version": "2.9.0", "config": {"layers": [
        {"class_name": "Lambda", "config": {"name": "lambda", "function_type": "lambda",
                                            "function": [bytecode(source), None, None]}}]}}


def dump(value, **options):
    return json.dumps(value, **options).encode()


def ok():
    yield "config.json", dump(CONFIG, indent=2)
    yield "tokenizer/tokenizer_config.json", dump(TOKENIZER)
    for name in "chatml", "llama31", "mistral", "qwen3", "deepseek":
        yield f"{name}/tokenizer_config.json", dump({**TOKENIZER, "chat_template": CHAT[name]})
    yield "several/tokenizer_config.json", dump({**TOKENIZER, "chat_template": [
        {"name": "default", "template": CHAT["chatml"]}, {"name": "tool_use", "template": CHAT["qwen25"]}]})
    yield "map/chat_template.json", dump({"chat_template": {"default": CHAT["gemma"]}})
    yield "generation_config.json", dump({"bos_token_id": 1, "eos_token_id": 2, "do_sample": True,
                                          "transformers_version": "4.44.0"})
    yield "adapter_config.json", dump(ADAPTER)
    yield "model_index.json", dump(DIFFUSERS)
    yield "modules.json", dump(MODULES)
    yield "preprocessor_config.json", dump({"image_processor_type": "CLIPImageProcessor", "size": 224})
    yield "special_tokens_map.json", dump({"bos_token": "<s>", "eos_token": {"content": "</s>"}})
    yield "keras/config.json", dump(keras(keras_layer("Dense"), keras_layer("InputLayer")))
    yield "keras-old.json", dump({"class_name": "Sequential", "keras_version": "2.9.0", "config": {
        "layers": [{"class_name": "Dense", "config": {"units": 1}}]}})
    yield "trust-off/config.json", dump({**CONFIG, "trust_remote_code": False})
    yield "hydra.json", dump({"model": {"_target_": "torch.nn.Linear", "in_features": 1}})
    yield "langchain.json", dump({"lc": 1, "type": "constructor", "kwargs": {},
                                  "id": ["langchain", "prompts", "PromptTemplate"]})


# name, data, rules of what is for review
REVIEW = [
    ("auto-map/config.json", {**CONFIG, "auto_map": {"AutoModel": "modeling_x.XModel"}},
     {"config-remote-code"}),
    ("auto-map-list/tokenizer_config.json", {**TOKENIZER, "auto_map": {
        "AutoTokenizer": ["tokenization_x.XTokenizer", None]}}, {"config-remote-code"}),
    ("auto-map-pair/tokenizer_config.json", {**TOKENIZER, "auto_map": ["tokenization_x.X", None]},
     {"config-remote-code"}),
    ("other-repository/config.json", {**CONFIG, "auto_map": {
        "AutoModel": "someone/else--modeling_x.XModel"}}, {"config-remote-repository"}),
    ("any-name.json", {"x": {"auto_map": {"AutoModel": "modeling_x.XModel"}}}, {"config-remote-code"}),
    ("trust.json", {**CONFIG, "trust_remote_code": True}, {"config-trusts-remote-code"}),
    ("pipelines/config.json", {**CONFIG, "custom_pipelines": {"x": {
        "impl": "my_pipeline.Pipe", "pt": ["AutoModel"]}}}, {"config-custom-class"}),
    ("own-pipeline/model_index.json", {**DIFFUSERS, "_class_name": ["my_pipeline", "Pipe"]},
     {"config-custom-class"}),
    ("own-component/model_index.json", {**DIFFUSERS, "unet": ["my_unet", "Unet"]},
     {"config-custom-class"}),
    ("peft/adapter_config.json", {**ADAPTER, "auto_mapping": {
        "base_model_class": "X", "parent_library": "transformers_modules.x"}}, {"config-custom-class"}),
    ("own-module/modules.json", [{"idx": 0, "name": "0", "path": "", "type": "my_module.Model"}],
     {"config-custom-class"}),
    ("target.json", {"model": {"_target_": "my_package.Model"}}, {"config-custom-class"}),
    ("keras-custom.json", keras(keras_layer("X", "my_package.layers")), {"config-custom-class"}),
    ("keras-lambda.json", keras(keras_lambda("lambda x: x + 1")), {"config-bytecode"}),
    ("keras-old-lambda.json", old_lambda("lambda x: x * 2"), {"config-bytecode"}),
    ("keras-torch.json", keras(keras_layer("TorchModuleWrapper")), {"config-bytecode"}),
    ("jsonpickle.json", {"py/object": "my_package.Thing", "a": 1}, {"config-custom-class"}),
]

EVIL = [
    ("target-system.json", {"a": [{"_target_": "os.system", "command": "true"}]},
     {"config-dangerous-call"}),
    ("target-escaped.json", None, {"config-dangerous-call"}),
    ("target-builtins.json", {"model": {"_target_": "builtins.exec"}}, {"config-dangerous-call"}),
    ("target-subprocess.json", {"model": {"_target_": "subprocess.run", "args": ["true"]}},
     {"config-dangerous-call"}),
    ("module-type.json", [{"idx": 0, "name": "0", "path": "", "type": "os.system"}],
     {"config-dangerous-call"}),
    ("parent/adapter_config.json", {**ADAPTER, "auto_mapping": {"parent_library": "subprocess"}},
     {"config-dangerous-call"}),
    ("component/model_index.json", {**DIFFUSERS, "unet": ["subprocess", "Popen"]},
     {"config-dangerous-call"}),
    ("keras-function.json", keras(keras_layer("Dense", config={"activation": keras_layer(
        "function", "os", "system", "function")})), {"config-dangerous-call"}),
    ("keras-module.json", keras(keras_layer("Popen", "subprocess")), {"config-dangerous-call"}),
    ("keras-get-file.json", keras(keras_layer("function", "keras.utils", "get_file")),
     {"config-dangerous-call"}),
    ("keras-unsafe.json", keras(keras_layer("function", "keras.config", "enable_unsafe_deserialization")),
     {"config-dangerous-call"}),
    ("keras-lambda-os.json", keras(keras_lambda("lambda x: __import__('os').system('true')")),
     {"config-bytecode", "config-bytecode-commands"}),
    ("keras-old-lambda-os.json", old_lambda("lambda x: eval('1')"),
     {"config-bytecode", "config-bytecode-commands"}),
    ("jsonpickle-function.json", {"py/reduce": [{"py/function": "os.system"}, {"py/tuple": ["true"]}]},
     {"config-custom-class", "config-dangerous-call"}),
    ("jsonpickle-type.json", {"py/type": "subprocess.Popen"}, {"config-dangerous-call"}),
    ("skops.json", {"__class__": "system", "__module__": "os", "__loader__": "FunctionNode"},
     {"config-dangerous-call"}),
    ("shard-up/model.safetensors.index.json", {"weight_map": {"a": "../../other.bin"}},
     {"config-path-outside"}),
    ("shard-root/pytorch_model.bin.index.json", {"weight_map": {"a": "/dev/shm/other.bin"}},
     {"config-path-outside"}),
    ("shard-address/x.index.json", {"weight_map": {"a": "https://example.invalid/other.bin"}},
     {"config-path-outside"}),
    ("template/tokenizer_config.json", {**TOKENIZER, "chat_template": "{{ ''.__class__ }}"},
     {"template-internals"}),
    ("template-list/tokenizer_config.json", {**TOKENIZER, "chat_template": [
        {"name": "default", "template": CHAT["chatml"]},
        {"name": "tool_use", "template": "{{ lipsum.__globals__ }}"}]}, {"template-internals"}),
    ("template-deep/processor_config.json", {"processor_class": "X", "a": {"b": [{
        "chat_template": "{{ x.__globals__ }}"}]}}, {"template-internals"}),
    ("template-zero/chat_template.json", {"chat_template": "\0{{ x['__globals__'] }}"},
     {"template-internals"}),
    ("template/chat_template.json", {"chat_template": "{{ x['__globals__'] }}"}, {"template-internals"}),
]


def bad():
    yield "cut/config.json", dump(CONFIG)[:-20], {"malformed"}
    yield "nan/config.json", dump({**CONFIG, "a": float("nan")}), {"malformed"}
    yield "comma/config.json", b'{"model_type": "llama",}', {"malformed"}
    yield "mark/config.json", b"\xef\xbb\xbf" + dump(CONFIG), {"malformed"}
    yield "latin1/config.json", dump({**CONFIG, "a": "X"}).replace(b"X", b"\xe9"), {"malformed"}
    yield "empty/config.json", b"", {"malformed"}
    yield "deep/config.json", b"[" * 100000, {"malformed"}
    yield "by-content.json", b'{"auto_map": {}, "model_type": "x" "y": 1}', {"malformed"}


def samples():
    for name, data in ok():
        yield Sample("ok", name, data)
    for name, value, rules in REVIEW:
        yield Sample("evil", name, dump(value), rules, "review")
    for name, value, rules in EVIL:
        data = dump(value)
        if name == "target-escaped.json":
            data = b'{"\\u005ftarget_": "o\\u0073.system"}'
        yield Sample("evil", name, data, rules)
    for name, data, rules in bad():
        yield Sample("bad", name, data, rules)
    yield Sample("evil", "twice/config.json",
                 b'{"model_type": "llama", "auto_map": {"AutoModel": "m.X"}, "auto_map": {}}',
                 {"config-remote-code", "config-ambiguous", "malformed"}, "review", "inconclusive")
    yield Sample("evil", "cut-behind/config.json", b'{"auto_map": {"AutoModel": "m.X"}, "a": [1, 2',
                 {"config-remote-code", "malformed"}, "review", "inconclusive")
