/* RECORD: path, digest in base64 for URLs without padding, size. */
#include "trust/package/record.h"

#include "base/base64.h"
#include "base/decimal.h"
#include "base/sort.h"
#include "eco/csv.h"
#include "sys/hasher.h"

enum { FIELDS = 3, ROWS_MAX = 1 << 20 };

static const struct span names[RECORD_DIGESTS] = {
	[RECORD_SHA256] = SPAN("sha256"),
	[RECORD_SHA384] = SPAN("sha384"),
	[RECORD_SHA512] = SPAN("sha512"),
};

struct span record_digest_name(enum record_digest digest)
{
	return names[digest];
}

/* Reading. */

/* A path within the archive that every system takes for the same. */
static bool is_path(struct span path)
{
	struct span rest = path;

	if (!path.n || span_byte(path, 0) != SPAN_NONE || span_byte(path, '\\') != SPAN_NONE)
		return false;
	for (;;) {
		ptrdiff_t slash = span_byte(rest, '/');
		struct span part = span_part(rest, 0, slash < 0 ? rest.n : (uint64_t)slash);

		if (!part.n || span_is(part, ".") || span_is(part, ".."))
			return false;
		if (slash == SPAN_NONE)
			return true;
		rest = span_from(rest, (uint64_t)slash + 1);
	}
}

static void read_digest(struct span field, struct record_row *row)
{
	ptrdiff_t equals = span_byte(field, '=');

	row->digest = RECORD_DIGESTS;
	if (equals == SPAN_NONE)
		return;
	row->text = span_from(field, (uint64_t)equals + 1);
	for (unsigned i = 0; i < RECORD_DIGESTS; i++)
		if (span_eq(span_part(field, 0, (uint64_t)equals), names[i]))
			row->digest = i;
}

static bool read_row(const struct csv_row *fields, struct record_row *row)
{
	*row = (struct record_row){ 0 };
	if (fields->n != FIELDS)
		return false;
	row->path = fields->fields[0];
	read_digest(fields->fields[1], row);
	row->has_size = fields->fields[2].n > 0;
	return !row->has_size || decimal_read(fields->fields[2], &row->size);
}

static int order_rows(const void *a, const void *b)
{
	return span_cmp(((const struct record_row *)a)->path, ((const struct record_row *)b)->path);
}

static enum reason check(struct record *record, struct span *detail)
{
	for (size_t i = 0; i < record->n; i++) {
		const struct record_row *row = &record->rows[i];

		*detail = row->path;
		if (!is_path(row->path))
			return REASON_MANIFEST_NAME;
		if (i && span_eq(row->path, record->rows[i - 1].path))
			return REASON_MANIFEST_TWICE;
		record->more_than_sha256 |=
			row->digest != RECORD_SHA256 && row->digest != RECORD_DIGESTS;
	}
	*detail = (struct span){ 0 };
	return REASON_NONE;
}

/* As many as there are line ends, and one. */
static size_t room_of(struct span text)
{
	size_t n = 1;

	for (size_t i = 0; i < text.n && n < ROWS_MAX; i++)
		n += text.p[i] == '\n' || text.p[i] == '\r';
	return n;
}

enum reason record_read(struct span text, struct arena *arena, struct record *record,
			struct span *detail)
{
	struct csv csv = csv_of(text, arena);
	size_t room = room_of(text);
	struct csv_row fields;

	*record = (struct record){ .rows = arena_array(arena, room, sizeof(*record->rows)) };
	*detail = (struct span){ 0 };
	while (csv_next(&csv, &fields)) {
		if (record->n == room || csv.fault || !read_row(&fields, &record->rows[record->n]))
			return REASON_MANIFEST_MALFORMED;
		record->n++;
	}
	sort_rows(record->rows, record->n, sizeof(*record->rows), order_rows);
	return check(record, detail);
}

/* Comparing. */

struct comparison {
	struct span path;
	struct arena *arena;
	struct wheel_answer *answer;
};

static void find(struct comparison *c, enum wheel_state state, struct span path)
{
	struct wheel_answer *answer = c->answer;

	answer->counts[state]++;
	if (answer->n < WHEEL_TOLD_MAX)
		answer->findings[answer->n++] = (struct wheel_finding){ state, path };
}

/* The RECORD, and signatures over it that were added later (PEP 427, "Signed wheel files"). */
static bool is_own(const struct comparison *c, struct span path)
{
	struct span rest;

	if (!span_eq(span_part(path, 0, c->path.n), c->path))
		return false;
	rest = span_from(path, c->path.n);
	return !rest.n || span_is(rest, ".jws") || span_is(rest, ".p7s");
}

static bool is_digest(const struct record_row *row, const struct record_member *member,
		      struct arena *arena)
{
	size_t size = hasher_size(hasher_kind(names[row->digest]));
	struct span text = base64_write(span_of(member->digests[row->digest], size), arena);

	while (text.n && text.p[text.n - 1] == '=')
		text.n--;
	if (text.n != row->text.n)
		return false;
	for (size_t i = 0; i < text.n; i++) {
		uint8_t byte = text.p[i];

		if (row->text.p[i] != (byte == '+' ? '-' : byte == '/' ? '_' : byte))
			return false;
	}
	return true;
}

static void compare_one(struct comparison *c, const struct record_row *row,
			const struct record_member *member)
{
	bool proves = row->digest != RECORD_DIGESTS && member->digests[row->digest];

	if (row->has_size && row->size != member->size && !is_own(c, row->path))
		find(c, WHEEL_CHANGED, row->path);
	else if (proves && !is_digest(row, member, c->arena))
		find(c, WHEEL_CHANGED, row->path);
	else if (!proves && !is_own(c, row->path))
		find(c, WHEEL_UNCOVERED, row->path);
	else
		c->answer->right++;
}

static int order_members(const void *a, const void *b)
{
	return span_cmp(((const struct record_member *)a)->name,
			((const struct record_member *)b)->name);
}

static enum reason reason_of(const struct wheel_answer *answer)
{
	static const enum reason reasons[WHEEL_STATES] = {
		[WHEEL_CHANGED] = REASON_RECORD_CHANGED,
		[WHEEL_MISSING] = REASON_RECORD_MISSING,
		[WHEEL_UNLISTED] = REASON_RECORD_UNLISTED,
		[WHEEL_UNCOVERED] = REASON_RECORD_UNCOVERED,
	};

	for (unsigned state = 0; state < WHEEL_STATES; state++)
		if (answer->counts[state])
			return reasons[state];
	return REASON_NONE;
}

void record_compare(const struct record *record, struct span path, struct record_member *members,
		    size_t n, struct arena *arena, struct wheel_answer *answer)
{
	struct comparison c = { path, arena, answer };
	size_t row = 0, member = 0;

	sort_rows(members, n, sizeof(*members), order_members);
	answer->findings = arena_array(arena, WHEEL_TOLD_MAX, sizeof(*answer->findings));
	while (row < record->n || member < n) {
		int order = row == record->n ? 1
			    : member == n    ? -1
					  : span_cmp(record->rows[row].path, members[member].name);

		if (order < 0 && !is_own(&c, record->rows[row].path))
			find(&c, WHEEL_MISSING, record->rows[row].path);
		else if (order > 0 && !is_own(&c, members[member].name))
			find(&c, WHEEL_UNLISTED, members[member].name);
		else if (order == 0)
			compare_one(&c, &record->rows[row], &members[member]);
		row += order <= 0;
		member += order >= 0;
	}
	answer->reason = reason_of(answer);
}
