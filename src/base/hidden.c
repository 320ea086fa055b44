/* Looking for text that is not shown. */
#include "base/hidden.h"

#include "base/buf.h"
#include "base/escape.h"

enum {
	SPELLED_MAX = 400, /* bytes of it that are kept */
	SPELLED_LEAST = 4, /* characters in a row: fewer are an emoji's */
	ZERO_LEAST = 3,
	FLAG_MAX = 7,	      /* letters of a region's flag */
	BLACK_FLAG = 0x1f3f4, /* begins the flags of regions, which tags spell */
};

/* The byte that a character spells, or -1. */
static int spelled(uint32_t code)
{
	if (code >= 0xe0020 && code <= 0xe007e) /* tags: ASCII */
		return (int)(code - 0xe0000);
	if (code >= 0xfe00 && code <= 0xfe0f) /* variation selectors: bytes 0 to 15 */
		return (int)(code - 0xfe00);
	if (code >= 0xe0100 && code <= 0xe01ef) /* and 16 to 255 */
		return (int)(code - 0xe0100) + 16;
	return -1;
}

static bool is_zero_width(uint32_t code)
{
	return (code >= 0x200b && code <= 0x200d) || (code >= 0x2060 && code <= 0x2064) ||
	       code == 0xfeff || code == 0x180e || code == 0x00ad || code == 0x115f ||
	       code == 0x1160 || code == 0x3164;
}

static bool turns(uint32_t code)
{
	return (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
}

/* One pass; a run is characters of one kind in a row. */
struct pass {
	struct hidden *out;
	size_t n;
	bool seen[HIDDEN_DIRECTION + 1];
	struct buf spelled;
	size_t run, zeros; /* lengths of the runs under way */
	uint64_t run_at, zeros_at;
	bool flag; /* the run is a flag's */
};

static void add(struct pass *pass, enum hidden_kind kind, uint64_t offset, struct span text)
{
	if (pass->seen[kind])
		return;
	pass->seen[kind] = true;
	pass->out[pass->n++] = (struct hidden){ kind, offset, text };
}

static void end_run(struct pass *pass, struct arena *arena)
{
	if (pass->run >= SPELLED_LEAST && !(pass->flag && pass->run <= FLAG_MAX))
		add(pass, HIDDEN_SPELLED, pass->run_at,
		    arena_copy(arena, buf_view(&pass->spelled)));
	pass->run = 0;
	pass->flag = false;
	buf_clear(&pass->spelled);
}

static void take(struct pass *pass, uint32_t code, uint64_t offset, struct arena *arena)
{
	int byte = spelled(code);

	if (byte < 0) {
		end_run(pass, arena);
		pass->flag = code == BLACK_FLAG;
	} else {
		if (pass->run++ == 0)
			pass->run_at = offset;
		buf_byte(&pass->spelled, (uint8_t)byte);
	}
	if (!is_zero_width(code))
		pass->zeros = 0;
	else if (pass->zeros++ == 0)
		pass->zeros_at = offset;
	if (pass->zeros == ZERO_LEAST)
		add(pass, HIDDEN_ZERO_WIDTH, pass->zeros_at, (struct span){ 0 });
	if (turns(code))
		add(pass, HIDDEN_DIRECTION, offset, (struct span){ 0 });
}

size_t hidden_find(struct span text, struct hidden out[HIDDEN_KINDS], struct arena *arena)
{
	struct pass pass = { .out = out };

	buf_init(&pass.spelled, SPELLED_MAX);
	for (size_t i = 0; i < text.n;) {
		struct span rest = span_from(text, i);
		bool ascii = text.p[i] < 0x80;
		size_t n = ascii ? 1 : utf8_length(rest);

		if (ascii && pass.run == 0) {
			pass.zeros = 0;
			pass.flag = false;
		} else {
			take(&pass, n ? utf8_code(rest) : 0, i, arena);
		}
		i += n ? n : 1;
	}
	end_run(&pass, arena);
	buf_free(&pass.spelled);
	return pass.n;
}
