/* The answer goes out as records behind their mark: rows of five texts, identities of four, and the
 * reason at the end. */
#include "trust/package/locked.h"

#include "base/hex.h"
#include "base/wildcard.h"
#include "eco/npm/tarball.h"
#include "eco/pypi/name.h"
#include "format/format.h"
#include "format/job_run.h"
#include "jail/confine.h"
#include "sys/digest.h"
#include "trust/answer.h"

enum { ANSWER_MAX = 256 << 20, TEXT_MAX = 4 << 10 };

static const char *const algorithms[] = { "sha256", "sha384", "sha512" };

enum { ALGORITHMS = sizeof(algorithms) / sizeof(*algorithms) };

enum mark { MARK_END, MARK_ROW, MARK_IDENTITY };

/* In the child. */

struct reading {
	struct span lock, name;
	struct job *job;
	struct sink *out;
	uint32_t n; /* records */
	bool has_digest;
	enum reason reason;
};

static void put_text(struct sink *out, struct span text)
{
	answer_put_text(out, span_part(text, 0, TEXT_MAX));
}

/* The others prove nothing. */
static bool is_strong(struct span digest)
{
	for (size_t i = 0; i < ALGORITHMS; i++)
		if (span_starts(digest, algorithms[i]))
			return true;
	return false;
}

static void put_component(struct reading *reading, const struct fact *fact)
{
	for (size_t i = 0; i < fact->n_attrs && reading->n < LOCKED_ROWS_MAX; i++) {
		const struct attr *attr = &fact->attrs[i];

		if (!span_is(attr->key, "digest") || !is_strong(attr->text))
			continue;
		reading->n++;
		reading->has_digest = true;
		answer_put_u8(reading->out, MARK_ROW);
		put_text(reading->out, fact_text(fact, "ecosystem"));
		put_text(reading->out, fact_text(fact, "namespace"));
		put_text(reading->out, fact_text(fact, "name"));
		put_text(reading->out, fact_text(fact, "version"));
		put_text(reading->out, attr->text);
	}
}

static void put_identity(struct reading *reading, const struct fact *fact)
{
	static const char *const texts[] = { "name", "version", "identity", "issuer", NULL };

	if (!fact_is(fact, "key", "attestation-identity") || reading->n == LOCKED_ROWS_MAX)
		return;
	reading->n++;
	answer_put_u8(reading->out, MARK_IDENTITY);
	for (size_t i = 0; texts[i]; i++)
		put_text(reading->out, fact_text(fact, texts[i]));
}

static void on_open(void *context UNUSED, struct span name UNUSED, uint64_t size UNUSED,
		    uint64_t offset UNUSED)
{
}

static void on_close(void *context UNUSED, enum status status UNUSED, const uint8_t *digest UNUSED)
{
}

static void on_format(void *context UNUSED, size_t index UNUSED)
{
}

static void on_fact(void *context, const struct fact *fact)
{
	struct reading *reading = context;

	if (fact->kind == FACT_COMPONENT)
		put_component(reading, fact);
	else if (fact->kind == FACT_METADATA)
		put_identity(reading, fact);
	else if (fact->kind == FACT_MALFORMED || fact->kind == FACT_INCOMPLETE)
		reading->reason = REASON_LOCK_MALFORMED;
}

static void work(void *context, struct sink *out)
{
	struct reading *reading = context;

	reading->out = out;
	job_run_mapped(reading->job, reading->lock, reading->name);
	if (reading->reason == REASON_NONE && !reading->has_digest)
		reading->reason = REASON_LOCK_EMPTY;
	answer_put_u8(out, MARK_END);
	answer_put_reason(out, reading->reason);
}

/* Reading: nothing of it is believed. */

/* A record takes at least this: its mark and the sizes of its texts. */
enum { RECORD_LEAST = 1 + 4 * sizeof(uint32_t) };

static void get_row(struct reader *r, struct arena *arena, struct locked_row *row)
{
	struct span scope;

	row->ecosystem = answer_text(r);
	scope = answer_text(r);
	row->name = answer_text(r);
	row->version = answer_text(r);
	row->digest = answer_text(r);
	if (span_is(row->ecosystem, "npm") && scope.n) {
		const struct span parts[] = { scope, SPAN("/"), row->name };

		row->name = arena_join(arena, parts, 3);
	}
}

