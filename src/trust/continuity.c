/* One line a name, fields between tabulators, in the order of the names. */
#include "trust/continuity.h"

#include <unistd.h>

#include "base/buf.h"
#include "base/escape.h"
#include "base/reader.h"
#include "sys/digest.h"
#include "sys/home.h"

enum { FIELDS = 6, TEXT_MAX = 1024 };

static const char head[] = "assay publishers 1\n";

static const char *const how_words[] = { "none", "registry", "key", "identity" };

const char *publisher_how_word(enum publisher_how how)
{
	return how_words[how];
}

enum err continuity_path(const char *given, struct arena *arena, const char **path)
{
	*path = given ? given : home_path(HOME_STATE, "publishers", arena);
	return *path ? OK
		     : err_set(ERR_USAGE, "there is no home folder to remember in: name a file "
					  "with --state");
}

/* Reading. */

static bool read_how(struct span word, enum publisher_how *how)
{
	for (size_t i = 0; i < sizeof(how_words) / sizeof(*how_words); i++) {
		*how = (enum publisher_how)i;
		if (span_is(word, how_words[i]))
			return true;
	}
	return false;
}

static bool read_row(struct span line, struct continuity_row *row)
{
	struct reader r = reader_of(line);
	struct span how;

	row->name = reader_until(&r, '\t');
	how = reader_until(&r, '\t');
	row->issuer = reader_until(&r, '\t');
	row->identity = reader_until(&r, '\t');
	row->version = reader_until(&r, '\t');
	row->day = reader_rest(&r);
	return !r.bad && row->name.n && read_how(how, &row->how) &&
	       span_byte(row->day, '\t') == SPAN_NONE;
}

static bool read_rows(struct continuity *continuity, struct span text)
{
	struct reader r = reader_of(text);

	if (!span_starts(text, head))
		return false;
	reader_skip(&r, sizeof(head) - 1);
	while (reader_left(&r)) {
		struct continuity_row *row = &continuity->rows[continuity->n];

		if (continuity->n + 1 >= continuity->room ||
		    !read_row(reader_until(&r, '\n'), row) || r.bad)
			return false;
		if (continuity->n && span_cmp(row[-1].name, row->name) >= 0)
			return false;
		continuity->n++;
	}
	return true;
}

static size_t count_lines(struct span text)
{
	size_t n = 0;

	for (size_t i = 0; i < text.n; i++)
		n += text.p[i] == '\n';
	return n;
}

static enum err load(struct continuity *continuity)
{
	struct span text = { 0 };
	enum err e = OK;

	if (continuity->folder.fd >= 0)
		e = folder_load(&continuity->folder, continuity->file, CONTINUITY_FILE_MAX,
				continuity->arena, &text);
	if (e != OK)
		return e;
	continuity->room = count_lines(text) + 2; /* one more may be remembered */
	continuity->rows =
		arena_array(continuity->arena, continuity->room, sizeof(*continuity->rows));
	if (!text.p || read_rows(continuity, text))
		return OK;
	return err_set(ERR_FORMAT, "%s/%s is damaged in line %zu", continuity->folder.path,
		       continuity->file, continuity->n + 2);
}

enum err continuity_open(struct continuity *continuity, const char *path, bool change,
			 struct arena *arena)
{
	const char *slash = strrchr(path, '/');
	const char *folder = !slash ? "."
			     : slash == path
				     ? "/"
				     : arena_text(arena, span_of(path, (size_t)(slash - path)));
	enum err e = OK;

	*continuity = (struct continuity){ .file = slash ? slash + 1 : path, .arena = arena };
	continuity->folder.fd = continuity->folder.lock = -1;
	if (change || access(folder, F_OK) == 0)
		e = folder_open(&continuity->folder, folder, change);
	continuity->folder.is_private = true;
	if (e == OK && change)
		e = folder_lock(&continuity->folder);
	return e == OK ? load(continuity) : e;
}

void continuity_close(struct continuity *continuity)
{
	folder_close(&continuity->folder);
}

/* Asking. */

