/* The tree, and one compression at a time. */
#include "sys/blake3.h"

#include "sys/blake3_wide.h"

enum { WIDE_MAX = 256 }; /* chunks of a subtree that is taken at once */

/* The last compression of a chunk or a parent, which is done when it is known whether it is the
 * root. */
struct output {
	struct blake3_value value;
	uint8_t block[BLAKE3_BLOCK];
	uint64_t counter;
	uint32_t n, flags;
};

/* One compression (section 2.2). */

static uint32_t rotate(uint32_t word, unsigned n)
{
	return word >> n | word << (32 - n);
}

static uint32_t word_at(const uint8_t *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static void mix(uint32_t v[16], int a, int b, int c, int d, uint32_t mx, uint32_t my)
{
	v[a] += v[b] + mx;
	v[d] = rotate(v[d] ^ v[a], 16);
	v[c] += v[d];
	v[b] = rotate(v[b] ^ v[c], 12);
	v[a] += v[b] + my;
	v[d] = rotate(v[d] ^ v[a], 8);
	v[c] += v[d];
	v[b] = rotate(v[b] ^ v[c], 7);
}

static void round_of(uint32_t v[16], const uint32_t m[16], const uint8_t s[16])
{
	mix(v, 0, 4, 8, 12, m[s[0]], m[s[1]]);
	mix(v, 1, 5, 9, 13, m[s[2]], m[s[3]]);
	mix(v, 2, 6, 10, 14, m[s[4]], m[s[5]]);
	mix(v, 3, 7, 11, 15, m[s[6]], m[s[7]]);
	mix(v, 0, 5, 10, 15, m[s[8]], m[s[9]]);
	mix(v, 1, 6, 11, 12, m[s[10]], m[s[11]]);
	mix(v, 2, 7, 8, 13, m[s[12]], m[s[13]]);
	mix(v, 3, 4, 9, 14, m[s[14]], m[s[15]]);
}

static void compress(struct blake3_value *value, const uint8_t block[BLAKE3_BLOCK],
		     uint64_t counter, uint32_t n, uint32_t flags)
{
	uint32_t m[16], v[16] = { 0 };

	for (size_t i = 0; i < 16; i++)
		m[i] = word_at(block + 4 * i);
	memcpy(v, value->words, sizeof(value->words));
	memcpy(v + 8, blake3_start_words, 4 * sizeof(*v));
	v[12] = (uint32_t)counter;
	v[13] = (uint32_t)(counter >> 32);
	v[14] = n;
	v[15] = flags;
	for (size_t i = 0; i < BLAKE3_ROUNDS; i++)
		round_of(v, m, blake3_schedule[i]);
	for (size_t i = 0; i < 8; i++)
		value->words[i] = v[i] ^ v[i + 8];
}

static struct blake3_value start_value(void)
{
	struct blake3_value value;

	memcpy(value.words, blake3_start_words, sizeof(value.words));
	return value;
}

static void put_value(const struct blake3_value *value, uint8_t out[BLAKE3_SIZE])
{
	for (size_t i = 0; i < BLAKE3_SIZE; i++)
		out[i] = (uint8_t)(value->words[i / 4] >> 8 * (i % 4));
}

static struct blake3_value output_value(struct output *output, uint32_t flags)
{
	struct blake3_value value = output->value;

	compress(&value, output->block, output->counter, output->n, output->flags | flags);
	return value;
}

static struct output parent_output(const struct blake3_value *left,
				   const struct blake3_value *right)
{
	struct output output = { .value = start_value(),
				 .n = BLAKE3_BLOCK,
				 .flags = BLAKE3_PARENT };

	put_value(left, output.block);
	put_value(right, output.block + BLAKE3_SIZE);
	return output;
}

/* The chunk at hand (section 2.4). Its last block is kept until more is known to follow. */

static uint32_t start_flag(const struct blake3 *b)
{
	return b->n_blocks == 0 ? BLAKE3_CHUNK_START : 0;
}

static size_t chunk_length(const struct blake3 *b)
{
	return b->n_blocks * BLAKE3_BLOCK + b->held;
}

static void start_chunk(struct blake3 *b)
{
	b->value = start_value();
	b->held = b->n_blocks = 0;
}

static void add_to_chunk(struct blake3 *b, struct span bytes)
{
	while (bytes.n > 0) {
		size_t n = BLAKE3_BLOCK - b->held;

		if (n == 0) {
			compress(&b->value, b->block, b->n_chunks, BLAKE3_BLOCK, start_flag(b));
			b->n_blocks++;
			b->held = 0;
			n = BLAKE3_BLOCK;
		}
		n = n < bytes.n ? n : bytes.n;
		memcpy(b->block + b->held, bytes.p, n);
		b->held += n;
		bytes = span_from(bytes, n);
	}
}

static struct output chunk_output(const struct blake3 *b)
{
	struct output output = { .value = b->value,
				 .counter = b->n_chunks,
				 .n = (uint32_t)b->held,
				 .flags = start_flag(b) | BLAKE3_CHUNK_END };

	memcpy(output.block, b->block, b->held);
	return output;
}

/* The tree (section 2.1): whole subtrees wait on the stack for one of their size. */

static void push(struct blake3 *b, struct blake3_value value, uint64_t n_chunks)
{
	uint64_t n = b->n_chunks += n_chunks;

	for (n /= n_chunks; n % 2 == 0; n /= 2) {
		struct output parent = parent_output(&b->stack[--b->depth], &value);

		value = output_value(&parent, 0);
	}
	b->stack[b->depth++] = value;
}

static void end_chunk(struct blake3 *b)
{
	struct output output = chunk_output(b);

	push(b, output_value(&output, 0), 1);
	start_chunk(b);
}

/* Of a whole subtree: a power of two of chunks, eight to WIDE_MAX. */
static struct blake3_value subtree(const uint8_t *p, uint64_t counter, size_t n)
{
	struct blake3_value values[WIDE_MAX];

	for (size_t i = 0; i < n; i += BLAKE3_LANES)
		blake3_eight_chunks(p + i * BLAKE3_CHUNK, counter + i, values + i);
	for (; n > BLAKE3_LANES; n /= 2)
		for (size_t i = 0; i < n / 2; i += BLAKE3_LANES)
			blake3_eight_parents(values + 2 * i, values + i);
	for (; n > 1; n /= 2)
		for (size_t i = 0; i < n / 2; i++) {
			struct output parent = parent_output(&values[2 * i], &values[2 * i + 1]);

			values[i] = output_value(&parent, 0);
		}
	return values[0];
}

/* How many chunks can be taken at once: they are a subtree, and more follows. */
static size_t wide_chunks(const struct blake3 *b, size_t n_bytes)
{
	size_t n = WIDE_MAX;

	if (b->way != BLAKE3_WIDE || chunk_length(b) > 0)
		return 0;
	while (n >= BLAKE3_LANES && (b->n_chunks % n != 0 || n_bytes <= n * BLAKE3_CHUNK))
		n /= 2;
	return n >= BLAKE3_LANES ? n : 0;
}

enum blake3_way blake3_way(void)
{
	return blake3_wide_is_here() ? BLAKE3_WIDE : BLAKE3_PLAIN;
}

void blake3_start(struct blake3 *b, enum blake3_way way)
{
	b->way = way;
	b->n_chunks = 0;
	b->depth = 0;
	start_chunk(b);
}

void blake3_add(struct blake3 *b, struct span bytes)
{
	while (bytes.n > 0) {
		size_t wide, n;

		if (chunk_length(b) == BLAKE3_CHUNK)
			end_chunk(b);
		wide = wide_chunks(b, bytes.n);
		n = wide ? wide * BLAKE3_CHUNK : BLAKE3_CHUNK - chunk_length(b);
		n = n < bytes.n ? n : bytes.n;
		if (wide)
			push(b, subtree(bytes.p, b->n_chunks, wide), wide);
		else
			add_to_chunk(b, span_part(bytes, 0, n));
		bytes = span_from(bytes, n);
	}
}

void blake3_end(struct blake3 *b, uint8_t out[BLAKE3_SIZE])
{
	struct output output = chunk_output(b);
	struct blake3_value value;

	while (b->depth > 0) {
		value = output_value(&output, 0);
		output = parent_output(&b->stack[--b->depth], &value);
	}
	value = output_value(&output, BLAKE3_ROOT);
	put_value(&value, out);
}
