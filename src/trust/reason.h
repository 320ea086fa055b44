/*
 * Why something is not trusted. Each case that is refused has one word, which tests, policies and
 * machines may rest on, and one sentence for people. The rows are in reason.def.
 */
#pragma once

enum reason {
	REASON_NONE, /* it is right */
#define REASON(name, word, sentence) REASON_##name,
#include "trust/reason.def"
#undef REASON
	REASON_COUNT,
};

/* "inclusion-wrong"; "none" for REASON_NONE. */
const char *reason_word(enum reason reason);

/* A sentence without its full stop. */
const char *reason_sentence(enum reason reason);
