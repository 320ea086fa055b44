"""Jinja templates: chat templates in the manner of the published families, and ways to reach the
interpreter or to hide that. The attacks stop where the interpreter is reached: they read an attribute
and call nothing but `true`."""
from sample import Sample

# Chat templates of our own, each with the constructs that one family of models is known for.
CHAT = {
    # Llama 2: system message folded into the first turn, raise_exception on a wrong order.
    "llama2": """{% if messages[0]['role'] == 'system' %}{% set loop_messages = messages[1:] %}
{% set system_message = messages[0]['content'] %}{% else %}{% set loop_messages = messages %}
{% set system_message = false %}{% endif %}{% for message in loop_messages %}
{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}
{{ raise_exception('Conversation roles must alternate user/assistant/user/assistant/...') }}{% endif %}
{% if loop.index0 == 0 and system_message != false %}
{% set content = '<<SYS>>\\n' + system_message + '\\n<</SYS>>\\n\\n' + message['content'] %}
{% else %}{% set content = message['content'] %}{% endif %}
{% if message['role'] == 'user' %}{{ bos_token + '[INST] ' + content.strip() + ' [/INST]' }}
{% elif message['role'] == 'assistant' %}{{ ' ' + content.strip() + ' ' + eos_token }}{% endif %}
{% endfor %}""",
    # Llama 3.1: tools, dates, ipython environment, namespace-free first message handling.
    "llama31": """{{- bos_token }}
{%- if custom_tools is defined %}{%- set tools = custom_tools %}{%- endif %}
{%- if not tools_in_user_message is defined %}{%- set tools_in_user_message = true %}{%- endif %}
{%- if not date_string is defined %}{%- if strftime_now is defined %}
{%- set date_string = strftime_now("%d %b %Y") %}{%- else %}{%- set date_string = "26 Jul 2024" %}
{%- endif %}{%- endif %}
{%- if not tools is defined %}{%- set tools = none %}{%- endif %}
{%- if messages[0]['role'] == 'system' %}{%- set system_message = messages[0]['content']|trim %}
{%- set messages = messages[1:] %}{%- else %}{%- set system_message = "" %}{%- endif %}
{{- "<|start_header_id|>system<|end_header_id|>\\n\\n" }}
{%- if builtin_tools is defined or tools is not none %}{{- "Environment: ipython\\n" }}{%- endif %}
{%- if builtin_tools is defined %}
{{- "Tools: " + builtin_tools | reject('equalto', 'code_interpreter') | join(", ") + "\\n\\n"}}{%- endif %}
{{- "Today Date: " + date_string + "\\n\\n" }}
{%- if tools is not none and not tools_in_user_message %}
{%- for t in tools %}{{- t | tojson(indent=4) }}{{- "\\n\\n" }}{%- endfor %}{%- endif %}
{%- for message in messages %}
{%- if not (message.role == 'ipython' or message.role == 'tool' or 'tool_calls' in message) %}
{{- '<|start_header_id|>' + message['role'] + '<|end_header_id|>\\n\\n'+ message['content'] | trim + '<|eot_id|>' }}
{%- elif 'tool_calls' in message %}
{%- if not message.tool_calls|length == 1 %}{{- raise_exception("only single tool-calls at once!") }}{%- endif %}
{%- set tool_call = message.tool_calls[0].function %}
{%- if builtin_tools is defined and tool_call.name in builtin_tools %}
{{- "<|python_tag|>" + tool_call.name + ".call(" }}
{%- for arg_name, arg_val in tool_call.arguments | items %}{{- arg_name + '="' + arg_val + '"' }}
{%- if not loop.last %}{{- ", " }}{%- endif %}{%- endfor %}{{- ")" }}
{%- else %}{{- '{"name": "' + tool_call.name + '", ' }}{{- '"parameters": ' }}
{{- tool_call.arguments | tojson }}{{- "}" }}{%- endif %}
{%- elif message.role == "tool" or message.role == "ipython" %}
{%- if message.content is mapping or message.content is iterable %}{{- message.content | tojson }}
{%- else %}{{- message.content }}{%- endif %}{{- "<|eot_id|>" }}{%- endif %}{%- endfor %}
{%- if add_generation_prompt %}{{- '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}{%- endif %}""",
    # ChatML, the plainest.
    "chatml": """{% for message in messages %}{{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n'}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}""",
    # Qwen 2.5: hermes tools, loop.index0 neighbours.
    "qwen25": """{%- if tools %}
    {{- '<|im_start|>system\\n' }}
    {%- if messages[0]['role'] == 'system' %}{{- messages[0]['content'] }}
    {%- else %}{{- 'You are a helpful assistant.' }}{%- endif %}
    {{- "\\n\\n# Tools\\n\\n<tools>" }}
    {%- for tool in tools %}{{- "\\n" }}{{- tool | tojson }}{%- endfor %}
    {{- "\\n</tools>\\n\\n<tool_call>\\n{\\"name\\": <function-name>, \\"arguments\\": <args-json-object>}\\n</tool_call><|im_end|>\\n" }}
{%- endif %}
{%- for message in messages %}
    {%- if (message.role == "user") or (message.role == "system" and not loop.first) or (message.role == "assistant" and not message.tool_calls) %}
        {{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>' + '\\n' }}
    {%- elif message.role == "assistant" %}
        {{- '<|im_start|>' + message.role }}
        {%- for tool_call in message.tool_calls %}
            {%- if tool_call.function is defined %}{%- set tool_call = tool_call.function %}{%- endif %}
            {{- '\\n<tool_call>\\n{"name": "' }}{{- tool_call.name }}{{- '", "arguments": ' }}
            {{- tool_call.arguments | tojson }}{{- '}\\n</tool_call>' }}
        {%- endfor %}
        {{- '<|im_end|>\\n' }}
    {%- elif message.role == "tool" %}
        {%- if (loop.index0 == 0) or (messages[loop.index0 - 1].role != "tool") %}{{- '<|im_start|>user' }}{%- endif %}
        {{- '\\n<tool_response>\\n' }}{{- message.content }}{{- '\\n</tool_response>' }}
        {%- if loop.last or (messages[loop.index0 + 1].role != "tool") %}{{- '<|im_end|>\\n' }}{%- endif %}
    {%- endif %}
{%- endfor %}""",
    # Qwen 3: namespaces, reversed messages, splitting of the reasoning.
    "qwen3": """{%- set ns = namespace(multi_step_tool=true, last_query_index=messages|length - 1) %}
{%- for message in messages[::-1] %}
    {%- set index = (messages|length - 1) - loop.index0 %}
    {%- if ns.multi_step_tool and message.role == "user" and message.content is string and not(message.content.startswith('<tool_response>') and message.content.endswith('</tool_response>')) %}
        {%- set ns.multi_step_tool = false %}{%- set ns.last_query_index = index %}
    {%- endif %}
{%- endfor %}
{%- for message in messages %}
    {%- if message.content is string %}{%- set content = message.content %}{%- else %}{%- set content = '' %}{%- endif %}
    {%- if message.role == "assistant" %}
        {%- set reasoning_content = '' %}
        {%- if message.reasoning_content is string %}{%- set reasoning_content = message.reasoning_content %}
        {%- elif '</think>' in content %}
            {%- set reasoning_content = content.split('</think>')[0].rstrip('\\n').split('<think>')[-1].lstrip('\\n') %}
            {%- set content = content.split('</think>')[-1].lstrip('\\n') %}
        {%- endif %}
        {%- if loop.index0 > ns.last_query_index and (loop.last or (not loop.last and reasoning_content)) %}
            {{- '<|im_start|>' + message.role + '\\n<think>\\n' + reasoning_content.strip('\\n') + '\\n</think>\\n\\n' + content.lstrip('\\n') }}
        {%- else %}{{- '<|im_start|>' + message.role + '\\n' + content }}{%- endif %}
        {{- '<|im_end|>\\n' }}
    {%- else %}{{- '<|im_start|>' + message.role + '\\n' + content + '<|im_end|>' + '\\n' }}{%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}
    {%- if enable_thinking is defined and enable_thinking is false %}{{- '<think>\\n\\n</think>\\n\\n' }}{%- endif %}
{%- endif %}""",
    # Mistral: namespace of loop messages, selectattr, tool ids of nine characters.
    "mistral": """{%- if messages[0]["role"] == "system" %}{%- set system_message = messages[0]["content"] %}{%- set loop_messages = messages[1:] %}
{%- else %}{%- set loop_messages = messages %}{%- endif %}
{%- if not tools is defined %}{%- set tools = none %}{%- endif %}
{%- set user_messages = loop_messages | selectattr("role", "equalto", "user") | list %}
{%- set ns = namespace() %}{%- set ns.index = 0 %}
{%- for message in loop_messages %}
    {%- if not (message.role == "tool" or message.role == "tool_results" or (message.tool_calls is defined and message.tool_calls is not none)) %}
        {%- if (message["role"] == "user") != (ns.index % 2 == 0) %}
            {{- raise_exception("After the optional system message, conversation roles must alternate") }}
        {%- endif %}
        {%- set ns.index = ns.index + 1 %}
    {%- endif %}
{%- endfor %}
{{- bos_token }}
{%- for message in loop_messages %}
    {%- if message["role"] == "user" %}
        {%- if tools is not none and (message == user_messages[-1]) %}
            {{- "[AVAILABLE_TOOLS] [" }}
            {%- for tool in tools %}{%- set tool = tool.function %}{{- '{"type": "function", "function": {' }}
                {%- for key, val in tool.items() if key != "return" %}
                    {%- if val is string %}{{- '"' + key + '": "' + val + '"' }}{%- else %}{{- '"' + key + '": ' + val|tojson }}{%- endif %}
                    {%- if not loop.last %}{{- ", " }}{%- endif %}
                {%- endfor %}{{- "}}" }}{%- if not loop.last %}{{- ", " }}{%- else %}{{- "]" }}{%- endif %}
            {%- endfor %}{{- "[/AVAILABLE_TOOLS]" }}
        {%- endif %}
        {{- "[INST] " + message["content"] + "[/INST]" }}
    {%- elif message.tool_calls is defined and message.tool_calls is not none %}
        {{- "[TOOL_CALLS] [" }}
        {%- for tool_call in message.tool_calls %}{%- set out = tool_call.function|tojson %}{{- out[:-1] }}
            {%- if not tool_call.id is defined or tool_call.id|length != 9 %}{{- raise_exception("Tool call IDs should be alphanumeric strings with length 9!") }}{%- endif %}
            {{- ', "id": "' + tool_call.id + '"}' }}{%- if not loop.last %}{{- ", " }}{%- else %}{{- "]" + eos_token }}{%- endif %}
        {%- endfor %}
    {%- elif message["role"] == "assistant" %}{{- " " + message["content"]|trim + eos_token}}
    {%- else %}{{- raise_exception("Only user and assistant roles are supported!") }}{%- endif %}
{%- endfor %}""",
    # DeepSeek: flags in a namespace, full-width bars in the tokens.
    "deepseek": """{% if not add_generation_prompt is defined %}{% set add_generation_prompt = false %}{% endif %}{% set ns = namespace(is_first=false, is_tool=false, is_output_first=true, system_prompt='', is_first_sp=true) %}{%- for message in messages %}{%- if message['role'] == 'system' %}{%- if ns.is_first_sp %}{% set ns.system_prompt = ns.system_prompt + message['content'] %}{% set ns.is_first_sp = false %}{%- else %}{% set ns.system_prompt = ns.system_prompt + '\\n\\n' + message['content'] %}{%- endif %}{%- endif %}{%- endfor %}{{ bos_token }}{{ ns.system_prompt }}{%- for message in messages %}{%- if message['role'] == 'user' %}{%- set ns.is_tool = false -%}{{'<\uff5cUser\uff5c>' + message['content']}}{%- endif %}{%- if message['role'] == 'assistant' and message['content'] is none %}{%- set ns.is_tool = false -%}{%- for tool in message['tool_calls']%}{%- if not ns.is_first %}{{'<\uff5cAssistant\uff5c><\uff5ctool\u2581calls\u2581begin\uff5c>' + tool['type'] + tool['function']['name'] + '\\n' + '```json' + '\\n' + tool['function']['arguments'] + '\\n' + '```'}}{%- set ns.is_first = true -%}{%- endif %}{%- endfor %}{%- endif %}{%- if message['role'] == 'assistant' and message['content'] is not none %}{% set content = message['content'] %}{% if '</think>' in content %}{% set content = content.split('</think>')[-1] %}{% endif %}{{'<\uff5cAssistant\uff5c>' + content + '<\uff5cend\u2581of\u2581sentence\uff5c>'}}{%- endif %}{%- endfor -%}{% if add_generation_prompt and not ns.is_tool %}{{'<\uff5cAssistant\uff5c>'}}{% endif %}""",
    # Gemma: role renamed, alternate check.
    "gemma": """{{ bos_token }}{% if messages[0]['role'] == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}{% for message in messages %}{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('Conversation roles must alternate') }}{% endif %}{% if (message['role'] == 'assistant') %}{% set role = 'model' %}{% else %}{% set role = message['role'] %}{% endif %}{{ '<start_of_turn>' + role + '\n' + message['content'] | trim + '<end_of_turn>\n' }}{% endfor %}{% if add_generation_prompt %}{{'<start_of_turn>model\n'}}{% endif %}""",
    # Gemma 3: lists of parts, images.
    "gemma3": """{{ bos_token }}
{%- if messages[0]['role'] == 'system' -%}
    {%- if messages[0]['content'] is string -%}{%- set first_user_prefix = messages[0]['content'] + '\n\n' -%}
    {%- else -%}{%- set first_user_prefix = messages[0]['content'][0]['text'] + '\n\n' -%}{%- endif -%}
    {%- set loop_messages = messages[1:] -%}
{%- else -%}{%- set first_user_prefix = "" -%}{%- set loop_messages = messages -%}{%- endif -%}
{%- for message in loop_messages -%}
    {{ '<start_of_turn>' + message['role'] + '\n' + (first_user_prefix if loop.first else "") }}
    {%- if message['content'] is string -%}{{ message['content'] | trim }}
    {%- elif message['content'] is iterable -%}
        {%- for item in message['content'] -%}
            {%- if item['type'] == 'image' -%}{{ '<start_of_image>' }}{%- elif item['type'] == 'text' -%}{{ item['text'] | trim }}{%- endif -%}
        {%- endfor -%}
    {%- else -%}{{ raise_exception("Invalid content type") }}{%- endif -%}
    {{ '<end_of_turn>\n' }}
{%- endfor -%}""",
    # Phi: in-line conditions.
    "phi": """{% for message in messages %}{% if message['role'] == 'system' and 'tools' in message and message['tools'] is not none %}{{ '<|' + message['role'] + '|>' + message['content'] + '<|tool|>' + message['tools'] + '<|/tool|>' + '<|end|>' }}{% else %}{{ '<|' + message['role'] + '|>' + message['content'] + '<|end|>' }}{% endif %}{% endfor %}{% if add_generation_prompt %}{{ '<|assistant|>' }}{% else %}{{ eos_token }}{% endif %}""",
    # Command R: macros that turn JSON schemas into Python signatures.
    "command-r": """{%- macro json_to_python_type(json_spec) %}
{%- set basic_type_map = {"string": "str", "number": "float", "integer": "int", "boolean": "bool"} %}
{%- if basic_type_map[json_spec.type] is defined %}{{- basic_type_map[json_spec.type] }}
{%- elif json_spec.type == "array" %}{{- "List[" + json_to_python_type(json_spec['items']) + "]"}}
{%- elif json_spec.type == "object" %}{{- "Dict[str, " + json_to_python_type(json_spec.additionalProperties) + ']'}}
{%- elif json_spec.type is iterable %}{{- "Union[" }}{%- for t in json_spec.type %}{{- json_to_python_type({"type": t}) }}{%- if not loop.last %}{{- "," }}{%- endif %}{%- endfor %}{{- "]" }}
{%- else %}{{- "Any" }}{%- endif %}{%- endmacro %}
{%- macro old_tool_parser(tools) %}{%- for tool in tools %}{{- '```python\\ndef ' + tool.name + '(' }}
{%- for param_name, param_fields in tool.parameter_definitions|items %}{%- if not loop.first %}{{- ', '}}{%- endif %}{{- param_name + ': ' }}
{%- if not param_fields.required %}{{- 'Optional[' + param_fields.type + '] = None'}}{%- else %}{{- param_fields.type }}{%- endif %}{%- endfor %}
{{- ') -> List[Dict]:\\n    \"\"\"'}}{{- tool.description }}{{- '\"\"\"\\n    pass\\n```' }}{%- endfor %}{%- endmacro %}
{{ bos_token }}{%- for message in messages %}{%- if message.role|lower == 'user' %}{{- '<|USER_TOKEN|>' + message.content + '<|END_OF_TURN_TOKEN|>' }}{%- endif %}{%- endfor %}{{ old_tool_parser(tools) }}{{ json_to_python_type(schema) }}""",
    # Granite: documents, strftime_now, dictsort of controls.
    "granite": """{%- if tools %}{{- '<|start_of_role|>available_tools<|end_of_role|>\\n' }}{%- for tool in tools %}{{- tool | tojson(indent=4) }}{%- if not loop.last %}{{- '\\n\\n' }}{%- endif %}{%- endfor %}{{- '<|end_of_text|>\\n' }}{%- endif %}
{%- if documents %}{{- '<|start_of_role|>documents<|end_of_role|>\\n' }}{%- for document in documents %}{{- '[Document ' + loop.index|string + ']\\n' }}{{- document['text'] }}{%- endfor %}{%- endif %}
{%- if controls is mapping %}{%- for key, value in controls | dictsort %}{{- key ~ '=' ~ value }}{%- endfor %}{%- endif %}
{%- set today = strftime_now('%B %d, %Y') %}{{- 'Today: ' + today }}
{%- for message in messages %}{{- '<|start_of_role|>' + message['role'] + '<|end_of_role|>' + message['content'] + '<|end_of_text|>\\n' }}{%- if loop.last and add_generation_prompt %}{{- '<|start_of_role|>assistant<|end_of_role|>' }}{%- endif %}{%- endfor %}""",
    # Hermes function calling: recursive macro over JSON types.
    "hermes-tools": """{%- macro render(spec, indent=0) -%}
{%- if spec.type == 'object' -%}{ {%- for name, prop in spec.properties.items() -%}{{ "  " * indent }}{{ name }}: {{ render(prop, indent + 1) }}{{ ', ' if not loop.last else '' }}{%- endfor -%} }
{%- elif spec.type == 'array' -%}[{{ render(spec['items'], indent + 1) }}]
{%- elif spec.enum -%}{{ spec.enum | map('tojson') | join(' | ') }}
{%- else -%}{{ spec.type | default('any') }}{%- endif -%}{%- endmacro -%}
{%- for tool in tools -%}{%- set fn = tool.function if tool.function is defined else tool -%}{{ fn.name }}({{ render(fn.parameters) }}){{ '\\n' }}{%- endfor -%}""",
    # Channel formats: nested macros, many strings, set blocks.
    "channels": """{%- macro render_typescript_type(param_spec, required_params, is_nullable=false) -%}
    {%- if param_spec.type == "array" -%}
        {%- if param_spec['items'] -%}{%- set inner_type = render_typescript_type(param_spec['items'], required_params) -%}
            {%- if inner_type == "object | object" or inner_type|length > 50 -%}{{- "any[]" }}{%- else -%}{{- inner_type + "[]" }}{%- endif -%}
        {%- else -%}{{- "any[]" }}{%- endif -%}
        {%- if param_spec.nullable -%}{{- " | null" }}{%- endif -%}
    {%- elif param_spec.type is defined and param_spec.type is iterable and param_spec.type is not string and param_spec.type[0] is defined -%}
        {%- if param_spec.type | length > 1 -%}{{- param_spec.type | join(" | ") }}{%- else -%}{{- param_spec.type[0] }}{%- endif -%}
    {%- elif param_spec.oneOf -%}
        {%- for variant in param_spec.oneOf -%}{{- render_typescript_type(variant, required_params) -}}{%- if variant.description %}{{- "// " + variant.description }}{%- endif -%}{%- if not loop.last %}{{- " | " }}{% endif -%}{%- endfor -%}
    {%- else -%}{{- "any" }}{%- endif -%}
{%- endmacro -%}
{%- macro render_tool_namespace(namespace_name, tools) -%}
    {{- "## " + namespace_name + "\\n\\n" }}{{- "namespace " + namespace_name + " {\\n\\n" }}
    {%- for tool in tools %}{%- set tool = tool.function %}{{- "// " + tool.description + "\\n" }}{{- "type "+ tool.name + " = " }}
        {%- if tool.parameters and tool.parameters.properties %}{{- "(_: {\\n" }}
            {%- for param_name, param_spec in tool.parameters.properties.items() %}{{- param_name }}{%- if param_name not in (tool.parameters.required or []) -%}{{- "?" }}{%- endif -%}{{- ": " }}{{- render_typescript_type(param_spec, tool.parameters.required or []) }}{%- if param_spec.default is defined -%}{%- if param_spec.enum %}{{- ", // default: " + param_spec.default }}{%- else %}{{- ", // default: " + param_spec.default|tojson }}{%- endif -%}{%- endif -%}{%- if not loop.last %}{{- ",\\n" }}{%- else %}{{- ",\\n" }}{%- endif -%}{%- endfor %}{{- "}) => any;\\n\\n" }}
        {%- else -%}{{- "() => any;\\n\\n" }}{%- endif -%}
    {%- endfor %}{{- "} // namespace " + namespace_name }}
{%- endmacro -%}
{%- set developer_message -%}{{ messages[0].content if messages[0].role in ['developer', 'system'] else '' }}{%- endset -%}
{%- if tools -%}{{ render_tool_namespace("functions", tools) }}{%- endif -%}
{%- set last_tool_call = namespace(name=none) %}
{%- for message in loop_messages -%}
    {%- if message.role == 'assistant' -%}{%- if "tool_calls" in message %}{%- set future_final_message = namespace(found=false) %}
        {%- for future_message in loop_messages[loop.index:] %}{%- if future_message.role == 'assistant' and "tool_calls" not in future_message %}{%- set future_final_message.found = true %}{%- endif %}{%- endfor %}
        {%- set tool_call = message.tool_calls[0] %}{%- if tool_call.function %}{%- set tool_call = tool_call.function %}{%- endif %}{%- set last_tool_call.name = tool_call.name %}{%- endif %}
    {%- endif -%}
{%- endfor -%}""",
    # Vision models: images counted with a namespace, generation markers of the training code.
    "vision": """{% set image_count = namespace(value=0) %}{% set video_count = namespace(value=0) %}{% for message in messages %}{% if loop.first and message['role'] != 'system' %}<|im_start|>system
You are a helpful assistant.<|im_end|>
{% endif %}<|im_start|>{{ message['role'] }}
{% if message['content'] is string %}{{ message['content'] }}<|im_end|>
{% else %}{% for content in message['content'] %}{% if content['type'] == 'image' or 'image' in content or 'image_url' in content %}{% set image_count.value = image_count.value + 1 %}{% if add_vision_id %}Picture {{ image_count.value }}: {% endif %}<|vision_start|><|image_pad|><|vision_end|>{% elif content['type'] == 'video' or 'video' in content %}{% set video_count.value = video_count.value + 1 %}{% elif 'text' in content %}{{ content['text'] }}{% endif %}{% endfor %}<|im_end|>
{% endif %}{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant
{% endif %}""",
    "generation": """{% for message in messages %}{% if message.role == 'assistant' %}{% generation %}{{ message.content }}{{ eos_token }}{% endgeneration %}{% else %}{{ message.content }}{% endif %}{% endfor %}""",
    "zephyr": """{% for message in messages %}\n{% if message['role'] == 'user' %}\n{{ '<|user|>\n' + message['content'] + eos_token }}\n{% elif message['role'] == 'system' %}\n{{ '<|system|>\n' + message['content'] + eos_token }}\n{% elif message['role'] == 'assistant' %}\n{{ '<|assistant|>\n'  + message['content'] + eos_token }}\n{% endif %}\n{% if loop.last and add_generation_prompt %}\n{{ '<|assistant|>' }}\n{% endif %}\n{% endfor %}""",
    "alpaca": """{% if messages[0]['role'] == 'system' %}{{ messages[0]['content'] + '\n\n' }}{% endif %}{% for message in messages %}{% if message['role'] == 'user' %}### Instruction:
{{ message['content']|trim -}}{% if not loop.last %}{% endif %}{% elif message['role'] == 'assistant' %}### Response:
{{ message['content']|trim -}}{% endif %}{% endfor %}{% if add_generation_prompt and messages[-1]['role'] != 'assistant' %}### Response:
{% endif %}""",
    "vicuna": """{% if not add_generation_prompt is defined %}{% set add_generation_prompt = false %}{% endif %}{% for message in messages %}{% if message['role'] == 'system' %}{{message['content'] + ' '}}{% elif message['role'] == 'user' %}{{ 'USER: ' + message['content'] + ' '}}{% elif message['role'] == 'assistant' %}{{ 'ASSISTANT: ' + message['content'] + ' '}}{% endif %}{% endfor %}""",
    "falcon": """{% for message in messages %}{% if not loop.first %}{{ '\n' }}{% endif %}{% if message['role'] == 'system' %}{{ 'System: ' }}{% elif message['role'] == 'user' %}{{ 'User: ' }}{% elif message['role'] == 'assistant' %}{{ 'Falcon: ' }}{% endif %}{{ message['content'] }}{% endfor %}""",
    "internlm": """{{ bos_token }}{% for message in messages %}{{'<|im_start|>' ~ message['role'] ~ '\n' ~ message['content'] ~ '<|im_end|>' ~ '\n'}}{% endfor %}""",
    "yi": """{% if messages[0]['role'] == 'system' %}{% set system_message = messages[0]['content'] %}{% endif %}{% if system_message is defined %}{{ system_message }}{% endif %}{% for message in messages %}{% set content = message['content'] %}{% if message['role'] == 'user' %}{{ '<|im_start|>user\\n' + content + '<|im_end|>\\n<|im_start|>assistant\\n' }}{% elif message['role'] == 'assistant' %}{{ content + '<|im_end|>' + '\\n' }}{% endif %}{% endfor %}""",
    "openchat": """{{ bos_token }}{% for message in messages %}{{ 'GPT4 Correct ' + message['role'].title() + ': ' + message['content'] + '<|end_of_turn|>'}}{% endfor %}{% if add_generation_prompt %}{{ 'GPT4 Correct Assistant:' }}{% endif %}""",
    "baichuan": """{%- for message in messages -%}{%- if message['role'] in ('user', 'human') -%}<reserved_106>{{ message['content'] }}{%- elif message['role'] not in ['user', 'system'] -%}<reserved_107>{{ message['content'] }}{%- endif -%}{%- endfor -%}""",
    "glm": """[gMASK]<sop>{%- if tools -%}<|system|>\n# Tools\n{% for tool in tools %}{{ tool | tojson(ensure_ascii=False) }}{% endfor %}{%- endif -%}{%- macro visible_text(content) -%}{%- if content is string -%}{{- content }}{%- elif content is iterable and content is not mapping -%}{%- for item in content -%}{%- if item is mapping and item.type == 'text' -%}{{- item.text }}{%- elif item is string -%}{{- item }}{%- endif -%}{%- endfor -%}{%- else -%}{{- content }}{%- endif -%}{%- endmacro -%}{%- set ns = namespace(last_user_index=-1) %}{%- for m in messages %}{%- if m.role == 'user' %}{% set ns.last_user_index = loop.index0 -%}{%- endif %}{%- endfor %}{% for m in messages %}{%- if m.role == 'user' -%}<|user|>\n{{ visible_text(m.content) }}{{- '/nothink' if (enable_thinking is defined and not enable_thinking and not visible_text(m.content).endswith("/nothink")) else '' -}}{%- elif m.role == 'assistant' -%}<|assistant|>{%- set reasoning_content = '' %}{%- set content = visible_text(m.content) %}{%- if m.reasoning_content is string %}{%- set reasoning_content = m.reasoning_content %}{%- endif %}{%- if m.tool_calls -%}{% for tc in m.tool_calls %}{%- if tc.function %}{%- set tc = tc.function %}{%- endif %}{{ '\n<tool_call>' + tc.name }}{% set _args = tc.arguments %}{% for k, v in _args.items() %}<arg_key>{{ k }}</arg_key><arg_value>{{ v | tojson(ensure_ascii=False) if v is not string else v }}</arg_value>{% endfor %}</tool_call>{% endfor %}{% endif %}{%- endif -%}{% endfor %}""",
    "minimax": """{%- set toolcall_begin_token = '<tool_call>' -%}{%- macro set_default_role(message) -%}{{ message.role|default('user', true) }}{%- endmacro -%}{% for message in messages %}{{ set_default_role(message) }}: {{ message.content|string|trim|replace('\\r\\n', '\\n') }}{% endfor %}""",
    "solar": """{% for message in messages %}{% if message['role'] == 'system' %}{% if message['content']%}{{'### System:\n' + message['content']+'\n\n'}}{% endif %}{% elif message['role'] == 'user' %}{{'### User:\n' + message['content']+'\n\n'}}{% endif %}{% if loop.last and add_generation_prompt %}{{ '### Assistant:\n' }}{% endif %}{% endfor %}""",
    "smollm": """{# A comment with {{ braces }} and {% tags %}. #}{% set date = strftime_now("%d %B %Y") %}{%- set reasoning_mode = "/think" if enable_thinking|default(true) else "/no_think" -%}{%- if messages[0].role == "system" -%}{%- set custom_instructions = messages[0].content.replace("/no_think", "").replace("/think", "").rstrip() -%}{%- endif -%}{%- if xml_tools or python_tools or tools -%}{%- set ns = namespace(xml_tool_string="<tools>") -%}{%- for tool in xml_tools[:] -%}{%- set ns.xml_tool_string = ns.xml_tool_string ~ (tool | string) ~ "\\n" -%}{%- endfor -%}{{ ns.xml_tool_string }}{%- endif -%}{%- for message in messages -%}{%- set content = message.content if message.content is string else "" -%}{{ "<|im_start|>" ~ message.role ~ "\\n" ~ content ~ "<|im_end|>\\n" }}{%- endfor -%}""",
    "nemotron": """<SPECIAL_10>{% for message in messages %}{% set _ = messages_copy.append(message) if messages_copy is defined else none %}{% set content = message['content'] %}{% if message['role'] == 'user' %}User: {{ content }}{% endif %}{% endfor %}{% with x = 1, y = 2 %}{{ x + y }}{% endwith %}{% filter trim %} a {% endfilter %}""",
    "firefunction": """{%- set ns = namespace(role='', content='') -%}{%- for message in messages -%}{%- set ns.role = message['role'] | upper -%}{%- set ns.content = message['content'] | trim if message['content'] is defined else '' -%}{{ '<|' ~ ns.role|lower ~ '|>' ~ ns.content }}{%- do accumulated.append(ns.content) if accumulated is defined -%}{%- if loop.index > 100 -%}{%- break -%}{%- endif -%}{%- endfor -%}""",
    "functionary": """{%- for tool in tools|sort(attribute='function.name') -%}{{ tool.function.name|capitalize }}: {{ tool.function.parameters.properties.keys()|list|join(', ') }}{%- endfor -%}{%- for role, group in messages|groupby('role') -%}{{ role }} {{ group|map(attribute='content')|select('string')|join('\n') }}{%- endfor -%}{{ messages|map(attribute='content')|map('length')|sum }}{{ messages|rejectattr('role', 'in', ['tool', 'function'])|list|last|attr('content') }}""",
    "jamba": """{%- set role_indicator_pattern = ['<|bom|>', '<|system|> ', '<|eom|>'] -%}{{- role_indicator_pattern[1] -}}{%- for i in range(0, messages|length) -%}{{ messages[i].content if i % 2 == 0 else messages[i]['content'] }}{%- endfor -%}{{ "%s: %d"|format(name, 3) }}{{ "{} of {}".format(1, 2) }}{{ 'abc'[::-1] }}{{ ['a', 'b'][0] }}""",
    "raw-block": """{% raw %}{{ this.__class__ }} {% is text %}{% endraw %}{{ bos_token }}{%- for m in messages %}{{ m.content }}{% else %}nothing{% endfor -%}{% block tail scoped %}{{ eos_token }}{% endblock tail %}""",
}

