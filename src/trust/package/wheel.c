/*
 * The archive is read as every reader of zip could see it (format/zip.h); what is odd about it is
 * heard here, and members come with their SHA-256. The answer goes out as the reason, the detail,
 * how many are right, the counts, and n findings of a state and a path.
 */
#include "trust/package/wheel.h"

#include "format/format.h"
#include "format/job_run.h"
#include "jail/confine.h"
#include "sys/digest.h"
#include "sys/hasher.h"
#include "trust/answer.h"
#include "trust/package/record.h"

enum {
	WORK_MiB = 256,
	ANSWER_MAX = 8 << 20,
	RECORD_MAX = 64 << 20,
	MEMBERS_MAX = 1 << 20,
	MEMBERS_FIRST = 1 << 10,
	DETAIL_MAX = 4 << 10,
};

extern const struct format format_zip;

struct wheel {
	struct span file;
	struct job *job;
	struct arena arena;
	struct record_member *members;
	size_t n, room;
	unsigned depth;	  /* of artifacts that are open */
	bool all;	  /* take every digest of members, not SHA-256 alone */
	struct span home; /* "name-1.0.dist-info" */
	struct span record;
	bool has_record;
	enum reason reason;
	struct span detail;
};

static void refuse(struct wheel *wheel, enum reason reason, struct span detail)
{
	if (wheel->reason != REASON_NONE)
		return;
	wheel->reason = reason;
	wheel->detail = arena_copy(&wheel->arena, span_part(detail, 0, DETAIL_MAX));
}

/* What the reader of the archive says. */

/* Where pip looks: the one folder at the top that is called so. */
static void meet_folder(struct wheel *wheel, struct span path)
{
	ptrdiff_t slash = span_byte(path, '/');
	struct span top = span_part(path, 0, slash == SPAN_NONE ? 0 : (uint64_t)slash);

	if (!span_ends(top, ".dist-info") || span_eq(top, wheel->home))
		return;
	if (wheel->home.n)
		refuse(wheel, REASON_RECORD_AMBIGUOUS, top);
	else
		wheel->home = arena_copy(&wheel->arena, top);
}

static struct record_member *add_member(struct wheel *wheel)
{
	struct record_member *grown;

	if (wheel->n < wheel->room)
		return &wheel->members[wheel->n++];
	if (wheel->room == MEMBERS_MAX) {
		refuse(wheel, REASON_ARCHIVE_TOO_LARGE, (struct span){ 0 });
		return NULL;
	}
	wheel->room = wheel->room ? 2 * wheel->room : MEMBERS_FIRST;
	grown = arena_array(&wheel->arena, wheel->room, sizeof(*grown));
	if (wheel->n)
		memcpy(grown, wheel->members, wheel->n * sizeof(*grown));
	wheel->members = grown;
	return &wheel->members[wheel->n++];
}

static void take_digests(struct wheel *wheel, struct record_member *member, struct span bytes)
{
	for (unsigned i = RECORD_SHA384; i < RECORD_DIGESTS; i++) {
		uint8_t digest[DIGEST_SIZE_MAX];
		size_t n = digest_named(record_digest_name(i), bytes, digest);

		member->digests[i] = arena_copy(&wheel->arena, span_of(digest, n)).p;
	}
}

static void on_file(void *context, struct span path, struct span bytes)
{
	struct wheel *wheel = context;
	struct record_member *member = add_member(wheel);

	if (!member)
		return;
	*member =
		(struct record_member){ .name = arena_copy(&wheel->arena, path), .size = bytes.n };
	meet_folder(wheel, path);
	if (wheel->all)
		take_digests(wheel, member, bytes);
	if (!wheel->home.n || !span_eq(span_part(path, 0, wheel->home.n), wheel->home) ||
	    !span_is(span_from(path, wheel->home.n), "/RECORD") || wheel->has_record)
		return;
	if (bytes.n > RECORD_MAX)
		refuse(wheel, REASON_ARCHIVE_TOO_LARGE, path);
	wheel->has_record = true;
	wheel->record = arena_copy(&wheel->arena, span_part(bytes, 0, RECORD_MAX));
}

/* Members are told with their digest, and what is in them is no matter here. */
static bool on_known(struct span list UNUSED, struct span path UNUSED, unsigned depth UNUSED,
		     const uint8_t *digest UNUSED)
{
	return true;
}

static void on_open(void *context, struct span name UNUSED, uint64_t size UNUSED,
		    uint64_t offset UNUSED)
{
	struct wheel *wheel = context;

	wheel->depth++;
}

