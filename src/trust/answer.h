/*
 * What a locked child (jail/confine.h) answers: numbers in little-endian order and texts behind
 * their size, one after the other as both sides know. The child may have been taken over by what it
 * read, so that the parent believes none of it: it reads straight on and asks answer_end() once.
 */
#pragma once

#include "base/err.h"
#include "base/reader.h"
#include "base/sink.h"
#include "trust/reason.h"

/* In the child. A text is cut at 4 GiB; that it fits is for confine_run() to say. */
void answer_put_u8(struct sink *out, uint8_t number);
void answer_put_u32(struct sink *out, uint32_t number);
void answer_put_u64(struct sink *out, uint64_t number);
void answer_put_text(struct sink *out, struct span text);
void answer_put_reason(struct sink *out, enum reason reason);

/* In the parent. A text is borrowed from the answer. */
struct span answer_text(struct reader *r);

/* A number written with _u32() that is at most `most`; else the reader fails, and it is 0. */
uint32_t answer_at_most(struct reader *r, uint32_t most);

/* REASON_NONE when the reader has failed or fails here: ask answer_end() before using it. */
enum reason answer_reason(struct reader *r);

/* Whether all of the answer was read and none of it failed; else ERR_FORMAT, which names what the
 * child was to read ("bundles"). */
MUST enum err answer_end(const struct reader *r, const char *what);
