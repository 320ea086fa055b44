/* Reading a document that is an artifact or a part of one. */
#include "format/document.h"

#include "base/jsonc.h"
#include "base/ubjson.h"
#include "sys/yaml.h"

enum { YAML_MORE = 64, XML_MORE = 64 }; /* values and texts of the shortest documents */

/* A window that document_close() drops; NULL, and said, when there is no room. */
static uint8_t *take(struct document *doc, struct job *job, uint64_t n)
{
	uint8_t *p = job_window(job, n);

	if (!p) {
		job_incomplete(job, "no room for the document", OFFSET_NONE);
		return NULL;
	}
	doc->windows[doc->n_windows].p = p;
	doc->windows[doc->n_windows++].n = n;
	return p;
}

static void read_json(struct document *doc, struct job *job, struct span text)
{
	size_t n = json_room(text);
	void *room = take(doc, job, n * sizeof(struct value));

	if (!room)
		return;
	json_read(&doc->json, text, room, n);
	doc->is_read = true;
}

void document_open(struct document *doc, struct job *job, struct span text)
{
	*doc = (struct document){ 0 };
	read_json(doc, job, text);
}

static size_t mark_of(struct span text)
{
	return span_starts(text, "\xef\xbb\xbf") ? 3 : 0;
}

void document_open_marked(struct document *doc, struct job *job, struct span text)
{
	size_t mark = mark_of(text);

	document_open(doc, job, span_from(text, mark));
	if (mark == 0 || !doc->json.root)
		return;

	struct value *values = (struct value *)(void *)doc->windows[0].p;

	for (uint32_t i = 0; i < doc->json.root->nodes; i++)
		values[i].offset += (uint32_t)mark;
	doc->json.at += mark;
}

void document_open_jsonc(struct document *doc, struct job *job, struct span text)
{
	uint8_t *blanked;

	*doc = (struct document){ 0 };
	blanked = take(doc, job, text.n);
	if (!blanked)
		return;
	(void)jsonc_blank(text, blanked); /* strict JSON comes out as it is */
	memset(blanked, ' ', mark_of(text));
	read_json(doc, job, span_of(blanked, text.n));
}

void document_open_ubjson(struct document *doc, struct job *job, struct span bytes)
{
	void *values;
	uint8_t *texts;

	*doc = (struct document){ 0 };
	if (bytes.n > UBJSON_MAX) {
		job_incomplete(job, "a binary document longer than 512 MiB", 0);
		return;
	}
	values = take(doc, job, ubjson_room(bytes) * sizeof(struct value));
	texts = values ? take(doc, job, ubjson_text_room(bytes)) : NULL;
	if (!texts)
		return;
	ubjson_read(&doc->json, bytes, values, texts);
	doc->is_read = true;
}

void document_open_yaml(struct document *doc, struct job *job, struct span text,
			void (*on_tag)(void *context, struct span tag, uint64_t offset),
			void *context)
{
	struct value_room room = { 0 };
	struct yaml yaml;

	*doc = (struct document){ 0 };
	if (text.n >= UINT32_MAX / 2) {
		job_incomplete(job, "a document longer than 2 GiB", 0);
		return;
	}
	room.n_values = room.n_texts = 2 * text.n + YAML_MORE;
	room.values = (struct value *)(void *)take(doc, job, room.n_values * sizeof(struct value));
	if (room.values)
		room.texts = take(doc, job, room.n_texts);
	if (!room.texts)
		return;
	yaml_read(&yaml, text, room, on_tag, context);
	doc->json = (struct json){ .root = yaml.root, .why = yaml.why, .at = yaml.at };
	doc->is_read = true;
}

void document_open_xml(struct document *doc, struct job *job, struct span text,
		       const struct xml_shape *shape)
{
	struct value_room room = { 0 };
	struct xml xml;

	*doc = (struct document){ 0 };
	if (text.n >= INT32_MAX / 4) {
		job_incomplete(job, "an XML document longer than 512 MiB", 0);
		return;
	}
	room.n_values = text.n + XML_MORE;
	room.n_texts = 4 * text.n + XML_MORE; /* UTF-16 and Latin-1 grow in UTF-8 */
	room.values = (struct value *)(void *)take(doc, job, room.n_values * sizeof(struct value));
	if (room.values)
		room.texts = take(doc, job, room.n_texts);
	if (!room.texts)
		return;
	xml_read(&xml, text, room, shape);
	doc->json = (struct json){ .root = xml.root, .why = xml.why, .at = xml.at };
	doc->is_read = true;
}

void document_say(const struct document *doc, struct job *job, uint64_t offset)
{
	if (doc->json.why)
		job_malformed(job, doc->json.why, offset + doc->json.at);
}

void document_close(struct document *doc, struct job *job)
{
	while (doc->n_windows > 0) {
		doc->n_windows--;
		job_window_drop(job, doc->windows[doc->n_windows].p,
				doc->windows[doc->n_windows].n);
	}
	*doc = (struct document){ 0 };
}
