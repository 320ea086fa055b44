/* Reading policies and asking them. */
#include "trust/log/policy.h"

#include "base/decimal.h"
#include "base/reader.h"

/* A witness, or a group: then `need` of its members, which are names before it. */
struct log_policy_name {
	struct span name;
	bool is_group, is_member; /* is_member: of a group further down */
	size_t witness;		  /* which one */
	size_t need, n_members;
	const size_t *members;
};

struct policy_reader {
	struct arena *arena;
	struct log_policy *out;
	struct note_key logs[LOG_POLICY_KEYS_MAX], witnesses[LOG_POLICY_KEYS_MAX];
	struct span log_urls[LOG_POLICY_KEYS_MAX], witness_urls[LOG_POLICY_KEYS_MAX];
	struct log_policy_name names[LOG_POLICY_NAMES_MAX];
	bool has_quorum;
	struct span rest; /* of the line */
};

/* Words of a line. */

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t';
}

/* The next word; empty at the end of the line. */
static struct span next_word(struct policy_reader *p)
{
	size_t n = 0;

	while (p->rest.n && is_blank(p->rest.p[0]))
		p->rest = span_from(p->rest, 1);
	while (n < p->rest.n && !is_blank(p->rest.p[n]))
		n++;
	p->rest = span_from(p->rest, n);
	return span_of(p->rest.p - n, n);
}

/* Of the control characters of ASCII only tabulators. */
static bool is_text(struct span line)
{
	for (size_t i = 0; i < line.n; i++)
		if ((line.p[i] < ' ' && line.p[i] != '\t') || line.p[i] == 0x7f)
			return false;
	return true;
}

/* Names. */

static size_t find_name(const struct policy_reader *p, struct span name)
{
	for (size_t i = 0; i < p->out->n_names; i++)
		if (span_eq(p->names[i].name, name))
			return i;
	return SIZE_MAX;
}

/* A new name for a witness or a group, filled in by the caller. */
static enum reason add_name(struct policy_reader *p, struct span name, struct log_policy_name **out)
{
	if (!name.n)
		return REASON_LOG_POLICY_MALFORMED;
	if (span_is(name, "none") || find_name(p, name) != SIZE_MAX)
		return REASON_LOG_POLICY_TWICE;
	if (p->out->n_names == LOG_POLICY_NAMES_MAX)
		return REASON_LOG_POLICY_TOO_LARGE;
	*out = &p->names[p->out->n_names++];
	(*out)->name = name;
	return REASON_NONE;
}

/* Keys. */

static bool has_key(const struct note_key *keys, size_t n, const struct note_key *key)
{
	for (size_t i = 0; i < n; i++)
		if (note_key_same(&keys[i], key))
			return true;
	return false;
}

/* The next word as a key that signs checkpoints, or cosigns them, and was not there before. */
static enum reason read_key(struct policy_reader *p, bool cosigns, const struct note_key *keys,
			    size_t n, struct note_key *out)
{
	enum reason reason = note_key_read(next_word(p), p->arena, out);

	if (reason != REASON_NONE)
		return reason;
	if ((out->kind == NOTE_COSIGNATURE) != cosigns)
		return REASON_VKEY_KIND;
	if (n == LOG_POLICY_KEYS_MAX)
		return REASON_LOG_POLICY_TOO_LARGE;
	return has_key(keys, n, out) ? REASON_LOG_POLICY_TWICE : REASON_NONE;
}

static enum reason read_log(struct policy_reader *p)
{
	struct note_key key;
	enum reason reason = read_key(p, false, p->logs, p->out->n_logs, &key);

	if (reason != REASON_NONE)
		return reason;
	p->log_urls[p->out->n_logs] = next_word(p);
	p->logs[p->out->n_logs++] = key;
	return REASON_NONE;
}

static enum reason read_witness(struct policy_reader *p)
{
	struct log_policy_name *name;
	struct note_key key;
	enum reason reason = add_name(p, next_word(p), &name);

	if (reason == REASON_NONE)
		reason = read_key(p, true, p->witnesses, p->out->n_witnesses, &key);
	if (reason != REASON_NONE)
		return reason;
	name->witness = p->out->n_witnesses;
	p->witness_urls[p->out->n_witnesses] = next_word(p);
	p->witnesses[p->out->n_witnesses++] = key;
	return REASON_NONE;
}

/* Groups and the quorum. */

static bool read_need(struct span word, size_t n_members, size_t *need)
{
	uint64_t number = 0;

	if (span_is(word, "all"))
		number = n_members;
	else if (span_is(word, "any"))
		number = 1;
	else if (!decimal_read(word, &number))
		return false;
	*need = (size_t)number;
	return number >= 1 && number <= n_members;
}

static enum reason read_members(struct policy_reader *p, size_t *members, size_t *n)
{
	size_t known = p->out->n_names;

	for (struct span word; (word = next_word(p)).n;) {
		size_t at = find_name(p, word);

		if (at == SIZE_MAX)
			return REASON_LOG_POLICY_NAME;
		if (p->names[at].is_member || *n == known)
			return REASON_LOG_POLICY_TWICE;
		p->names[at].is_member = true;
		members[(*n)++] = at;
	}
	return REASON_NONE;
}

static enum reason read_group(struct policy_reader *p)
{
	struct span name = next_word(p), need = next_word(p);
	size_t *members = arena_array(p->arena, p->out->n_names + 1, sizeof(*members)), n = 0;
	struct log_policy_name *group;
	enum reason reason = read_members(p, members, &n);

	if (reason == REASON_NONE)
		reason = add_name(p, name, &group);
	if (reason != REASON_NONE)
		return reason;
	*group = (struct log_policy_name){
		.name = name, .is_group = true, .members = members, .n_members = n
	};
	return read_need(need, n, &group->need) ? REASON_NONE : REASON_LOG_POLICY_MALFORMED;
}

