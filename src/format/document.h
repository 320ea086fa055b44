/*
 * A JSON document inside an artifact, read in a window so that its tree does not count as private
 * memory. The faults of the text are facts.
 */
#pragma once

#include "base/json.h"
#include "format/job.h"

struct document {
	struct json json;
	struct value *room;
	uint64_t size; /* of the room, in bytes */
};

/* Reads `text`, which stands `offset` bytes into the artifact, and says what is wrong with it.
 * Whatever that is, document_close() must follow, before older windows are dropped. */
void document_open(struct document *doc, struct job *job, struct span text, uint64_t offset);
void document_close(struct document *doc, struct job *job);
