/* Head, sections and the digest over them. */
#include "advisory/db_file.h"

#include "base/buf.h"
#include "sys/digest.h"
#include "sys/out.h"

static void place(struct db_head *head, const struct db_sections *sections)
{
	head->file_size = DB_HEAD_SIZE;
#define X(name)                                                                                    \
	head->name = (struct db_place){ .at = head->file_size, .n = sections->name.n };            \
	head->file_size += sections->name.n;
	DB_SECTIONS(X)
#undef X
}

static void put_head(const struct db_head *head, struct buf *out)
{
#define X(name) buf_le(out, head->name, 8);
	DB_NUMBERS(X)
#undef X
#define X(name)                                                                                    \
	buf_le(out, head->name.at, 8);                                                             \
	buf_le(out, head->name.n, 8);
	DB_SECTIONS(X)
#undef X
}

static void take_digest(struct span head, const struct db_sections *sections, uint8_t *sum)
{
	struct digest *digest = digest_new();

	digest_reset(digest);
	digest_add(digest, head);
#define X(name) digest_add(digest, sections->name);
	DB_SECTIONS(X)
#undef X
	digest_end(digest, sum);
	digest_free(digest);
}

enum err db_file_write(struct db_head *head, const struct db_sections *sections, int fd,
		       const char *name)
{
	uint8_t sum[SHA256_SIZE];
	struct buf first;
	struct out out;

	place(head, sections);
	buf_init(&first, DB_HEAD_SIZE);
	put_head(head, &first);
	take_digest(buf_view(&first), sections, sum);
	out_init(&out, fd, name);
	sink_str(&out.sink, DB_MAGIC);
	sink_span(&out.sink, span_of(sum, sizeof(sum)));
	sink_span(&out.sink, buf_view(&first));
#define X(name) sink_span(&out.sink, sections->name);
	DB_SECTIONS(X)
#undef X
	buf_free(&first);
	return sink_flush(&out.sink);
}
