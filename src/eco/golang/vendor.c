/* vendor/modules.txt: the modules whose packages lie in the vendor folder (`go mod vendor`): lines
 * "# PATH VERSION" and "# PATH [VERSION] => NEW [VERSION]", packages below each. */
#include "eco/entry.h"
#include "eco/lines.h"
#include "eco/place.h"
#include "format/format.h"

enum { LINES_MAX = 1000000, WORDS_MAX = 5 };

static unsigned bid(const struct probe *probe)
{
	return place_is(probe->path, "vendor/modules.txt") && span_starts(probe->head, "# ")
		       ? BID_LIKELY
		       : BID_NONE;
}

static size_t cut_words(struct span line, struct span words[WORDS_MAX])
{
	size_t n = 0;

	while (line.n && n < WORDS_MAX) {
		ptrdiff_t blank = span_byte(line, ' ');
		struct span word =
			span_part(line, 0, blank == SPAN_NONE ? line.n : (uint64_t)blank);

		line = span_from(line, word.n + 1);
		if (word.n)
			words[n++] = word;
	}
	return n;
}

static void tell(struct job *job, struct span line, uint64_t offset, uint64_t number)
{
	struct span words[WORDS_MAX];
	size_t n = cut_words(line, words), arrow = 0;

	while (arrow < n && !span_is(words[arrow], "=>"))
		arrow++;

	bool replaced = arrow + 1 < n;
	size_t at = replaced ? arrow + 1 : 0;

	if (n < 2 || (replaced && words[at].p[0] == '.'))
		return;

	struct entry entry = entry_scoped("golang", words[at], "installed");

	if (at + 1 < n && !span_is(words[at + 1], "=>"))
		entry_text(&entry, "version", words[at + 1]);
	if (replaced)
		entry_text(&entry, "replaces", words[0]);
	entry_number(&entry, "line", number);
	entry_emit(&entry, job, offset);
}

static void read(struct job *job, struct span bytes)
{
	uint64_t offset = 0;

	for (uint64_t i = 1; i < LINES_MAX && offset < bytes.n; i++) {
		struct span rest = span_from(bytes, offset);
		ptrdiff_t end = span_byte(rest, '\n');
		struct span line = span_part(rest, 0, end == SPAN_NONE ? rest.n : (uint64_t)end);

		if (span_starts(line, "# "))
			tell(job, span_from(line, 2), offset, i);
		offset += line.n + 1;
	}
}

const struct format format_golang_vendor = {
	.name = "go_vendor",
	.bid = bid,
	.read = read,
	.of_project = true,
};
