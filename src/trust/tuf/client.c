/* The client workflow. */
#include "trust/tuf/client.h"

#include "trust/tuf/canonical.h"
#include "trust/tuf/metadata.h"

static const char *const names[TUF_ROLES] = { "root", "timestamp", "snapshot", "targets" };

const char *tuf_role_name(enum tuf_role role)
{
	return names[role];
}

struct client {
	const struct tuf_question *question;
	struct tuf_answer *answer;
	struct arena *arena;
	struct tuf_metadata metadata[TUF_ROLES];
	uint64_t seen[TUF_ROLES];
};

static const struct tuf_file *find(const struct client *client, const char *name)
{
	for (size_t i = 0; i < client->question->n; i++)
		if (span_is(client->question->files[i].name, name))
			return &client->question->files[i];
	return NULL;
}

/* "3.root.json", where the repository keeps versions apart, else "root.json". */
static const struct tuf_file *find_version(const struct client *client, enum tuf_role role,
					   uint64_t version)
{
	const struct tuf_file *file =
		find(client, arena_printf(client->arena, "%llu.%s.json",
					  (unsigned long long)version, names[role]));

	return file ? file : find(client, arena_printf(client->arena, "%s.json", names[role]));
}

static enum reason accept(struct client *client, enum tuf_role role, struct tuf_metadata *metadata)
{
	client->metadata[role] = *metadata;
	client->answer->versions[role] = metadata->version;
	client->answer->expires[role] = metadata->expires;
	return REASON_NONE;
}

/* Root, section 5.3. */

static bool is_same_role(const struct client *client, const struct tuf_metadata *a,
			 const struct tuf_metadata *b, const char *role)
{
	const struct value *left = value_get(value_get(a->body, "roles"), role);
	const struct value *right = value_get(value_get(b->body, "roles"), role);
	struct span before, after;

	return left && right && canonical_write(left, client->arena, &before) &&
	       canonical_write(right, client->arena, &after) && span_eq(before, after);
}

/* Where keys have been replaced, what was signed with the old ones counts no longer (5.3.11). */
static void forget(struct client *client, const struct tuf_metadata *next)
{
	const struct tuf_metadata *root = &client->metadata[TUF_ROOT];

	if (is_same_role(client, root, next, "timestamp") &&
	    is_same_role(client, root, next, "snapshot"))
		return;
	client->seen[TUF_TIMESTAMP] = client->seen[TUF_SNAPSHOT] = client->seen[TUF_TARGETS] = 0;
}

/* REASON_TUF_MISSING: there is no newer one. */
static enum reason next_root(struct client *client)
{
	struct tuf_metadata *root = &client->metadata[TUF_ROOT], next;
	const struct tuf_file *file = find_version(client, TUF_ROOT, root->version + 1);
	enum reason reason;

	if (!file)
		return REASON_TUF_MISSING;
	reason = tuf_read(file->bytes, "root", client->arena, &next);
	if (reason != REASON_NONE)
		return reason;
	if (next.version <= root->version && span_is(file->name, "root.json"))
		return REASON_TUF_MISSING;
	if (next.version != root->version + 1)
		return REASON_TUF_VERSION;
	if (!tuf_is_signed(&next, root, "root", client->arena) ||
	    !tuf_is_signed(&next, &next, "root", client->arena))
		return REASON_TUF_SIGNATURES;
	forget(client, &next);
	client->answer->root = file->bytes;
	return accept(client, TUF_ROOT, &next);
}

static enum reason check_root(struct client *client)
{
	struct tuf_metadata root;
	enum reason reason = tuf_read(client->question->root, "root", client->arena, &root);

	if (reason != REASON_NONE)
		return reason;
	client->answer->root = client->question->root;
	reason = accept(client, TUF_ROOT, &root);
	for (unsigned i = 0; i < TUF_ROTATIONS_MAX && reason == REASON_NONE; i++)
		reason = next_root(client);
	if (reason != REASON_TUF_MISSING)
		return reason == REASON_NONE ? REASON_TUF_VERSION : reason;
	return client->metadata[TUF_ROOT].version < client->seen[TUF_ROOT] ? REASON_TUF_ROLLBACK
									   : REASON_NONE;
}

