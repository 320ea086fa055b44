/*
 * Model configurations in JSON: those of Hugging Face libraries, Keras, Hydra, and serialized
 * objects. Recognised by what they hold, not by their name: a loader can be told to read any file.
 */
#include "format/config.h"
#include "format/document.h"
#include "format/format.h"

/* Names under which a loader reads a file without being told. */
static const char *const names[] = {
	"adapter_config.json",	 "chat_template.json",
	"config.json",		 "generation_config.json",
	"model_index.json",	 "preprocessor_config.json",
	"processor_config.json", "special_tokens_map.json",
	"tokenizer_config.json", NULL,
};

static bool is_named(struct span name)
{
	for (size_t i = 0; names[i]; i++)
		if (span_is(name, names[i]))
			return true;
	return span_ends(name, ".index.json");
}

static unsigned bid(const struct probe *probe)
{
	if (is_named(probe->name))
		return BID_LIKELY;
	return probe_opens_json(probe) && span_byte(probe->head, 0) == SPAN_NONE ? BID_READ
										 : BID_NONE;
}

/* Faults are only said of what is known to be a configuration: much else begins with a brace. */
static void read(struct job *job, struct span bytes)
{
	struct document doc;
	bool known;

	document_open(&doc, job, bytes);
	known = doc.json.root && config_read(job, doc.json.root);
	if (known || is_named(job_name(job)))
		document_say(&doc, job, 0);
	else if (doc.is_read)
		job_decline(job);
	if (known && doc.json.twice)
		job_anomaly(job, "config-key-twice", (struct span){ 0 }, doc.json.at);
	document_close(&doc, job);
}

const struct format format_hfconfig = {
	.name = "hfconfig",
	.bid = bid,
	.read = read,
	.bill_bid = BID_LIKELY,
};
