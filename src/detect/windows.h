/*
 * Windows of source text, and what the detector sees in one: the set of its token 1-, 2- and
 * 3-grams, and of single tokens together with the role of the file, hashed to 16 bits. A window is
 * WINDOW_TOKENS long and the next begins WINDOW_STRIDE later, so that anything of a hundred tokens
 * lies whole in one of them. A file of few tokens is one window.
 *
 * Each window stands for itself: what else a file or package holds changes nothing about it.
 */
#pragma once

#include "detect/tokens.h"

enum {
	WINDOW_TOKENS = 400,
	WINDOW_STRIDE = 300,
	FEATURE_BITS = 16,
	FEATURES = 1 << FEATURE_BITS,
	WINDOW_FEATURES_MAX = 4 * WINDOW_TOKENS,
};

/* What a file is for, by its name: code in some runs without being asked. */
enum window_role {
	ROLE_OTHER,
	ROLE_SETUP,   /* setup.py: runs while it is installed */
	ROLE_PACKAGE, /* __init__.py, __main__.py: runs when it is imported */
	ROLE_START,   /* sitecustomize.py, usercustomize.py, .pth: runs whenever Python starts */
	ROLE_COUNT,
};

enum window_role window_role_of(struct span path);

/* Whether a path in a package is of tests, documentation or examples, which nobody runs who uses
 * the package: what there is like malware counts one level less (check/learned.c). */
bool window_is_aside(struct span path);

struct window {
	const struct token *tokens;
	size_t n_tokens;
	const uint16_t *features; /* each once, in the order in which they are first seen */
	size_t n_features;
	enum window_role role;
	uint64_t at, end; /* the bytes of the text from its first to behind its last token */
};

/* Calls `each` for every window of the text, from its beginning. A text without tokens has none. */
void windows_read(struct span text, enum window_role role,
		  void (*each)(void *context, const struct window *window), void *context);

/* The features that end at a token, oldest of the tokens first: what a feature stands for. `n` is
 * 1, 2 or 3. */
uint16_t window_gram(const struct token *tokens, size_t n);

/* The feature of a single token in a role. */
uint16_t window_role_gram(const struct token *token, enum window_role role);