# Each of these reaches, or hides, an attribute of the interpreter.
WALKS = {
    "dot": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "subscript": "{{ ''['__class__']['__mro__'] }}",
    "attr": "{{ ''|attr('__class__')|attr('__mro__') }}",
    "lipsum": "{{ lipsum.__globals__['os'].popen('true').read() }}",
    "cycler": "{{ cycler.__init__.__globals__.os.popen('true') }}",
    "joiner": "{{ joiner.__init__.__globals__ }}",
    "namespace": "{{ namespace.__init__.__globals__ }}",
    "self": "{{ self.__init__.__globals__.__builtins__ }}",
    "self-context": "{{ self._TemplateReference__context.cycler.__init__.__globals__ }}",
    "builtins": "{% for c in [].__class__.__base__.__subclasses__() %}{% if c.__name__ == 'catch_warnings' %}{{ c.__init__.__globals__['__builtins__']['__import__']('os').system('true') }}{% endif %}{% endfor %}",
    "raise-exception": "{{ raise_exception.__globals__ }}",
    "map-attribute": "{{ ['']|map(attribute='__class__')|list }}",
    "map-attr": "{{ ['']|map('attr', '__class__')|list }}",
    "sort-attribute": "{{ ['']|sort(attribute='__class__.__mro__') }}",
    "groupby": "{{ ['']|groupby('__class__') }}",
    "selectattr": "{{ ['']|selectattr('__class__')|list }}",
    "sum-attribute": "{{ ['']|sum(attribute='__class__') }}",
    "join-attribute": "{{ ['']|join(',', attribute='__class__') }}",
    "hex-escape": "{{ ''|attr('\\x5f\\x5fclass\\x5f\\x5f') }}",
    "octal-escape": "{{ ''['\\137\\137class\\137\\137'] }}",
    "unicode-escape": "{{ ''['\\u005f\\u005fclass\\u005f\\u005f'] }}",
    "named-escape": "{{ ''['\\N{LOW LINE}\\N{low line}class__'] }}",
    "tilde": "{{ ''|attr('__cla' ~ 'ss__') }}",
    "plus": "{{ ''['__cla' + 'ss__'] }}",
    "side-by-side": "{{ ''['__cla' 'ss__'] }}",
    "join-list": "{{ ''|attr(['__', 'class', '__']|join) }}",
    "join-dict": "{{ ''|attr(dict(__cla=1, ss__=2)|join) }}",
    "join-method": "{{ ''[''.join(['__', 'class', '__'])] }}",
    "replace": "{{ ''['xxclassxx'|replace('xx', '__')] }}",
    "replace-method": "{{ ''['xxclassxx'.replace('x', '_')] }}",
    "reverse": "{{ ''['__ssalc__'|reverse] }}",
    "slice": "{{ ''['__ssalc__'[::-1]] }}",
    "slice-parts": "{{ ''['ab__class__cd'[2:-2]] }}",
    "lower": "{{ ''['__CLASS__'|lower] }}",
    "lower-method": "{{ ''['__CLASS__'.lower()] }}",
    "format-filter": "{{ ''['%s%s%s'|format('__', 'class', '__')] }}",
    "format-codes": "{{ ''['%c%cclass%c%c'|format(95, 95, 95, 95)] }}",
    "format-operator": "{{ ''['%sclass%s' % ('__', '__')] }}",
    "format-method": "{{ ''['{0}class{0}'.format('__')] }}",
    "format-walk": "{{ '{0.__class__}'.format('') }}",
    "format-walk-key": "{{ '{x[0].__class__.__mro__}'.format(x=['']) }}",
    "trim": "{{ ''['  __class__  '|trim] }}",
    "strip": "{{ ''['..__class__..'.strip('.')] }}",
    "times": "{{ ''['_' * 2 ~ 'class' ~ '_' * 2] }}",
    "split": "{{ ''['a,__class__'.split(',')[1]] }}",
    "variable": "{% set a = '__cla' %}{% set b = 'ss__' %}{{ ''[a ~ b] }}",
    "two-variables": "{% set a, b = '__cla', 'ss__' %}{{ ''|attr(a + b) }}",
    "namespace-variable": "{% set ns = namespace(a='__cla') %}{% set ns.a = ns.a ~ 'ss__' %}{{ ''[ns.a] }}",
    "loop-variable": "{% for n in ['__class__'] %}{{ ''[n] }}{% endfor %}",
    "loop-builds": "{% set ns = namespace(s='') %}{% for c in ['__', 'cl', 'ass', '__'] %}{% set ns.s = ns.s ~ c %}{% endfor %}{{ ''[ns.s] }}",
    "loop-unpacks": "{% for a, b in [('__cla', 'ss__')] %}{{ ''[a ~ b] }}{% endfor %}",
    "conditional": "{% if x %}{% set a = '__class__' %}{% else %}{% set a = 'y' %}{% endif %}{{ ''[a] }}",
    "ternary": "{{ ''['__class__' if x else 'y'] }}",
    "default": "{{ ''[x|default('__class__')] }}",
    "or": "{{ ''[x or '__class__'] }}",
    "macro": "{% macro f(o, n) %}{{ o[n] }}{% endmacro %}{{ f('', '__class__') }}",
    "macro-default": "{% macro f(o, n='__class__') %}{{ o[n] }}{% endmacro %}{{ f('') }}",
    "macro-result": "{% macro f() %}__class__{% endmacro %}{{ ''|attr(f()|string) }}",
    "macro-not-called": "{% macro f(o) %}{{ o.__class__ }}{% endmacro %}",
    "set-block": "{% set n %}__class__{% endset %}{{ ''|attr(n) }}",
    "set-block-filter": "{% set n | lower %}__CLASS__{% endset %}{{ ''|attr(n) }}",
    "with": "{% with n = '__class__' %}{{ ''[n] }}{% endwith %}",
    "dict-value": "{% set d = {'a': '__class__'} %}{{ ''[d.a] }}",
    "dict-values": "{{ ''[{'a': '__class__'}.values()|first] }}",
    "list-append": "{% set l = [] %}{% set _ = l.append('__cla') %}{% set _ = l.append('ss__') %}{{ ''[l|join] }}",
    "list-pop": "{{ ''[['x', '__class__'].pop()] }}",
    "list-index": "{{ ''[['x', '__class__'][1]] }}",
    "first-last": "{{ ''[['__class__', 'x']|first] }}",
    "random": "{{ ''[['__class__', 'x']|random] }}",
    "method-first": "{% set f = 'x'.upper %}{{ ''['__CLASS__'.lower()] }}",
    "from-generator": "{% set u = (()|select|string|list).pop(24) %}{{ ''|attr(u ~ u ~ 'class' ~ u ~ u) }}",
    "from-function": "{% set u = (lipsum|string)[18] %}{{ ''|attr(u ~ u ~ 'class' ~ u ~ u) }}",
    "cycler-next": "{% set c = cycler('__class__') %}{{ ''[c.next()] }}",
    "map-upper": "{{ ''[['__cla', 'ss__']|map('lower')|join] }}",
    "after-filter-call": "{{ (''|attr('__class__')).__mro__ }}",
    "in-condition": "{% if ''.__class__ %}{% endif %}",
    "in-loop": "{% for x in ''.__class__.__mro__ %}{% endfor %}",
    "in-argument": "{{ f(x=''.__class__) }}",
    "in-test": "{{ x is divisibleby(''.__class__) }}",
    "in-index": "{{ a[b[''.__class__]] }}",
    "in-else": "{% for x in y %}{% else %}{{ ''.__class__ }}{% endfor %}",
    "in-block": "{% block b %}{{ ''.__class__ }}{% endblock %}",
    "in-call": "{% macro m() %}{{ caller() }}{% endmacro %}{% call m() %}{{ ''.__class__ }}{% endcall %}",
    "in-filter": "{% filter upper %}{{ ''.__class__ }}{% endfilter %}",
    "in-raw-end": "{% raw %}{{ x }}{% endraw %}{{ ''.__class__ }}",
    "white-space": "{{ ''\n.\n__class__\n}}",
    "sign": "{{- ''.__class__ -}}",
    "frame": "{{ (x for_generator if false else y).gi_frame.f_globals }}".replace(" for_generator", ""),
    "mro-method": "{{ x.mro() }}",
    "popen": "{{ helper.popen('true') }}",
    "do": "{% do ''.__class__ %}",
    "print": "{% print ''.__class__ %}",
    "long-prefix": "{{ ''[('a' * 300 ~ '__class__')[300:]] }}",
    "chat": CHAT["chatml"] + "{{ cycler.__init__.__globals__ }}",
}

