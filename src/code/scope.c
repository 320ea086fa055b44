/* What names stand for. */
#include "code/scope.h"

#include "base/hash.h"

struct code_binding {
	struct code_binding *next;  /* in its bucket, newest first */
	struct code_binding *older; /* in its frame */
	struct span name;
	uint64_t hash;
	size_t frame;
	uint32_t block; /* in which it was bound */
	bool member;	/* seen from the functions of its class */
	struct code_value value;
};

struct code_scopes *code_scopes_new(struct arena *arena)
{
	struct code_scopes *s = arena_alloc(arena, sizeof(*s));

	*s = (struct code_scopes){
		.arena = arena,
		.pool = { .arena = arena },
		.buckets = arena_array(arena, CODE_BUCKETS_FIRST, sizeof(struct code_binding *)),
		.n_buckets = CODE_BUCKETS_FIRST,
		.items_left = CODE_KEPT_ITEMS,
		.text_left = CODE_KEPT_TEXT,
	};
	(void)code_enter(s, CODE_AT_TOP); /* the first one always has room */
	return s;
}

bool code_block_open(struct code_scopes *s)
{
	if (s->n_blocks == CODE_BLOCKS_MAX) {
		s->full = true;
		return false;
	}
	s->blocks[s->n_blocks++] = ++s->last_block;
	return true;
}

void code_block_close(struct code_scopes *s)
{
	s->n_blocks--;
}

bool code_enter(struct code_scopes *s, enum code_scope kind)
{
	if (s->n_frames == CODE_FRAMES_MAX) {
		s->full = true;
		return false;
	}
	if (!code_block_open(s))
		return false;
	s->frames[s->n_frames].kind = kind;
	s->frames[s->n_frames++].bindings = NULL;
	return true;
}

static struct code_binding **bucket(const struct code_scopes *s, uint64_t hash)
{
	return &s->buckets[hash & (s->n_buckets - 1)];
}

/* Names of one bucket stay in their order. */
static void grow(struct code_scopes *s)
{
	struct code_binding **old = s->buckets;
	size_t n = s->n_buckets;

	s->n_buckets = 4 * n;
	s->buckets = arena_array(s->arena, s->n_buckets, sizeof(*s->buckets));
	for (size_t i = 0; i < n; i++) {
		struct code_binding *ends[4] = { NULL }, *next;

		for (struct code_binding *b = old[i]; b; b = next) {
			struct code_binding **end = &ends[b->hash / n % 4];

			next = b->next;
			b->next = NULL;
			if (*end)
				(*end)->next = b;
			else
				*bucket(s, b->hash) = b;
			*end = b;
		}
	}
}

/* A bucket never holds more than CODE_CHAIN_MAX. */
static void unlink_name(const struct code_scopes *s, const struct code_binding *b)
{
	struct code_binding **at = bucket(s, b->hash);

	while (*at != b)
		at = &(*at)->next;
	*at = b->next;
}

struct code_value code_leave(struct code_scopes *s)
{
	struct code_list list = code_list_of(&s->pool);
	struct code_binding *b = s->frames[--s->n_frames].bindings, *older;

	code_block_close(s);
	for (; b; b = older) {
		older = b->older;
		unlink_name(s, b);
		if (!b->member && (b->value.kind != CODE_UNKNOWN || b->value.marks))
			code_list_add(&list, b->name, b->value);
		b->older = s->spare;
		s->spare = b;
		s->n_names--;
	}
	return (struct code_value){ .kind = CODE_DICT,
				    .items = list.first,
				    .partial = list.partial };
}

enum code_scope code_when(const struct code_scopes *s)
{
	for (size_t i = s->n_frames; i > 1; i--)
		if (s->frames[i - 1].kind == CODE_IN_FUNCTION)
			return CODE_IN_FUNCTION;
	return s->frames[s->n_frames - 1].kind;
}

/* Names of a class are not seen from its functions. */
static bool is_seen(const struct code_scopes *s, const struct code_binding *b)
{
	return b->member || b->frame == s->n_frames - 1 ||
	       s->frames[b->frame].kind != CODE_IN_CLASS;
}

