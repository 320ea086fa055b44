/* A VEX document in any of the notations. */
#include "eco/vex/vex.h"
#include "format/document.h"
#include "format/format.h"

struct entry vex_statement(struct vex *vex, const char *status)
{
	struct entry entry = { .kind = FACT_STATEMENT };

	entry_number(&entry, "number", ++vex->number);
	entry_word(&entry, "status", status);
	return entry;
}

void vex_tell(struct vex *vex, const struct entry *statement, struct span product)
{
	struct entry entry = *statement;

	entry_text(&entry, "product", product);
	entry_emit(&entry, vex->job, OFFSET_NONE);
}

struct span vex_text(const struct vex *vex, const struct value *map, const char *key)
{
	const struct value *v = value_get(map, key);

	return value_is_kind(v, VALUE_STRING) ? value_text(v, vex->arena) : (struct span){ 0 };
}

static void read(struct job *job, struct span bytes)
{
	struct vex vex = { .job = job, .arena = job_arena(job) };
	struct document doc;

	document_open_marked(&doc, job, bytes);
	document_say(&doc, job, 0);
	if (doc.json.root && !doc.json.why && !vex_read_openvex(&vex, doc.json.root) &&
	    !vex_read_cyclonedx(&vex, doc.json.root) && !vex_read_csaf(&vex, doc.json.root))
		job_malformed(job, "it is no OpenVEX, CycloneDX or CSAF document", 0);
	document_close(&doc, job);
}

static unsigned bid(const struct probe *probe)
{
	(void)probe;
	return BID_NONE;
}

const struct format format_vex_statement = {
	.name = "vex",
	.bid = bid,
	.read = read,
};