# Names that stay hidden however long one looks.
HIDDEN = {
    "attr-built": "{{ ''|attr('__' ~ messages[0].content ~ '__') }}",
    "attr-characters": "{% set s = (messages|string) %}{{ ''|attr(s[0] ~ s[1] ~ 'class') }}",
    "map-built": "{{ x|map(attribute=a ~ b)|list }}",
}
COMPUTED = {
    "attr-given": "{{ x|attr(messages[0].content) }}",
    "subscript-built": "{{ x['__' ~ name ~ '__'] }}",
    "map-given": "{{ x|map(attribute=name)|list }}",
}
PRIVATE = {
    "private": "{{ tokenizer._tokenizer }}",
    "literal": "{{ helper('__globals__') }}",
    "private-attr": "{{ x|attr('_private') }}",
}
NOTES = {
    "include": ("{% include 'other.jinja' %}", {"template-loads-file"}),
    "import": ("{% import 'macros.jinja' as m %}{{ m.f() }}", {"template-loads-file"}),
    "from": ("{% from 'macros.jinja' import f as g, h with context %}{{ g() }}", {"template-loads-file"}),
    "extends": ("{% extends 'base.jinja' %}{% block a %}{% endblock %}", {"template-loads-file"}),
    "range": ("{% for i in range(1000000000) %}x{% endfor %}", {"template-resources"}),
    "repeat": ("{{ 'x' * 1000000000 }}", {"template-resources"}),
    "own-tag": ("{% message role='user' %}{{ x }}{% endmessage %}", {"template-unknown-tag"}),
}
BROKEN = {
    "open-print": "{{ a",
    "open-block": "{% if a",
    "open-comment": "{# a",
    "open-string": "{{ 'a }}",
    "open-raw": "{% raw %}{{ a }}",
    "no-end": "{% for a in b %}{{ a }}",
    "wrong-end": "{% for a in b %}{% endif %}",
    "stray-end": "{{ a }}{% endfor %}",
    "brackets": "{{ (a] }}",
    "operator": "{{ a + }}",
    "character": "{{ a ? b }}",
    "no-name": "{{ a. }}",
    "for-without-in": "{% for a b %}{% endfor %}",
}


