/* Keys of npm registries. */
#include "trust/package/npm_keys.h"

#include "trust/protojson.h"

static const struct {
	const char *word;
	unsigned uses;
} usages[] = {
	{ "npm:signatures", NPM_KEY_SIGNATURES },
	{ "npm:attestations", NPM_KEY_ATTESTATIONS },
};

/* A use that is not known here is none. */
static unsigned uses_of(struct span word)
{
	for (size_t i = 0; i < sizeof(usages) / sizeof(*usages); i++)
		if (span_is(word, usages[i].word))
			return usages[i].uses;
	return 0;
}

/* {keyid, expires, keytype, scheme, key}: a key has expired at that moment. */
static struct span read_own(struct protojson *in, const struct value *item, struct npm_key *key)
{
	key->id = protojson_text(in, item, "keyid");
	key->uses = NPM_KEY_SIGNATURES | NPM_KEY_ATTESTATIONS;
	key->start = INT64_MIN;
	key->end = INT64_MAX;
	if (protojson_time(in, item, "expires", &key->end))
		key->end--;
	return protojson_bytes(in, item, "key");
}

/* {keyId, keyUsage, publicKey: {rawBytes, keyDetails, validFor: {start, end}}}. */
static struct span read_tuf(struct protojson *in, const struct value *item, struct npm_key *key)
{
	const struct value *public = protojson_map(in, item, "publicKey");
	const struct value *period = protojson_map(in, public, "validFor");

	key->id = protojson_text(in, item, "keyId");
	key->uses = uses_of(protojson_text(in, item, "keyUsage"));
	key->end = INT64_MAX;
	if (!protojson_time(in, period, "start", &key->start))
		protojson_fault(in, REASON_FIELD_MALFORMED, "validFor");
	(void)protojson_time(in, period, "end", &key->end); /* without one it still goes on */
	return protojson_bytes(in, public, "rawBytes");
}

static void read_key(struct protojson *in, const struct value *item, struct npm_key *key)
{
	struct span spki = protojson_get(item, "publicKey") ? read_tuf(in, item, key)
							    : read_own(in, item, key);

	if (!key->id.n || !spki.n)
		protojson_fault(in, REASON_FIELD_MALFORMED, "keys");
	if (!public_key_read(spki, &key->key))
		key->key = (struct public_key){ .kind = KEY_NONE };
}

enum reason npm_keys_read(struct span text, struct arena *arena, struct npm_keys *keys,
			  struct span *detail)
{
	struct protojson in = { .arena = arena };
	const struct value *root = protojson_parse(&in, text);
	const struct value *list = protojson_list(&in, root, "keys");

	*keys = (struct npm_keys){ .all = arena_array(arena, NPM_KEYS_MAX, sizeof(*keys->all)) };
	if (!list || list->size < 1 || list->size > NPM_KEYS_MAX)
		protojson_fault(&in, REASON_FIELD_MALFORMED, "keys");
	else
		value_each (item, list)
			read_key(&in, item, &keys->all[keys->n++]);
	*detail = span_str(in.at);
	return in.reason == REASON_NONE ? REASON_NONE : REASON_KEYS_MALFORMED;
}

void npm_keys_free(struct npm_keys *keys)
{
	for (size_t i = 0; i < keys->n; i++)
		public_key_free(&keys->all[i].key);
}

enum reason npm_keys_find(const struct npm_keys *keys, struct span id, enum npm_key_use use,
			  struct npm_key **key)
{
	enum reason reason = REASON_KEY_UNKNOWN;

	for (size_t i = 0; i < keys->n; i++) {
		if (!span_eq(keys->all[i].id, id))
			continue;
		*key = &keys->all[i];
		if ((*key)->uses & (unsigned)use)
			return (*key)->key.kind == KEY_NONE ? REASON_KEY_MALFORMED : REASON_NONE;
		reason = REASON_KEY_PURPOSE;
	}
	return reason;
}