static void on_close(void *context, enum status status UNUSED, const uint8_t *digest)
{
	struct wheel *wheel = context;

	wheel->depth--;
	if (wheel->depth && digest && wheel->n)
		wheel->members[wheel->n - 1].digests[RECORD_SHA256] =
			arena_copy(&wheel->arena, span_of(digest, SHA256_SIZE)).p;
}

static void on_format(void *context UNUSED, size_t index UNUSED)
{
}

static void on_fact(void *context, const struct fact *fact)
{
	struct wheel *wheel = context;

	switch (fact->kind) {
	case FACT_ANOMALY:
		refuse(wheel, REASON_ARCHIVE_AMBIGUOUS, fact_text(fact, "what"));
		break;
	case FACT_MALFORMED:
		refuse(wheel, REASON_ARCHIVE_MALFORMED, fact_text(fact, "what"));
		break;
	case FACT_INCOMPLETE:
		refuse(wheel, REASON_ARCHIVE_UNREAD, fact_text(fact, "why"));
		break;
	default:
		break;
	}
}

/* In the child. */

static void read_archive(struct wheel *wheel)
{
	wheel->n = 0;
	job_run_mapped(wheel->job, wheel->file, span_str("wheel"));
}

static void judge(struct wheel *wheel, struct wheel_answer *answer)
{
	struct record record;
	struct span path;
	enum reason reason;

	read_archive(wheel);
	if (!wheel->has_record)
		refuse(wheel, REASON_RECORD_NONE, wheel->home);
	if (wheel->reason != REASON_NONE)
		return;
	reason = record_read(wheel->record, &wheel->arena, &record, &path);
	if (reason != REASON_NONE) {
		refuse(wheel, reason, path);
		return;
	}
	if (record.more_than_sha256) {
		wheel->all = true;
		read_archive(wheel);
	}
	path = arena_join(&wheel->arena, (struct span[]){ wheel->home, SPAN("/RECORD") }, 2);
	record_compare(&record, path, wheel->members, wheel->n, &wheel->arena, answer);
	wheel->reason = answer->reason;
	if (answer->n)
		wheel->detail = answer->findings[0].path;
}

static void work(void *context, struct sink *out)
{
	struct wheel *wheel = context;
	struct wheel_answer answer = { 0 };

	arena_init(&wheel->arena, MiB(WORK_MiB), NULL, NULL);
	judge(wheel, &answer);
	answer_put_reason(out, wheel->reason);
	answer_put_text(out, span_part(wheel->detail, 0, DETAIL_MAX));
	answer_put_u64(out, answer.right);
	for (unsigned state = 0; state < WHEEL_STATES; state++)
		answer_put_u64(out, answer.counts[state]);
	answer_put_u32(out, (uint32_t)answer.n);
	for (size_t i = 0; i < answer.n; i++) {
		answer_put_u32(out, answer.findings[i].state);
		answer_put_text(out, span_part(answer.findings[i].path, 0, DETAIL_MAX));
	}
	arena_free(&wheel->arena);
}

/* Reading: nothing of it is believed. */

static enum err get_answer(struct reader *r, struct arena *arena, struct wheel_answer *answer)
{
	answer->reason = answer_reason(r);
	answer->detail = answer_text(r);
	answer->right = reader_u64le(r);
	for (unsigned state = 0; state < WHEEL_STATES; state++)
		answer->counts[state] = reader_u64le(r);
	answer->n = answer_at_most(r, WHEEL_TOLD_MAX);
	answer->findings = arena_array(arena, answer->n, sizeof(*answer->findings));
	for (size_t i = 0; i < answer->n; i++) {
		answer->findings[i].state = (enum wheel_state)answer_at_most(r, WHEEL_STATES - 1);
		answer->findings[i].path = answer_text(r);
	}
	return answer_end(r, "the wheel");
}

const char *wheel_state_name(enum wheel_state state)
{
	static const char *const names[WHEEL_STATES] = { "changed", "missing", "unlisted",
							 "uncovered" };

	return names[state];
}

enum err wheel_ask(struct span file, struct arena *arena, struct wheel_answer *answer)
{
	struct wheel wheel = { .file = file };
	const struct job_options options = {
		.limits = limits_default,
		.only = &format_zip,
		.file = on_file,
		.file_context = &wheel,
		.known = on_known,
		.scratch_fd = -1,
	};
	const struct job_sink sink = { on_open, on_format, on_fact, on_close, &wheel };
	struct span bytes;
	struct reader r;
	enum err e;

	wheel.job = job_new(&options, &sink, NULL, NULL);
	e = confine_run(work, &wheel, ANSWER_MAX, arena, &bytes);
	job_free(wheel.job);
	if (e != OK)
		return e;
	r = reader_of(bytes);
	return get_answer(&r, arena, answer);
}
