/* CycloneDX in XML, 1.0 to 1.7: the same bill, whose plural elements are the lists of JSON. */
#include "eco/bom/cyclonedx.h"
#include "format/document.h"
#include "format/format.h"

static const char space[] = "http://cyclonedx.org/schema/bom/";

static const char *const lists[] = {
	"components",
	"services",
	"hashes",
	"externalReferences",
	"properties",
	"dependencies",
	"authors",
	"tools",
	"ancestors",
	"endpoints",
	"datasets",
	"claims",
	"vulnerabilities",
	"performanceMetrics",
	"technicalLimitations",
	"standards",
	"formulation",
	NULL,
};
static const char *const wrapped[] = { "licenses", NULL };
static const char *const texts[][2] = { { "property", "value" }, { NULL, NULL } };

static const struct xml_shape shape = { lists, wrapped, texts };

static unsigned bid(const struct probe *probe)
{
	return span_has(probe->head, space) ? BID_LIKELY : BID_NONE;
}

static void read(struct job *job, struct span bytes)
{
	struct document doc;
	struct span xmlns;
	bool is_bill;

	document_open_xml(&doc, job, bytes, &shape);
	xmlns = value_raw(value_get(doc.json.root, "xmlns"));
	is_bill = span_starts(xmlns, space);
	if (is_bill) {
		JOB_FACT(job, FACT_METADATA, 0, ATTR_WORD("key", "bom.format"),
			 ATTR_TEXT("value", span_from(xmlns, strlen(space))));
		cyclonedx_read(job, doc.json.root);
	}
	if (is_bill || !doc.json.root)
		document_say(&doc, job, 0);
	else
		job_decline(job);
	document_close(&doc, job);
}

const struct format format_bom_cyclonedx_xml = {
	.name = "cyclonedx-xml",
	.bid = bid,
	.read = read,
};
