/*
 * What names stand for while a file is read once, from top to bottom.
 *
 * Frames are modules, classes and functions, one in the other. Blocks are the bodies of conditions
 * and loops (and frames): a name that is bound again in a block that may not run, or in another
 * branch, can be either value from then on; bound again on the same way, it is the new one.
 */
#pragma once

#include "code/value.h"

enum {
	CODE_BUCKETS_FIRST = 64, /* as many as there are names, */
	CODE_BUCKETS = 4096,	 /* up to so many */
	CODE_NAMES_MAX = 32768,	 /* bound at one time, over all frames */
	CODE_CHAIN_MAX = 64,	 /* names in one bucket: more are chosen to collide */
	CODE_BLOCKS_MAX = 200,
	CODE_KEPT_ITEMS = 32768,  /* of all values that are bound */
	CODE_KEPT_TEXT = 4 << 20, /* bytes of them */
	CODE_FRAMES_MAX = CODE_DEPTH_MAX + 2,
};

struct code_binding;

struct code_scopes {
	struct arena *arena;
	struct code_pool pool;
	struct code_binding **buckets, *spare; /* of frames that were left */
	size_t n_buckets;
	struct {
		enum code_scope kind;
		struct code_binding *bindings; /* newest first */
	} frames[CODE_FRAMES_MAX];
	size_t n_frames;
	uint32_t blocks[CODE_BLOCKS_MAX]; /* their numbers, in the order they were opened */
	size_t n_blocks;
	uint32_t last_block;
	size_t n_names, items_left, text_left;
	bool full;
};

/* With the frame of the file open. */
struct code_scopes *code_scopes_new(struct arena *arena);

/* Past the limit nothing is opened and false given: then the caller does not leave it either. */
bool code_enter(struct code_scopes *s, enum code_scope kind);

/* Leaves the innermost frame. Its names come back as a DICT (of a class: its constants). */
struct code_value code_leave(struct code_scopes *s);

bool code_block_open(struct code_scopes *s);
void code_block_close(struct code_scopes *s);

/* When what is read now is run: the innermost function's or class's. */
enum code_scope code_when(const struct code_scopes *s);

/* Binds in the innermost frame; the value is copied, the name is borrowed from the file. */
void code_bind(struct code_scopes *s, struct span name, const struct code_value *value);

/* The same for a name that was bound before, as languages with declarations have it: in the frame
 * that it is seen from. Of another frame it can be the old value still. */
void code_bind_again(struct code_scopes *s, struct span name, const struct code_value *value);

/* What a name stands for here comes from there too. */
void code_bind_marks(struct code_scopes *s, struct span name, uint64_t marks);

/* Binds a member of the class around, "self.client"; where there is no class it does nothing. */
void code_bind_member(struct code_scopes *s, struct span name, const struct code_value *value);

/* What a name stands for here, or NULL. */
const struct code_value *code_find(const struct code_scopes *s, struct span name);

/* The same of the class around: a constant of its body, as self.name finds it. */
const struct code_value *code_find_in_class(const struct code_scopes *s, struct span name);