static struct code_binding *find_in(const struct code_scopes *s, struct span name, size_t frame)
{
	uint64_t hash = hash_span(name);
	struct code_binding *b = *bucket(s, hash);

	for (; b; b = b->next)
		if (b->hash == hash && span_eq(b->name, name) &&
		    (frame == SIZE_MAX ? is_seen(s, b) : b->frame == frame))
			return b;
	return NULL;
}

const struct code_value *code_find(const struct code_scopes *s, struct span name)
{
	const struct code_binding *b = find_in(s, name, SIZE_MAX);

	return b ? &b->value : NULL;
}

/* The innermost class that is open, or SIZE_MAX. */
static size_t class_frame(const struct code_scopes *s)
{
	for (size_t i = s->n_frames; i > 0; i--)
		if (s->frames[i - 1].kind == CODE_IN_CLASS)
			return i - 1;
	return SIZE_MAX;
}

const struct code_value *code_find_in_class(const struct code_scopes *s, struct span name)
{
	size_t frame = class_frame(s);
	const struct code_binding *b = frame == SIZE_MAX ? NULL : find_in(s, name, frame);

	return b ? &b->value : NULL;
}

static struct code_binding *add(struct code_scopes *s, struct span name, size_t frame)
{
	uint64_t hash = hash_span(name);
	struct code_binding **head, *b;
	size_t n = 0;

	if (s->n_names > s->n_buckets && s->n_buckets < CODE_BUCKETS)
		grow(s);
	head = bucket(s, hash);
	for (b = *head; b; b = b->next)
		n++;
	if (n == CODE_CHAIN_MAX || s->n_names == CODE_NAMES_MAX || !code_has_room(s->arena)) {
		s->full = true;
		return NULL;
	}
	s->n_names++;
	b = s->spare;
	if (b)
		s->spare = b->older;
	else
		b = arena_alloc(s->arena, sizeof(*b));
	*b = (struct code_binding){ .next = *head,
				    .older = s->frames[frame].bindings,
				    .name = arena_copy(s->arena, name),
				    .hash = hash,
				    .frame = frame };
	*head = b;
	s->frames[frame].bindings = b;
	return b;
}

static void bind_in(struct code_scopes *s, struct span name, const struct code_value *value,
		    size_t frame, bool member)
{
	struct code_mark mark = code_mark(&s->pool);
	uint32_t block = s->blocks[s->n_blocks - 1];
	struct code_binding *b = find_in(s, name, frame);
	struct code_value now = *value;

	/* The block around it, or itself, was opened no later: nothing of the old value is left. */
	if (b && block > b->block)
		now = code_either(&s->pool, b->value, now);
	else if (b)
		b->block = block;
	if (!b)
		b = add(s, name, frame);
	if (!b)
		return;
	if (b->block == 0)
		b->block = block;
	b->member = member;
	b->value = code_copy(s->arena, &now, &s->items_left, &s->text_left);
	code_release(&s->pool, mark);
}

void code_bind(struct code_scopes *s, struct span name, const struct code_value *value)
{
	bind_in(s, name, value, s->n_frames - 1, false);
}

void code_bind_again(struct code_scopes *s, struct span name, const struct code_value *value)
{
	const struct code_binding *b = find_in(s, name, SIZE_MAX);
	size_t here = s->n_frames - 1, frame = b ? b->frame : here;
	struct code_mark mark = code_mark(&s->pool);
	struct code_value now = *value;

	if (frame != here)
		now = code_either(&s->pool, b->value, now);
	bind_in(s, name, &now, frame, b && b->member);
	code_release(&s->pool, mark);
}

void code_bind_marks(struct code_scopes *s, struct span name, uint64_t marks)
{
	struct code_binding *b = find_in(s, name, SIZE_MAX);

	if (b)
		b->value.marks |= marks;
}

void code_bind_member(struct code_scopes *s, struct span name, const struct code_value *value)
{
	size_t frame = class_frame(s);

	if (frame != SIZE_MAX)
		bind_in(s, name, value, frame, true);
}
