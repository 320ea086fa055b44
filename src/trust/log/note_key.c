/* Verifier keys and what they verify. */
#include "trust/log/note_key.h"

#include <assert.h>
#include <stdio.h>

#include "base/base64.h"
#include "base/buf.h"
#include "base/escape.h"
#include "base/hex.h"
#include "base/reader.h"
#include "sys/digest.h"
#include "trust/public_key.h"

enum { ID_DIGITS = 8, COSIGNED_HEAD_MAX = 64, COSIGNED_MAX = 2 << 20 };

/* Names. */

/* White_Space of the Unicode Character Database (PropList.txt). */
static bool is_space(uint32_t c)
{
	return (c >= 0x09 && c <= 0x0d) || c == 0x20 || c == 0x85 || c == 0xa0 || c == 0x1680 ||
	       (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f ||
	       c == 0x205f || c == 0x3000;
}

bool note_name_valid(struct span name)
{
	if (!name.n || !utf8_valid(name))
		return false;
	for (struct span rest = name; rest.n; rest = span_from(rest, utf8_length(rest)))
		if (is_space(utf8_code(rest)) || rest.p[0] == '+' || rest.p[0] < ' ')
			return false;
	return true;
}

/* Public keys. */

/* The SubjectPublicKeyInfo of an Ed25519 key is these bytes and the key (RFC 8410 section 4). */
static const uint8_t ed25519_head[] = { 0x30, 0x2a, 0x30, 0x05, 0x06, 0x03,
					0x2b, 0x65, 0x70, 0x03, 0x21, 0x00 };

struct loaded {
	uint8_t ed25519[sizeof(ed25519_head) + NOTE_ED25519_KEY];
	struct public_key key;
};

/* Whether it is a key of its kind; then it has to be freed. */
static bool load(const struct note_key *key, struct loaded *out)
{
	if (key->kind == NOTE_ECDSA)
		return public_key_read(key->key, &out->key) && public_key_is_ec(out->key.kind) &&
		       public_key_load(&out->key);
	if (key->key.n != NOTE_ED25519_KEY)
		return false;
	memcpy(out->ed25519, ed25519_head, sizeof(ed25519_head));
	memcpy(out->ed25519 + sizeof(ed25519_head), key->key.p, NOTE_ED25519_KEY);
	return public_key_read(span_of(out->ed25519, sizeof(out->ed25519)), &out->key) &&
	       public_key_load(&out->key);
}

static uint32_t id_of(const struct note_key *key)
{
	uint8_t kind = (uint8_t)key->kind, digest[SHA256_SIZE];
	const struct span parts[] = { key->name, SPAN("\n"), { &kind, 1 }, key->key };
	struct reader r = reader_of(span_of(digest, NOTE_ID_SIZE));

	if (key->kind == NOTE_ECDSA)
		digest_of_parts(&key->key, 1, digest);
	else
		digest_of_parts(parts, sizeof(parts) / sizeof(*parts), digest);
	return (uint32_t)reader_be(&r, NOTE_ID_SIZE);
}

bool note_key_make(enum note_kind kind, struct span name, struct span key, struct note_key *out)
{
	struct loaded loaded;

	*out = (struct note_key){ .name = name, .kind = kind, .key = key };
	if (!note_name_valid(name))
		return false;
	if (!load(out, &loaded))
		return false;
	public_key_free(&loaded.key);
	out->id = id_of(out);
	return true;
}

bool note_key_same(const struct note_key *a, const struct note_key *b)
{
	return span_eq(a->key, b->key);
}

/* As text. */

static bool read_id(struct span digits, uint32_t *id)
{
	*id = 0;
	for (size_t i = 0; i < digits.n; i++) {
		uint8_t c = digits.p[i];

		if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f'))
			return false;
		*id = *id << 4 | (uint32_t)(c <= '9' ? c - '0' : c - 'a' + 10);
	}
	return digits.n == ID_DIGITS;
}

static bool is_known_kind(uint8_t kind)
{
	return kind == NOTE_ED25519 || kind == NOTE_ECDSA || kind == NOTE_COSIGNATURE;
}

enum reason note_key_read(struct span text, struct arena *arena, struct note_key *out)
{
	struct reader r = reader_of(text);
	struct span name = reader_until(&r, '+'), digits = reader_until(&r, '+'), bytes;
	uint32_t id;

	if (r.bad || !note_name_valid(name) || !read_id(digits, &id) ||
	    !base64_read(reader_rest(&r), arena, &bytes) || bytes.n < 2)
		return REASON_VKEY_MALFORMED;
	if (!is_known_kind(bytes.p[0]))
		return REASON_VKEY_KIND;
	if (!note_key_make((enum note_kind)bytes.p[0], name, span_from(bytes, 1), out))
		return REASON_VKEY_MALFORMED;
	return out->id == id ? REASON_NONE : REASON_VKEY_ID_WRONG;
}

struct span note_key_write(const struct note_key *key, struct arena *arena)
{
	uint8_t *bytes = arena_alloc(arena, key->key.n + 1);
	struct span text;
	char *vkey;

	bytes[0] = (uint8_t)key->kind;
	memcpy(bytes + 1, key->key.p, key->key.n);
	text = base64_write(span_of(bytes, key->key.n + 1), arena);
	vkey = arena_printf(arena, "%.*s+%08x+%.*s", (int)key->name.n, (const char *)key->name.p,
			    key->id, (int)text.n, (const char *)text.p);
	return span_str(vkey);
}

/* Verifying. */

/* Ed25519 takes no digest, ECDSA SHA-256 whatever the curve. */
static bool verify(const struct note_key *key, struct span message, struct span signature)
{
	struct loaded loaded;
	bool good;

	if (!load(key, &loaded))
		return false;
	good = public_key_verify_by(&loaded.key, "sha256", message, signature);
	public_key_free(&loaded.key);
	return good;
}

struct span note_cosigned_text(struct span text, uint64_t time, struct arena *arena)
{
	char *all = arena_alloc(arena, COSIGNED_HEAD_MAX + text.n);
	int n = snprintf(all, COSIGNED_HEAD_MAX, "cosignature/v1\ntime %llu\n",
			 (unsigned long long)time);

	memcpy(all + n, text.p, text.n);
	return span_of(all, (size_t)n + text.n);
}

static bool verify_cosignature(const struct note_key *key, struct span text, struct span signature,
			       uint64_t *time)
{
	struct reader r = reader_of(signature);
	struct arena arena;
	struct span raw;
	bool good;

	*time = reader_be(&r, NOTE_TIME_SIZE);
	raw = reader_rest(&r);
	if (r.bad || *time > INT64_MAX)
		return false;
	arena_init(&arena, COSIGNED_MAX, NULL, NULL);
	good = verify(key, note_cosigned_text(text, *time, &arena), raw);
	arena_free(&arena);
	return good;
}

bool note_key_verify(const struct note_key *key, struct span text, struct span signature,
		     uint64_t *time)
{
	*time = 0;
	if (key->kind == NOTE_COSIGNATURE)
		return verify_cosignature(key, text, signature, time);
	return verify(key, text, signature);
}

/* One key of each kind is read, and asked about a signature that is none. */
void note_key_warm(void)
{
	static const char *const vkeys[] = {
		"example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
		"rekor.sigstore.dev+c0d23d6a+AjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABNhtmPtrWm3U1eQXBo"
		"gSMdGvXwBcK5AW5i0hrZLOC96l+smGNM7nwZ4QvFK/4sueRoVj//QP22Ni4Qt9DPfkWLc=",
	};
	struct arena arena;

	arena_init(&arena, MiB(1), NULL, NULL);
	for (size_t i = 0; i < sizeof(vkeys) / sizeof(*vkeys); i++) {
		struct note_key key;
		uint64_t time;
		bool good = note_key_read(span_str(vkeys[i]), &arena, &key) == REASON_NONE &&
			    note_key_verify(&key, span_str("text"), span_str("none"), &time);

		assert(!good);
	}
	arena_free(&arena);
}