/* The others, sections 5.4 to 5.6: each is signed by the root's keys for it and named, with its
 * version and perhaps its digests, by the one before. */

static enum reason check_role(struct client *client, enum tuf_role role,
			      const struct tuf_file *file, const struct tuf_entry *entry)
{
	struct tuf_metadata metadata;
	enum reason reason;

	if (!file)
		return REASON_TUF_MISSING;
	if (entry && !tuf_file_matches(entry, file->bytes, false, client->arena))
		return REASON_TUF_DIGEST;
	reason = tuf_read(file->bytes, names[role], client->arena, &metadata);
	if (reason != REASON_NONE)
		return reason;
	if (!tuf_is_signed(&metadata, &client->metadata[TUF_ROOT], names[role], client->arena))
		return REASON_TUF_SIGNATURES;
	if (entry && metadata.version != entry->version)
		return REASON_TUF_VERSION;
	if (metadata.version < client->seen[role])
		return REASON_TUF_ROLLBACK;
	return accept(client, role, &metadata);
}

static enum reason check_named(struct client *client, enum tuf_role role)
{
	struct tuf_entry entry;

	if (!tuf_entry(&client->metadata[role - 1], "meta",
		       arena_printf(client->arena, "%s.json", names[role]), &entry) ||
	    entry.version == 0)
		return REASON_TUF_MALFORMED;
	if (entry.version < client->seen[role])
		return REASON_TUF_ROLLBACK;
	return check_role(client, role, find_version(client, role, entry.version), &entry);
}

static enum reason check(struct client *client, enum tuf_role role)
{
	if (role == TUF_ROOT)
		return check_root(client);
	if (role == TUF_TIMESTAMP)
		return check_role(client, role, find(client, "timestamp.json"), NULL);
	return check_named(client, role);
}

/* The target, section 5.7. */

static bool is_named(struct span name, const char *target)
{
	ptrdiff_t slash = span_byte(name, '/');
	struct span file = slash == SPAN_NONE ? name : span_from(name, (uint64_t)slash + 1);
	struct span wanted = span_str(target);

	/* "trusted_root.json", or with a digest before it: "HEX.trusted_root.json". */
	if (span_eq(file, wanted))
		return true;
	return file.n > wanted.n && file.p[file.n - wanted.n - 1] == '.' &&
	       span_eq(span_from(file, file.n - wanted.n), wanted);
}

static enum reason find_target(struct client *client)
{
	const struct tuf_question *question = client->question;
	struct tuf_entry entry;
	bool is_there = false;

	if (!tuf_entry(&client->metadata[TUF_TARGETS], "targets", question->target, &entry))
		return REASON_TUF_TARGET;
	for (size_t i = 0; i < question->n; i++) {
		if (!is_named(question->files[i].name, question->target))
			continue;
		is_there = true;
		if (!tuf_file_matches(&entry, question->files[i].bytes, true, client->arena))
			continue;
		client->answer->target = question->files[i].bytes;
		return REASON_NONE;
	}
	return is_there ? REASON_TUF_DIGEST : REASON_TUF_MISSING;
}

void tuf_check(const struct tuf_question *question, struct arena *arena, struct tuf_answer *answer)
{
	struct client client = { .question = question, .answer = answer, .arena = arena };

	*answer = (struct tuf_answer){ 0 };
	memcpy(client.seen, question->seen, sizeof(client.seen));
	for (unsigned role = 0; role < TUF_ROLES && answer->reason == REASON_NONE; role++) {
		answer->role = (enum tuf_role)role;
		answer->reason = check(&client, answer->role);
		if (answer->reason == REASON_NONE && answer->expires[role] <= question->now)
			answer->reason = REASON_TUF_EXPIRED;
	}
	if (answer->reason == REASON_NONE)
		answer->reason = find_target(&client);
}
