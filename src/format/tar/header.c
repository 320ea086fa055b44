/* One block of a tar archive: the header's fields, and the records of pax extended headers. */
#include "format/tar/part.h"

#include "base/reader.h"

enum { CHECKSUM_AT = 148, CHECKSUM_SIZE = 8 };

struct span tar_text(struct span field)
{
	ptrdiff_t nul = span_byte(field, 0);

	return nul == SPAN_NONE ? field : span_part(field, 0, (uint64_t)nul);
}

static bool binary_number(struct span field, uint64_t *value)
{
	struct reader r = reader_of(field);
	uint8_t first = reader_u8(&r);

	*value = 0;
	if (first != 0x80)
		return false; /* negative, or what only some readers take for a number */
	while (reader_left(&r) > 8)
		if (reader_u8(&r) != 0)
			return false;
	*value = reader_be(&r, (unsigned)reader_left(&r));
	return *value <= INT64_MAX;
}

static bool octal_number(struct span text, uint64_t *value)
{
	size_t i = 0;

	*value = 0;
	while (i < text.n && text.p[i] == ' ')
		i++;
	for (; i < text.n && text.p[i] >= '0' && text.p[i] <= '7'; i++)
		*value = *value << 3 | (uint64_t)(text.p[i] - '0'); /* 12 digits at most */
	while (i < text.n && text.p[i] == ' ')
		i++;
	return i == text.n;
}

bool tar_number(struct span field, uint64_t *value)
{
	if (field.n && field.p[0] & 0x80)
		return binary_number(field, value);
	return octal_number(tar_text(field), value);
}

bool tar_is_header(struct span block)
{
	struct span field = span_part(block, CHECKSUM_AT, CHECKSUM_SIZE);
	uint64_t said, sum = 0;
	int64_t signed_sum = 0;

	if (block.n < TAR_BLOCK || field.p[0] & 0x80 || !octal_number(tar_text(field), &said))
		return false;
	for (size_t i = 0; i < TAR_BLOCK; i++) {
		uint8_t byte = i - CHECKSUM_AT < CHECKSUM_SIZE ? ' ' : block.p[i];

		sum += byte;
		signed_sum += (int8_t)byte;
	}
	return said == sum || (int64_t)said == signed_sum;
}

bool tar_read_header(struct span block, struct tar_header *header)
{
	struct span magic = span_part(block, 257, 6);

	*header = (struct tar_header){ 0 };
	if (!tar_is_header(block))
		return false;
	header->name = tar_text(span_part(block, 0, 100));
	header->type = block.p[156];
	header->link = tar_text(span_part(block, 157, 100));
	header->prefix = tar_text(span_part(block, 345, 155));
	header->is_posix = span_eq(magic, span_of("ustar\0", 6));
	return tar_number(span_part(block, 124, 12), &header->size);
}

uint64_t tar_blocks(uint64_t size)
{
	return (size + TAR_BLOCK - 1) / TAR_BLOCK * TAR_BLOCK; /* size is below 2^63 */
}

bool tar_decimal(struct span s, uint64_t *value)
{
	*value = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9' || *value > INT64_MAX / 10 - 1)
			return false;
		*value = *value * 10 + (uint64_t)(s.p[i] - '0');
	}
	return s.n > 0;
}

/* Section "pax Extended Header" of POSIX.1-2001: the length counts the whole record. */
bool tar_record(struct reader *r, struct span *key, struct span *value, bool *broken)
{
	struct reader whole = *r;
	uint64_t length, digits;

	*broken = false;
	if (reader_left(r) == 0)
		return false;
	*broken = true;
	if (!tar_decimal(reader_until(&whole, ' '), &length))
		return false;
	digits = reader_offset(&whole) - reader_offset(r);
	if (whole.bad || length < digits + 2)
		return false;

	struct span body = reader_take(&whole, length - digits);
	ptrdiff_t equals = span_byte(body, '=');

	if (whole.bad || body.p[body.n - 1] != '\n' || equals == SPAN_NONE)
		return false;
	*key = span_part(body, 0, (uint64_t)equals);
	*value = span_part(body, (uint64_t)equals + 1, body.n - (uint64_t)equals - 2);
	*broken = false;
	*r = whole;
	return true;
}