static enum reason read_quorum(struct policy_reader *p)
{
	struct span name = next_word(p);

	if (p->has_quorum)
		return REASON_LOG_POLICY_QUORUM;
	p->has_quorum = true;
	if (span_is(name, "none"))
		return REASON_NONE;
	p->out->quorum = find_name(p, name);
	return p->out->quorum == SIZE_MAX ? REASON_LOG_POLICY_NAME : REASON_NONE;
}

/* The file. */

static const struct {
	const char *word;
	enum reason (*read)(struct policy_reader *p);
} lines[] = {
	{ "log", read_log },
	{ "witness", read_witness },
	{ "group", read_group },
	{ "quorum", read_quorum },
};

static enum reason read_line(struct policy_reader *p)
{
	struct span word = next_word(p);

	if (!word.n || word.p[0] == '#')
		return REASON_NONE;
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		enum reason reason;

		if (!span_is(word, lines[i].word))
			continue;
		reason = lines[i].read(p);
		if (reason == REASON_NONE && next_word(p).n)
			reason = REASON_LOG_POLICY_MALFORMED;
		return reason;
	}
	return REASON_LOG_POLICY_MALFORMED;
}

/* Logs and witnesses in one array, so that a note is verified with all of them at once. */
static void join(const struct policy_reader *p)
{
	struct log_policy *out = p->out;
	size_t n = out->n_logs + out->n_witnesses;
	struct note_key *keys = arena_array(p->arena, n + 1, sizeof(*keys));
	struct span *urls = arena_array(p->arena, n + 1, sizeof(*urls));

	for (size_t i = 0; i < n; i++) {
		bool is_log = i < out->n_logs;
		size_t at = is_log ? i : i - out->n_logs;

		keys[i] = is_log ? p->logs[at] : p->witnesses[at];
		urls[i] = is_log ? p->log_urls[at] : p->witness_urls[at];
	}
	out->keys = keys;
	out->urls = urls;
	out->names = p->names;
}

/* The last line may lack its end. */
static struct span next_line(struct reader *r)
{
	struct span rest = span_of(r->p, reader_left(r));

	return span_byte(rest, '\n') == SPAN_NONE ? reader_rest(r) : reader_until(r, '\n');
}

static enum reason read_lines(struct policy_reader *p, struct reader *r)
{
	while (reader_left(r)) {
		enum reason reason;

		p->out->line++;
		p->rest = next_line(r);
		reason = is_text(p->rest) ? read_line(p) : REASON_LOG_POLICY_MALFORMED;
		if (reason != REASON_NONE)
			return reason;
	}
	return p->has_quorum ? REASON_NONE : REASON_LOG_POLICY_QUORUM;
}

enum reason log_policy_read(struct span file, struct arena *arena, struct log_policy *out)
{
	struct policy_reader *p;
	struct reader r = reader_of(file);
	enum reason reason;

	*out = (struct log_policy){ .quorum = SIZE_MAX };
	if (file.n > LOG_POLICY_MAX)
		return REASON_LOG_POLICY_TOO_LARGE;
	p = arena_alloc(arena, sizeof(*p));
	p->arena = arena;
	p->out = out;
	reason = read_lines(p, &r);
	join(p);
	return reason;
}

/* Asking. */

static bool has_quorum(const struct log_policy *policy, const struct note_seal *seals)
{
	bool met[LOG_POLICY_NAMES_MAX];

	for (size_t i = 0; i < policy->n_names; i++) {
		const struct log_policy_name *name = &policy->names[i];
		size_t n = 0;

		for (size_t j = 0; j < name->n_members; j++)
			n += met[name->members[j]];
		met[i] = name->is_group ? n >= name->need
					: seals[policy->n_logs + name->witness].is_signed;
	}
	return policy->quorum == SIZE_MAX || met[policy->quorum];
}

/* The log of that origin that has signed. */
static enum reason find_log(const struct log_policy *policy, struct span origin,
			    struct log_trust *trust)
{
	enum reason reason = REASON_CHECKPOINT_ORIGIN;

	for (size_t i = 0; i < policy->n_logs; i++) {
		if (!span_eq(policy->keys[i].name, origin))
			continue;
		reason = REASON_NOTE_UNSIGNED;
		trust->log = &policy->keys[i];
		if (trust->seals[i].is_signed)
			return REASON_NONE;
	}
	trust->log = NULL;
	return reason;
}

static bool is_from_the_future(const struct note_seal *seals, size_t n, int64_t now)
{
	for (size_t i = 0; i < n; i++)
		if (seals[i].is_signed && seals[i].time > (uint64_t)now + LOG_POLICY_SKEW)
			return true;
	return false;
}

enum reason log_policy_check(const struct log_policy *policy, const struct checkpoint *checkpoint,
			     int64_t now, struct arena *arena, struct log_trust *trust)
{
	size_t n = policy->n_logs + policy->n_witnesses;
	struct note_seal *seals = arena_array(arena, n + 1, sizeof(*seals));
	enum reason reason = note_verify(&checkpoint->note, policy->keys, n, seals), of_log;

	*trust = (struct log_trust){ .seals = seals };
	if (reason == REASON_NOTE_SIGNATURE_WRONG)
		return reason;
	of_log = find_log(policy, checkpoint->origin, trust);
	if (of_log != REASON_NONE)
		return of_log;
	if (is_from_the_future(seals, n, now))
		return REASON_COSIGNATURE_FUTURE;
	return has_quorum(policy, seals) ? REASON_NONE : REASON_QUORUM;
}
