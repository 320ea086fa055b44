/*
 * A document that is an artifact or a part of one, as a value tree in windows, so that the tree
 * does not count as private memory.
 */
#pragma once

#include "base/json.h"
#include "format/job.h"
#include "sys/xml.h"

enum { DOCUMENT_WINDOWS = 2 };

struct document {
	struct json json; /* root, why and at mean the same for YAML */
	struct {
		uint8_t *p;
		uint64_t n;
	} windows[DOCUMENT_WINDOWS];
	size_t n_windows;
	bool is_read; /* there was room to read it at all */
};

/* Reads `text`; doc->json says what came of it. document_close() must follow, before older windows
 * are dropped. Without room for the tree there is no root, and it was said. */
void document_open(struct document *doc, struct job *job, struct span text);

/* The same for what programs write and read that overlook a byte order mark. */
void document_open_marked(struct document *doc, struct job *job, struct span text);

/* The same with a byte order mark, comments and trailing commas overlooked (base/jsonc.h). */
void document_open_jsonc(struct document *doc, struct job *job, struct span text);

/* The same for UBJSON (base/ubjson.h). */
void document_open_ubjson(struct document *doc, struct job *job, struct span bytes);

/* The same for YAML (sys/yaml.h): the root is the list of the stream's documents. on_tag as there.
 */
void document_open_yaml(struct document *doc, struct job *job, struct span text,
			void (*on_tag)(void *context, struct span tag, uint64_t offset),
			void *context);

/* The same for XML (sys/xml.h). */
void document_open_xml(struct document *doc, struct job *job, struct span text,
		       const struct xml_shape *shape);

/* Says what is wrong with the text (malformed), which stands `offset` bytes into the artifact. */
void document_say(const struct document *doc, struct job *job, uint64_t offset);

void document_close(struct document *doc, struct job *job);