def samples():
    for name, text in CHAT.items():
        yield Sample("ok", f"{name}.jinja", text.encode())
    yield Sample("ok", "no-suffix/chat_template", CHAT["qwen3"].encode())
    yield Sample("ok", "initializer.cc", b"struct a b = {{ __messages, { 1 } }; {% }\n", status="skipped")
    yield Sample("ok", "braces.txt", b"{{ __x__ ? y : z }} is no template\n", status="skipped")
    yield Sample("evil", "by-content/prompt", WALKS["dot"].encode(), {"template-internals"})
    yield Sample("evil", "zero.jinja", b"\0" + WALKS["dot"].encode(), {"template-internals"})
    for name, text in WALKS.items():
        rules = {"template-internals"}
        if "popen(" in text or ".system(" in text:
            rules.add("template-system-call")
        if name == "popen":
            rules = {"template-system-call"}
        if "_TemplateReference" in text or "__name__" in text:
            rules.add("template-private-attribute")
        yield Sample("evil", f"{name}.jinja", text.encode(), rules)
    for name, text in HIDDEN.items():
        yield Sample("evil", f"{name}.jinja", text.encode(), {"template-hidden-attribute"})
    for name, text in COMPUTED.items():
        yield Sample("evil", f"{name}.jinja", text.encode(), {"template-computed-attribute"}, "review")
    for name, text in PRIVATE.items():
        yield Sample("evil", f"{name}.jinja", text.encode(), {"template-private-attribute"}, "review")
    for name, (text, rules) in NOTES.items():
        yield Sample("ok", f"note-{name}.jinja", text.encode(), rules)
    for name, text in BROKEN.items():
        yield Sample("bad", f"{name}.jinja", text.encode(), {"malformed"})
    yield Sample("evil", "broken-walk.jinja", b"{{ ''.__class__ }}{% if %}{{ x.__globals__ }}",
                 {"template-internals", "malformed"}, status="inconclusive")
