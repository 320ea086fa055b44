/*
 * Frames as CPython's C unpickler reads them from a file that cannot be peeked into: a frame is
 * read whole into a buffer, and a read that wants more than is left in the buffer drops that rest
 * and takes all its bytes from behind the frame (gh-154848). The Python unpickler refuses such
 * streams, and loads() has all bytes in one buffer. No pickler writes them.
 */
#include "base/reader.h"
#include "format/pickle/machine.h"
#include "format/pickle/opcodes.h"

/* A read of n bytes at `at`. */
static bool crosses(uint64_t at, uint64_t n, uint64_t left, uint64_t *begin)
{
	*begin = at;
	return at < left && n > left - at;
}

static bool line_crosses(struct span rest, uint64_t at, uint64_t left, uint64_t *begin,
			 uint64_t *next)
{
	struct span line = span_from(rest, at);
	ptrdiff_t n = span_byte(line, '\n');

	*next = at + (n == SPAN_NONE ? line.n : (uint64_t)n + 1);
	return crosses(at, n == SPAN_NONE ? UINT64_MAX - at : (uint64_t)n + 1, left, begin);
}

static bool counted_crosses(struct span rest, unsigned width, uint64_t left, uint64_t *begin)
{
	struct reader r = reader_of(span_from(rest, 1));
	uint64_t n = reader_le(&r, width);

	if (crosses(1, width, left, begin))
		return true;
	return !r.bad && crosses(1 + width, n, left, begin);
}

bool frame_straddled(struct span rest, uint64_t left, uint64_t *begin)
{
	const struct opcode *opcode = &opcodes[rest.p[0]];
	uint64_t next;

	switch ((enum opcode_form)opcode->form) {
	case FORM_UNKNOWN:
		return false;
	case FORM_FIXED:
		return crosses(1, opcode->size - 1U, left, begin);
	case FORM_LINE:
		return line_crosses(rest, 1, left, begin, &next);
	case FORM_LINES:
		return line_crosses(rest, 1, left, begin, &next) ||
		       line_crosses(rest, next, left, begin, &next);
	case FORM_SIZE1:
		return counted_crosses(rest, 1, left, begin);
	case FORM_SIZE8:
		return counted_crosses(rest, 8, left, begin);
	case FORM_SIZE4:
	case FORM_SIGNED4:
		return counted_crosses(rest, 4, left, begin);
	}
	return false;
}

/* Reading as that loader does, and writing down what it reads. */
struct copy {
	struct span in;
	uint64_t at;
	uint64_t frame; /* where the open frame ends; what is not before it is not in a frame */
	bool old;	/* as before 3.8 */
	uint8_t *out;
	uint64_t n;
};

static bool take_here(struct copy *copy, uint64_t n)
{
	if (n > copy->in.n - copy->at)
		return false;
	memcpy(copy->out + copy->n, copy->in.p + copy->at, n);
	copy->n += n;
	copy->at += n;
	return true;
}

static bool take(struct copy *copy, uint64_t n)
{
	if (copy->at < copy->frame && n > copy->frame - copy->at)
		copy->at = copy->frame;
	return take_here(copy, n);
}

static bool take_line(struct copy *copy)
{
	struct span rest = span_from(copy->in, copy->at);
	ptrdiff_t n = span_byte(rest, '\n');

	if (copy->at < copy->frame && (n == SPAN_NONE || (uint64_t)n >= copy->frame - copy->at)) {
		copy->at = copy->frame;
		n = span_byte(span_from(copy->in, copy->at), '\n');
	}
	return n != SPAN_NONE && take_here(copy, (uint64_t)n + 1);
}

static uint64_t last_size(const struct copy *copy, unsigned width)
{
	struct reader r = reader_of(span_of(copy->out + copy->n - width, width));

	return reader_le(&r, width);
}

/* Since 3.8 bytes go straight to where they shall be, from the buffer and then from the file. */
static bool take_counted(struct copy *copy, const struct opcode *opcode, unsigned width)
{
	if (!take(copy, width))
		return false;

	uint64_t n = last_size(copy, width);

	if (!copy->old && (opcode->tag == TAG_BYTES || opcode->tag == TAG_BYTEARRAY))
		return take_here(copy, n);
	return take(copy, n);
}

/* A frame that does not lie inside the open one drops what is left of that. */
static bool take_frame(struct copy *copy)
{
	if (!take(copy, 8))
		return false;

	uint64_t n = last_size(copy, 8);

	if (copy->at < copy->frame && n <= copy->frame - copy->at)
		return true;
	if (copy->at < copy->frame)
		copy->at = copy->frame;
	if (n > copy->in.n - copy->at)
		return false;
	copy->frame = copy->at + n;
	return true;
}

static bool take_opcode(struct copy *copy)
{
	const struct opcode *opcode = &opcodes[copy->in.p[copy->at]];

	(void)take_here(copy, 1); /* it is there */
	if (opcode->action == ACTION_FRAME)
		return take_frame(copy);
	switch ((enum opcode_form)opcode->form) {
	case FORM_UNKNOWN:
		return false;
	case FORM_FIXED:
		return opcode->action != ACTION_STOP && take(copy, opcode->size - 1U);
	case FORM_LINE:
		return take_line(copy);
	case FORM_LINES:
		return take_line(copy) && take_line(copy);
	case FORM_SIZE1:
		return take_counted(copy, opcode, 1);
	case FORM_SIZE8:
		return take_counted(copy, opcode, 8);
	case FORM_SIZE4:
	case FORM_SIGNED4:
		return take_counted(copy, opcode, 4);
	}
	return false;
}

bool frames_dropped(struct job *job, struct span bytes, uint64_t from, bool old, struct span *out)
{
	struct copy copy = {
		.in = bytes, .at = from, .old = old, .out = job_window(job, bytes.n - from)
	};

	if (!copy.out)
		return false;
	while (copy.at < copy.in.n && take_opcode(&copy))
		;
	*out = span_of(copy.out, copy.n);
	return true;
}
