/* Reading and writing checkpoints. */
#include "trust/log/checkpoint.h"

#include "base/base64.h"
#include "base/decimal.h"
#include "base/reader.h"

/* Lines that are not empty, or none. */
static bool is_extension(struct span lines)
{
	return !lines.n ||
	       (span_ends(lines, "\n") && !span_starts(lines, "\n") && !span_has(lines, "\n\n"));
}

enum reason checkpoint_read_text(struct span text, struct arena *arena,
				 struct checkpoint *checkpoint)
{
	struct reader r = reader_of(text);
	struct span origin = reader_until(&r, '\n'), size = reader_until(&r, '\n'),
		    root = reader_until(&r, '\n'), bytes;
	struct merkle_hash empty;

	checkpoint->origin = origin;
	checkpoint->extension = reader_rest(&r);
	if (r.bad || !origin.n || !decimal_read(size, &checkpoint->size) ||
	    !base64_read(root, arena, &bytes) || !merkle_hash_of(bytes, &checkpoint->root) ||
	    !is_extension(checkpoint->extension))
		return REASON_CHECKPOINT_MALFORMED;
	merkle_empty(&empty);
	if (!checkpoint->size && !span_eq(merkle_span(&checkpoint->root), merkle_span(&empty)))
		return REASON_CHECKPOINT_EMPTY;
	return REASON_NONE;
}

enum reason checkpoint_read(struct span file, struct arena *arena, struct checkpoint *checkpoint)
{
	enum reason reason;

	*checkpoint = (struct checkpoint){ 0 };
	reason = note_read(file, arena, &checkpoint->note);
	if (reason != REASON_NONE)
		return reason;
	return checkpoint_read_text(checkpoint->note.text, arena, checkpoint);
}

struct span checkpoint_text(struct span origin, uint64_t size, const struct merkle_hash *root,
			    struct arena *arena)
{
	struct span text = base64_write(merkle_span(root), arena);

	return span_str(arena_printf(arena, "%.*s\n%llu\n%.*s\n", (int)origin.n,
				     (const char *)origin.p, (unsigned long long)size, (int)text.n,
				     (const char *)text.p));
}
