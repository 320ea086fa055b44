/* Headers of rpm. */
#include "eco/os/rpm_header.h"

#include "base/reader.h"

enum { ENTRY = 16, INT32 = 4, STRING = 6, STRING_ARRAY = 8, I18N_STRING = 9, TAGS_MAX = 0xffff };

bool rpm_header_open(struct rpm_header *header, struct span bytes)
{
	struct reader r = reader_of(bytes);

	*header = (struct rpm_header){ .n = reader_be(&r, 4) };

	uint64_t size = reader_be(&r, 4);

	if (header->n > TAGS_MAX)
		return false;
	header->index = reader_take(&r, header->n * ENTRY);
	header->store = reader_take(&r, size);
	return !r.bad;
}

struct tag {
	uint64_t kind, n;
	struct span data; /* from its place in the store to the end */
};

static bool find(const struct rpm_header *header, enum rpm_tag wanted, struct tag *tag)
{
	struct reader r = reader_of(header->index);

	for (uint64_t i = 0; i < header->n; i++) {
		uint64_t number = reader_be(&r, 4);

		tag->kind = reader_be(&r, 4);
		tag->data = span_from(header->store, reader_be(&r, 4));
		tag->n = reader_be(&r, 4);
		if (number == (uint64_t)wanted)
			return true;
	}
	return false;
}

struct rpm_list rpm_list(const struct rpm_header *header, enum rpm_tag wanted)
{
	struct tag tag;

	if (!find(header, wanted, &tag) ||
	    (tag.kind != STRING && tag.kind != STRING_ARRAY && tag.kind != I18N_STRING))
		return (struct rpm_list){ 0 };
	return (struct rpm_list){ tag.data, tag.n };
}

bool rpm_list_next(struct rpm_list *list, struct span *text)
{
	ptrdiff_t end = span_byte(list->rest, 0);

	if (list->left == 0 || end == SPAN_NONE)
		return false;
	*text = span_part(list->rest, 0, (uint64_t)end);
	list->rest = span_from(list->rest, (uint64_t)end + 1);
	list->left--;
	return true;
}

struct span rpm_text(const struct rpm_header *header, enum rpm_tag tag)
{
	struct rpm_list list = rpm_list(header, tag);
	struct span text = { 0 };

	(void)rpm_list_next(&list, &text); /* without one it stays empty */
	return text;
}

bool rpm_number(const struct rpm_header *header, enum rpm_tag wanted, uint32_t *number)
{
	struct reader r;
	struct tag tag;

	if (!find(header, wanted, &tag) || tag.kind != INT32 || tag.n == 0)
		return false;
	r = reader_of(tag.data);
	*number = (uint32_t)reader_be(&r, 4);
	return !r.bad;
}
