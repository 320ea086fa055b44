/* Reading and verifying signed notes. */
#include "trust/log/note.h"

#include "base/base64.h"
#include "base/escape.h"
#include "base/reader.h"

enum { SIGNATURE_MIN = NOTE_ID_SIZE + 1 };

static const char line_start[] = "\xe2\x80\x94 "; /* an em dash and a blank */

/* UTF-8 without control characters of ASCII, line ends apart. */
static bool is_text(struct span file)
{
	for (size_t i = 0; i < file.n; i++)
		if (file.p[i] < ' ' && file.p[i] != '\n')
			return false;
	return utf8_valid(file);
}

/* Splits at the last empty line. */
static bool split(struct span file, struct note *note)
{
	const uint8_t *at = NULL;

	if (!span_ends(file, "\n"))
		return false;
	for (size_t i = file.n - 1; i > 0 && !at; i--)
		if (file.p[i] == '\n' && file.p[i - 1] == '\n')
			at = file.p + i;
	if (!at)
		return false;
	note->text = span_of(file.p, (size_t)(at - file.p));
	note->signatures = span_from(file, note->text.n + 1);
	return note->signatures.n > 0;
}

static bool read_signature(struct span line, struct arena *arena, struct note_signature *signature)
{
	struct reader r = reader_of(span_from(line, sizeof(line_start) - 1));
	struct span bytes;

	if (!span_starts(line, line_start))
		return false;
	signature->name = reader_until(&r, ' ');
	if (r.bad || !note_name_valid(signature->name) ||
	    !base64_read(reader_rest(&r), arena, &bytes) || bytes.n < SIGNATURE_MIN)
		return false;
	r = reader_of(bytes);
	signature->id = (uint32_t)reader_be(&r, NOTE_ID_SIZE);
	signature->bytes = reader_rest(&r);
	return true;
}

static size_t count_lines(struct span s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += s.p[i] == '\n';
	return n;
}

enum reason note_read(struct span file, struct arena *arena, struct note *note)
{
	struct note_signature *signatures;
	struct reader r;

	*note = (struct note){ 0 };
	if (file.n > NOTE_MAX)
		return REASON_NOTE_TOO_LARGE;
	if (!is_text(file) || !split(file, note))
		return REASON_NOTE_MALFORMED;
	note->n = count_lines(note->signatures);
	if (note->n > NOTE_SIGNATURES_MAX)
		return REASON_NOTE_TOO_LARGE;
	signatures = arena_array(arena, note->n, sizeof(*signatures));
	note->signature = signatures;
	r = reader_of(note->signatures);
	for (size_t i = 0; i < note->n; i++)
		if (!read_signature(reader_until(&r, '\n'), arena, &signatures[i]))
			return REASON_NOTE_MALFORMED;
	return REASON_NONE;
}

/* Whether the signature is by some of the keys, as it says. */
static enum reason verify_one(const struct note *note, const struct note_signature *signature,
			      const struct note_key *keys, size_t n_keys, struct note_seal *seals)
{
	bool known = false, good = false;

	for (size_t i = 0; i < n_keys; i++) {
		uint64_t time;

		if (keys[i].id != signature->id || !span_eq(keys[i].name, signature->name))
			continue;
		known = true;
		if (!note_key_verify(&keys[i], note->text, signature->bytes, &time))
			continue;
		good = seals[i].is_signed = true;
		if (time > seals[i].time)
			seals[i].time = time;
	}
	return known && !good ? REASON_NOTE_SIGNATURE_WRONG : REASON_NONE;
}

enum reason note_verify(const struct note *note, const struct note_key *keys, size_t n_keys,
			struct note_seal *seals)
{
	for (size_t i = 0; i < n_keys; i++)
		seals[i] = (struct note_seal){ 0 };
	for (size_t i = 0; i < note->n; i++) {
		enum reason reason = verify_one(note, &note->signature[i], keys, n_keys, seals);

		if (reason != REASON_NONE)
			return reason;
	}
	for (size_t i = 0; i < n_keys; i++)
		if (seals[i].is_signed)
			return REASON_NONE;
	return REASON_NOTE_UNSIGNED;
}

struct span note_line(const struct note_key *key, struct span bytes, struct arena *arena)
{
	uint8_t *all = arena_alloc(arena, NOTE_ID_SIZE + bytes.n);
	struct span text;

	for (unsigned i = 0; i < NOTE_ID_SIZE; i++)
		all[i] = (uint8_t)(key->id >> (24 - 8 * i));
	memcpy(all + NOTE_ID_SIZE, bytes.p, bytes.n);
	text = base64_write(span_of(all, NOTE_ID_SIZE + bytes.n), arena);
	return span_str(arena_printf(arena, "%s%.*s %.*s\n", line_start, (int)key->name.n,
				     (const char *)key->name.p, (int)text.n, (const char *)text.p));
}
