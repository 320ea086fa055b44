/*
 * A JSON document inside an artifact, read in a window so that its tree does not count as private
 * memory.
 */
#pragma once

#include "base/json.h"
#include "format/job.h"

struct document {
	struct json json;
	struct value *room;
	uint64_t size; /* of the room, in bytes */
};

/* Reads `text`; doc->json says what came of it. document_close() must follow, before older windows
 * are dropped. Without room for the tree there is no root, and it was said. */
void document_open(struct document *doc, struct job *job, struct span text);

/* Says what is wrong with the text (malformed), which stands `offset` bytes into the artifact. */
void document_say(const struct document *doc, struct job *job, uint64_t offset);

void document_close(struct document *doc, struct job *job);
