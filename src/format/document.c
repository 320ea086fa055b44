/* Reading a JSON document that is an artifact or a part of one. */
#include "format/document.h"

void document_open(struct document *doc, struct job *job, struct span text)
{
	size_t n = json_room(text);

	*doc = (struct document){ .size = n * sizeof(struct value) };
	doc->room = (struct value *)(void *)job_window(job, doc->size);
	if (!doc->room) {
		job_incomplete(job, "no room for the document", OFFSET_NONE);
		return;
	}
	json_read(&doc->json, text, doc->room, n);
}

void document_say(const struct document *doc, struct job *job, uint64_t offset)
{
	if (doc->json.why)
		job_malformed(job, doc->json.why, offset + doc->json.at);
}

void document_close(struct document *doc, struct job *job)
{
	if (doc->room)
		job_window_drop(job, (uint8_t *)doc->room, doc->size);
	*doc = (struct document){ 0 };
}
