/*
 * JSON as it is written: RFC 8259, UTF-8, two spaces a level. Keys come in the order of the calls,
 * so the same calls give the same bytes.
 *
 * `key` is NULL inside a list and at the top. Texts may be any bytes: what is not well-formed UTF-8
 * is written as \xNN, spelt out; what a terminal would act on or hide is written as \uNNNN.
 */
#pragma once

#include "base/sink.h"

enum { JSONW_DEPTH_MAX = 32 };

struct jsonw {
	struct sink *out;
	unsigned depth;
	bool filled[JSONW_DEPTH_MAX]; /* whether something stands in the level already */
	bool flat[JSONW_DEPTH_MAX];   /* whether the level stands on one line */
};

void jsonw_init(struct jsonw *w, struct sink *out);

void jsonw_map(struct jsonw *w, const char *key);
void jsonw_map_end(struct jsonw *w);
void jsonw_list(struct jsonw *w, const char *key);
void jsonw_list_end(struct jsonw *w);

/* A map or list whose content stands on one line. */
void jsonw_map_flat(struct jsonw *w, const char *key);
void jsonw_list_flat(struct jsonw *w, const char *key);

void jsonw_text(struct jsonw *w, const char *key, struct span text);
void jsonw_word(struct jsonw *w, const char *key, const char *word); /* NULL: null */
void jsonw_number(struct jsonw *w, const char *key, uint64_t number);
void jsonw_bool(struct jsonw *w, const char *key, bool value);
void jsonw_null(struct jsonw *w, const char *key);

/* A value that is JSON already; it is not looked at. */
void jsonw_raw(struct jsonw *w, const char *key, struct span json);

/* Seconds with six places, whatever the locale. */
void jsonw_seconds(struct jsonw *w, const char *key, double seconds);

/* A fraction in hundredths, 0 to 100: 0.90. */
void jsonw_fraction(struct jsonw *w, const char *key, unsigned hundredths);

/* Ends the document with a newline. Every level must be closed. */
void jsonw_end(struct jsonw *w);
