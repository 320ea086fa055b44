/* A lexer for dotted names, as torch/csrc/jit/frontend/lexer.h splits the text. */
#include "format/torch/script.h"

#include "base/arena.h"

enum { NAME_MAX_BYTES = 200 };

/* Operators that do more than compute (torch/csrc/jit/runtime/register_prim_ops.cpp,
 * native_functions.yaml: aten::save, aten::from_file). */
static const char *const effects[] = { "save", "from_file" };

/* Namespaces that PyTorch itself brings along, and that only compute. */
static const char *const own[] = {
	"aten",
	"prim",
	"prims",
	"quantized",
	"_quantized",
	"quantization",
	"prepacked",
	"mkldnn",
	"mkldnn_prepacked",
	"sparse",
	"static_runtime",
	"profiler",
	"inductor",
	"onednn",
	"xnnpack",
	"rnn",
	"_nnapi",
	"nnapi",
	"cuda",
	"mkl",
	"cudnn",
	"mps",
	"vulkan",
	"vulkan_prepack",
	"metal",
	"metal_prepack",
	"_test",
};

/* A dotted name as it is put together. */
struct name {
	char text[NAME_MAX_BYTES];
	size_t n;
	bool dotted; /* the last thing read was a dot that continues it */
};

static bool is_one_of(struct span word, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (span_is(word, words[i]))
			return true;
	return false;
}

static bool has_effect(struct span op)
{
	return is_one_of(op, effects, sizeof(effects) / sizeof(effects[0]));
}

static bool is_own(struct span space)
{
	return is_one_of(space, own, sizeof(own) / sizeof(own[0]));
}

/* The part up to the next dot, which is taken off. */
static struct span pop_part(struct span *path)
{
	ptrdiff_t dot = span_byte(*path, '.');
	struct span part = span_part(*path, 0, dot == SPAN_NONE ? path->n : (uint64_t)dot);

	*path = span_from(*path, (uint64_t)part.n + 1);
	return part;
}

/* Whether a dotted name is an operator that is worth a fact, and of which kind. */
static bool is_notable(struct span path, enum script_kind *kind)
{
	struct span rest = path, head = pop_part(&rest), space;

	if (span_is(head, "__torch__") && span_starts(rest, "torch.classes."))
		head = pop_part(&rest); /* as a type is written */
	*kind = rest.n ? SCRIPT_LIBRARY : SCRIPT_BARE;
	if (!span_is(head, "torch") && !span_is(head, "ops"))
		return false;
	space = pop_part(&rest);
	if (span_is(head, "torch") && !span_is(space, "classes")) {
		*kind = space.n ? SCRIPT_EFFECT : SCRIPT_BARE;
		return space.n == 0 || has_effect(space);
	}
	if (span_is(head, "torch"))
		space = pop_part(&rest);
	else if (rest.n == 0)
		*kind = SCRIPT_BARE;
	if (*kind == SCRIPT_BARE || !is_own(space))
		return true;
	*kind = SCRIPT_EFFECT;
	return has_effect(pop_part(&rest));
}

static void say(struct job *job, struct script *script, enum script_kind kind, struct span op,
		struct span member)
{
	size_t n = script->n_said[kind];

	for (size_t i = 0; i < n; i++)
		if (span_eq(script->said[kind][i], op))
			return;
	if (n == SCRIPT_SAID_MAX)
		return;
	script->said[kind][n] = arena_copy(job_arena(job), op);
	script->n_said[kind]++;
	JOB_FACT(job, FACT_CODE, OFFSET_NONE, ATTR_WORD("language", "torchscript"),
		 ATTR_TEXT("operator", op), ATTR_TEXT("member", member));
}

static void flush(struct job *job, struct script *script, struct span member, struct name *name)
{
	struct span op = span_of(name->text, name->n);
	enum script_kind kind;

	if (is_notable(op, &kind))
		say(job, script, kind, op, member);
	*name = (struct name){ 0 };
}

/* The offset behind the string literal whose opening quote is before `at`. */
static size_t skip_string(struct span text, size_t at, uint8_t quote)
{
	const uint8_t three[] = { quote, quote, quote };
	bool is_long = span_eq(span_part(text, at, 2), span_of(three, 2));
	size_t n = is_long ? 3 : 1;

	at += is_long ? 2 : 0;
	while (at < text.n && !span_eq(span_part(text, at, n), span_of(three, n))) {
		if (text.p[at] == '\n' && !is_long)
			return at;
		at += text.p[at] == '\\' ? 2 : 1;
	}
	return at + n;
}

static size_t skip_line(struct span text, size_t at)
{
	while (at < text.n && text.p[at] != '\n')
		at++;
	return at;
}

static bool is_word(uint8_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       c == '_' || c >= 0x80;
}

static void add(struct name *name, struct span word)
{
	size_t room = sizeof(name->text) - name->n;

	if (word.n + 1 > room)
		word.n = room ? room - 1 : 0;
	if (name->n && room)
		name->text[name->n++] = '.';
	memcpy(name->text + name->n, word.p, word.n);
	name->n += word.n;
	name->dotted = false;
}

/* Blanks and closing brackets do not end a name: (torch).save is torch.save. */
static bool is_gap(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\\' ||
	       c == ')';
}

void script_read(struct job *job, struct script *script, struct span member, struct span text)
{
	struct name name = { 0 };
	bool after_dot = false; /* of an expression, which is no name */

	for (size_t at = 0; at < text.n;) {
		uint8_t c = text.p[at];
		size_t start = at++;

		if (is_word(c)) {
			while (at < text.n && is_word(text.p[at]))
				at++;
			if (!name.dotted)
				flush(job, script, member, &name);
			if (!after_dot)
				add(&name, span_part(text, start, at - start));
			after_dot = false;
		} else if (c == '.') {
			name.dotted = name.n > 0;
			after_dot = name.n == 0;
		} else if (c == '#') {
			at = skip_line(text, at);
		} else if (!is_gap(c)) {
			flush(job, script, member, &name);
			after_dot = false;
			if (c == '"' || c == '\'')
				at = skip_string(text, at, c);
		}
	}
	flush(job, script, member, &name);
}

void script_read_bytecode(struct job *job, struct script *script, struct span member,
			  struct span pickle)
{
	static const char *const names[] = { "aten::save", "aten::from_file" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (span_has(pickle, names[i]))
			say(job, script, SCRIPT_EFFECT, span_str(names[i]), member);
}