static void get_identity(struct reader *r, struct locked_identity *identity)
{
	identity->name = answer_text(r);
	identity->version = answer_text(r);
	identity->identity = answer_text(r);
	identity->issuer = answer_text(r);
}

static enum err get_list(struct span bytes, struct arena *arena, struct locked_list *list)
{
	struct reader r = reader_of(bytes);
	size_t room = bytes.n / RECORD_LEAST;
	uint8_t mark;

	*list = (struct locked_list){
		.rows = arena_array(arena, room, sizeof(*list->rows)),
		.identities = arena_array(arena, room, sizeof(*list->identities)),
	};
	while ((mark = reader_u8(&r)) != MARK_END && list->n + list->n_identities < room) {
		if (mark == MARK_ROW)
			get_row(&r, arena, &list->rows[list->n++]);
		else
			get_identity(&r, &list->identities[list->n_identities++]);
	}
	list->reason = answer_reason(&r);
	return answer_end(&r, "the lock");
}

enum err locked_ask(struct span lock, struct span name, struct arena *arena,
		    struct locked_list *list)
{
	struct reading reading = { .lock = lock, .name = name };
	const struct job_options options = { .limits = limits_default, .scratch_fd = -1 };
	const struct job_sink sink = { on_open, on_format, on_fact, on_close, &reading };
	struct span bytes;
	enum err e;

	reading.job = job_new(&options, &sink, NULL, NULL);
	e = confine_run(work, &reading, ANSWER_MAX, arena, &bytes);
	job_free(reading.job);
	return e == OK ? get_list(bytes, arena, list) : e;
}

/* Comparing. */

/* Whether a file of that name can be one of the package: "name-1.0...", in Python's spelling of
 * names; or as archives of npm are called. */
static bool is_named(struct span file, const struct locked_row *row)
{
	if (span_is(row->ecosystem, "npm"))
		return npm_tarball_is(file, row->name, row->version);
	for (size_t i = 0; i < file.n; i++)
		if (file.p[i] == '-' && name_is_same(span_part(file, 0, i), row->name))
			return true;
	return false;
}

/* The digests of the file that the lock may speak of, as it writes them. */
static void take_digests(struct span bytes, struct arena *arena, struct span digests[ALGORITHMS])
{
	for (size_t i = 0; i < ALGORITHMS; i++) {
		uint8_t digest[DIGEST_SIZE_MAX];
		size_t n = digest_named(span_str(algorithms[i]), bytes, digest);
		struct span hex = hex_text(span_of(digest, n), arena);

		digests[i] = span_str(arena_printf(arena, "%s:%.*s", algorithms[i], (int)hex.n,
						   (const char *)hex.p));
	}
}

enum reason locked_find_file(const struct locked_list *list, struct span file, struct span bytes,
			     struct arena *arena, const struct locked_row **row)
{
	enum reason reason = REASON_LOCK_UNLISTED;
	struct span digests[ALGORITHMS];

	*row = NULL;
	take_digests(bytes, arena, digests);
	for (size_t i = 0; i < list->n; i++) {
		const struct locked_row *one = &list->rows[i];
		bool named = is_named(file, one), same = false;

		for (size_t k = 0; k < ALGORITHMS; k++)
			same |= span_eq(one->digest, digests[k]);
		if (same && named) {
			*row = one;
			return REASON_NONE;
		}
		if (same)
			reason = REASON_LOCK_OTHER;
		else if (named && reason == REASON_LOCK_UNLISTED)
			reason = REASON_LOCK_CHANGED;
	}
	return reason;
}

/* Who attests a package's files. */

static bool is_of(const struct locked_identity *identity, const struct locked_row *row)
{
	return name_is_same(identity->name, row->name) && span_eq(identity->version, row->version);
}

bool locked_is_attested(const struct locked_list *list, const struct locked_row *row)
{
	for (size_t i = 0; i < list->n_identities; i++)
		if (is_of(&list->identities[i], row))
			return true;
	return false;
}

bool locked_attests(const struct locked_list *list, const struct locked_row *row,
		    struct span identity, struct span issuer)
{
	for (size_t i = 0; i < list->n_identities; i++) {
		const struct locked_identity *one = &list->identities[i];

		if (one->identity.n && is_of(one, row) && wildcard_fits(one->identity, identity) &&
		    span_eq(one->issuer, issuer))
			return true;
	}
	return false;
}
