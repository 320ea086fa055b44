/*
 * JSON after RFC 8259, strictly: a document that another reader could understand otherwise is never
 * taken for well-formed, since differences between readers are an attack.
 *
 * Reading goes on where it can. A fault that lenient loaders overlook (a key twice, NaN, a byte
 * order mark, broken UTF-8, a lone surrogate, a control character in a string, text behind the
 * value) is kept in `why` and the whole tree is there; at any other fault the tree ends, with what
 * was read before in it. So a caller that needs JSON asks `why`, and one that looks for danger in
 * what a lenient loader would still take walks the tree all the same.
 */
#pragma once

#include "base/value.h"

enum { JSON_DEPTH_MAX = 512 };

struct json {
	const struct value *root; /* NULL when no value begins at all */
	const char *why;	  /* the first fault, a lower-case phrase; NULL: the text is JSON */
	uint64_t at;		  /* its byte offset */
	bool cut;		  /* the tree ends at the last fault */
	bool twice;		  /* some object has a key twice, whatever `why` says */
};

/* How many values json_read() needs room for at most, whatever the text. */
size_t json_room(struct span text);

/* Reads text into room. Neither need be initialised; both must outlive the tree. */
void json_read(struct json *json, struct span text, struct value *room, size_t n_room);

/* The same with the room from an arena. */
void json_parse(struct json *json, struct arena *arena, struct span text);
