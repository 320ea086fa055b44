/* Writing and reading of what locked children answer. */
#include "trust/answer.h"

static void put_number(struct sink *out, uint64_t number, unsigned n_bytes)
{
	for (unsigned i = 0; i < n_bytes; i++)
		sink_byte(out, (char)(uint8_t)(number >> (8 * i)));
}

void answer_put_u8(struct sink *out, uint8_t number)
{
	sink_byte(out, (char)number);
}

void answer_put_u32(struct sink *out, uint32_t number)
{
	put_number(out, number, sizeof(number));
}

void answer_put_u64(struct sink *out, uint64_t number)
{
	put_number(out, number, sizeof(number));
}

void answer_put_text(struct sink *out, struct span text)
{
	text = span_part(text, 0, UINT32_MAX);
	answer_put_u32(out, (uint32_t)text.n);
	sink_span(out, text);
}

void answer_put_reason(struct sink *out, enum reason reason)
{
	answer_put_u32(out, (uint32_t)reason);
}

struct span answer_text(struct reader *r)
{
	return reader_take(r, reader_u32le(r));
}

uint32_t answer_at_most(struct reader *r, uint32_t most)
{
	uint32_t number = reader_u32le(r);

	if (number > most)
		r->bad = true;
	return r->bad ? 0 : number;
}

enum reason answer_reason(struct reader *r)
{
	return (enum reason)answer_at_most(r, REASON_COUNT - 1);
}

enum err answer_end(const struct reader *r, const char *what)
{
	if (!r->bad && reader_left(r) == 0)
		return OK;
	return err_set(ERR_FORMAT, "the process that reads %s gave no sound answer", what);
}
