/* Reading what source decodes, through the reader of Python. */
#include "detect/layers.h"

#include "base/escape.h"
#include "code/python.h"

/* What is written where constants are decoded. Few files have any of it, and the others need not be
 * read for what they do. */
/* clang-format off */
static const char *const words[] = {
	"base64", "b64decode", "b32decode", "b16decode",
	"b85decode", "a85decode", "urlsafe_b64decode", "standard_b64decode",
	"decodebytes", "decodestring", "a2b_base64", "a2b_hex",
	"unhexlify", "fromhex", "decompress", "unquote",
	"unquote_plus", "rot13", "rot_13", "hex_codec",
	"base64_codec", "zlib_codec", "bz2_codec", "utf_16",
};
/* clang-format on */

enum { WORDS = sizeof(words) / sizeof(*words), FILTER_BITS = 1024 };

struct reading {
	enum window_role role;
	struct arena *arena;
	layer_each *each;
	void *context;
	struct layer layer;
	uint32_t hashes[WORDS];
	uint64_t filter[FILTER_BITS / 64]; /* a bit for each, by the low bits of its hash */
	size_t bytes_left, reads_left;
	bool decodes; /* the layer at hand has one of the words */
	bool full;
};

static bool is_word(const struct reading *r, uint32_t hash)
{
	if (!(r->filter[hash / 64 % (FILTER_BITS / 64)] >> (hash % 64) & 1))
		return false;
	for (size_t i = 0; i < WORDS; i++)
		if (r->hashes[i] == hash)
			return true;
	return false;
}

static void on_window(void *context, const struct window *window)
{
	struct reading *r = context;

	for (size_t i = 0; i < window->n_tokens && !r->decodes; i++)
		r->decodes = is_word(r, window->tokens[i].hash);
	r->each(r->context, &r->layer, window);
}

/* What is compressed in between, pictures and keys are no source. */
static bool is_text(struct span text)
{
	return text.n && span_byte(text, 0) == SPAN_NONE && utf8_valid(text);
}

static void read_one(struct reading *r, const struct layer *layer);

static void on_event(void *context, const struct code_event *event)
{
	struct reading *r = context;
	struct layer outer = r->layer, inner = { .depth = outer.depth + 1, .at = outer.at };
	struct span text = event->value.text;

	if (event->kind != CODE_DECODED || !is_text(text))
		return;
	if (outer.depth == LAYERS_DEPTH_MAX || text.n > r->bytes_left) {
		r->full = true;
		return;
	}
	r->bytes_left -= text.n;
	inner.text = arena_copy(r->arena, text);
	if (outer.depth == 0)
		inner.at = event->offset;
	read_one(r, &inner);
	r->layer = outer;
}

/* Functions that decode are worth being followed with what they are given. */
static uint64_t on_mark(void *context, const struct code_event *event)
{
	(void)context;
	return span_has(event->name, "decod") || span_has(event->name, "decompress") ||
			       span_has(event->name, "hex")
		       ? CODE_MARK_WORTH
		       : 0;
}

/* How the reading of events went is told where behaviours are. */
static void read_one(struct reading *r, const struct layer *layer)
{
	const struct code_sink sink = { .event = on_event, .context = r, .mark = on_mark };

	r->layer = *layer;
	r->decodes = false;
	windows_read(layer->text, r->role, on_window, r);
	if (!r->decodes)
		return;
	if (r->reads_left == 0) {
		r->full = true;
		return;
	}
	r->reads_left--;
	(void)code_python(layer->text, 0, 1, code_scopes_new(r->arena), &sink);
}

bool layers_read(struct span source, enum window_role role, struct arena *arena, layer_each *each,
		 void *context)
{
	struct reading r = { .role = role,
			     .arena = arena,
			     .each = each,
			     .context = context,
			     .bytes_left = LAYERS_BYTES_MAX,
			     .reads_left = LAYERS_READ_MAX };

	for (size_t i = 0; i < WORDS; i++) {
		r.hashes[i] = token_hash(span_str(words[i]));
		r.filter[r.hashes[i] / 64 % (FILTER_BITS / 64)] |= UINT64_C(1)
								   << (r.hashes[i] % 64);
	}
	read_one(&r, &(struct layer){ .text = source });
	return !r.full;
}