/* Where the name is, or would be. */
static size_t place_of(const struct continuity *continuity, struct span name, bool *there)
{
	size_t low = 0, high = continuity->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (span_cmp(continuity->rows[middle].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*there = low < continuity->n && span_eq(continuity->rows[low].name, name);
	return low;
}

const struct continuity_row *continuity_find(const struct continuity *continuity, struct span name)
{
	bool there;
	size_t at = place_of(continuity, name, &there);

	return there ? &continuity->rows[at] : NULL;
}

/* What is too long to be kept is known by its digest. */
static struct span printable(struct span text, struct arena *arena)
{
	uint8_t digest[SHA256_SIZE];
	char hex[2 * SHA256_SIZE + 1];
	struct span copy;
	struct buf shown;

	if (text.n > TEXT_MAX) {
		digest_of_parts(&text, 1, digest);
		digest_hex(digest, hex);
		return span_str(arena_printf(arena, "sha256:%s", hex));
	}
	buf_init(&shown, (size_t)3 * TEXT_MAX);
	escape_path(&shown, text);
	copy = arena_copy(arena, buf_view(&shown));
	buf_free(&shown);
	return copy;
}

/* Where the last "@refs/" begins: what is before may have one in the name of a file. */
static size_t ref_of(struct span identity)
{
	static const struct span mark = SPAN("@refs/");
	size_t at = identity.n;

	for (size_t i = 0; i + mark.n <= identity.n; i++)
		if (span_eq(span_part(identity, i, mark.n), mark))
			at = i;
	return at;
}

struct span continuity_identity(struct span identity, struct arena *arena)
{
	static const char tag[] = "@refs/tags/";
	size_t at = ref_of(identity);
	struct span shown;

	if (!span_starts(span_from(identity, at), tag))
		return printable(identity, arena);
	shown = printable(span_part(identity, 0, at + sizeof(tag) - 1), arena);
	return span_str(arena_printf(arena, "%.*s*", (int)shown.n, (const char *)shown.p));
}

/* Whom nobody can take the place of without being seen: anyone gets an identity of his own, so that
 * one in the place of a key is no stronger proof of the same publisher. */
static bool is_somebody(enum publisher_how how)
{
	return how == PUBLISHER_KEY || how == PUBLISHER_IDENTITY;
}

enum reason continuity_check(const struct continuity *continuity, struct span name,
			     const struct publisher *publisher)
{
	const struct continuity_row *known = continuity_find(continuity, name);
	struct span identity = continuity_identity(publisher->identity, continuity->arena),
		    issuer = printable(publisher->issuer, continuity->arena);

	if (!known)
		return REASON_NONE;
	if (publisher->how < known->how)
		return publisher->how == PUBLISHER_NONE ? REASON_PROVENANCE_GONE
							: REASON_PROVENANCE_WEAKER;
	if (publisher->how > known->how)
		return is_somebody(known->how) ? REASON_PUBLISHER_OTHER : REASON_NONE;
	if (span_eq(identity, known->identity) && span_eq(issuer, known->issuer))
		return REASON_NONE;
	return REASON_PUBLISHER_OTHER;
}

/* Changing. */

static void write_row(struct buf *out, const struct continuity_row *row)
{
	const struct span fields[FIELDS] = { row->name,	   span_str(how_words[row->how]),
					     row->issuer,  row->identity,
					     row->version, row->day };

	for (size_t i = 0; i < FIELDS; i++) {
		buf_span(out, fields[i]);
		buf_byte(out, i + 1 < FIELDS ? '\t' : '\n');
	}
}

static enum err save(const struct continuity *continuity)
{
	struct buf out;
	enum err e;

	buf_init(&out, CONTINUITY_FILE_MAX);
	buf_str(&out, head);
	for (size_t i = 0; i < continuity->n; i++)
		write_row(&out, &continuity->rows[i]);
	e = out.over ? err_set(ERR_LIMIT, "there is more to remember than %d bytes hold",
			       CONTINUITY_FILE_MAX)
		     : folder_replace(&continuity->folder, continuity->file, buf_view(&out));
	buf_free(&out);
	return e;
}

enum err continuity_remember(struct continuity *continuity, struct span name, struct span version,
			     const struct publisher *publisher, struct span day)
{
	struct arena *arena = continuity->arena;
	bool there;
	size_t at = place_of(continuity, name, &there);
	struct continuity_row *row = &continuity->rows[at];

	if (!there) {
		memmove(row + 1, row, (continuity->n - at) * sizeof(*row));
		continuity->n++;
	}
	*row = (struct continuity_row){
		.name = arena_copy(arena, name),
		.how = publisher->how,
		.issuer = printable(publisher->issuer, arena),
		.identity = continuity_identity(publisher->identity, arena),
		.version = printable(version, arena),
		.day = day,
	};
	return save(continuity);
}

enum err continuity_forget(struct continuity *continuity, struct span name, bool *there)
{
	size_t at = place_of(continuity, name, there);
	struct continuity_row *row = &continuity->rows[at];

	if (!*there)
		return OK;
	continuity->n--;
	memmove(row, row + 1, (continuity->n - at) * sizeof(*row));
	return save(continuity);
}
