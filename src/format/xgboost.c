/* XGBoost's models: JSON, UBJSON, and the binary form that versions before 2.1 write. Pickles of
 * boosters hold one of these as bytes, which the loader never runs. */
#include "format/xgboost.h"

#include "format/document.h"
#include "format/format.h"

enum { STEPS = 4096, KEY_SHOWN = 64 };

static const char *const names[] = { ".ubj", NULL };

static struct span skip_space(struct span s)
{
	while (s.n && memchr(" \t\r\n", s.p[0], 4))
		s = span_from(s, 1);
	return s;
}

/* {"learner": or {"version":, in the one order or the other. */
static bool begins_json(struct span head)
{
	head = skip_space(head);
	if (!span_starts(head, "{"))
		return false;
	head = skip_space(span_from(head, 1));
	return span_starts(head, "\"learner\"") ||
	       (span_starts(head, "\"version\"") && span_has(head, "\"learner\""));
}

static bool begins_ubjson(struct span head)
{
	return span_starts(head, "{") && head.n > 1 && memchr("iUIlL", head.p[1], 5) &&
	       (span_has(span_part(head, 0, KEY_SHOWN), "learner") ||
		span_has(span_part(head, 0, KEY_SHOWN), "version"));
}

static bool begins_binary(struct span head)
{
	return span_starts(head, "binf");
}

static unsigned bid(const struct probe *probe)
{
	if (begins_binary(probe->head) || begins_ubjson(probe->head))
		return BID_LIKELY;
	return begins_json(probe->head) || probe_named(probe, names) ? BID_READ : BID_NONE;
}

static void read_document(struct job *job, struct span bytes, bool json)
{
	struct document doc;
	const struct probe probe = { .name = job_name(job) };

	if (json)
		document_open(&doc, job, bytes);
	else
		document_open_ubjson(&doc, job, bytes);
	if ((doc.json.root && xgboost_read_document(job, doc.json.root)) ||
	    (doc.json.why && probe_named(&probe, names)))
		document_say(&doc, job, 0);
	else if (doc.is_read)
		job_decline(job);
	document_close(&doc, job);
}

static void read(struct job *job, struct span bytes)
{
	if (begins_binary(bytes))
		xgboost_read_binary(job, bytes);
	else
		read_document(job, bytes, begins_json(bytes));
}

const struct format format_xgboost = {
	.name = "xgboost",
	.bid = bid,
	.read = read,
};

/* What both forms share. */

void xgboost_say(struct xgboost *x, const char *key, struct span value)
{
	JOB_FACT(x->job, FACT_METADATA, OFFSET_NONE, ATTR_WORD("key", key),
		 ATTR_TEXT("value", value), ATTR_WORD("source", "xgboost"));
}

static void say_count(struct xgboost *x, const char *key, uint64_t n)
{
	JOB_FACT(x->job, FACT_METADATA, OFFSET_NONE, ATTR_WORD("key", key), ATTR_NUMBER("value", n),
		 ATTR_WORD("source", "counted"));
}

void xgboost_sum(struct xgboost *x)
{
	say_count(x, "trees", x->n_trees);
	say_count(x, "nodes", x->n_nodes);
}

static const char *fault_of(const struct xgboost *x, const struct xgboost_node *nodes, uint64_t n,
			    uint64_t i)
{
	const struct xgboost_node *node = &nodes[i];

	if (node->left == XGBOOST_NONE && node->right == XGBOOST_NONE)
		return NULL;
	if (node->left >= n || node->right >= n)
		return "a node's child lies outside of its tree";
	if (node->left == node->right || nodes[node->left].parent != i ||
	    nodes[node->right].parent != i)
		return "a node's child has another parent";
	return node->feature < x->n_features ? NULL
					     : "a node splits by a feature that the model lacks";
}

bool xgboost_check_tree(struct xgboost *x, const struct xgboost_node *nodes, uint64_t n,
			uint64_t offset)
{
	x->n_trees++;
	x->n_nodes += n;
	for (uint64_t i = 0; i < n; i++) {
		const char *why = fault_of(x, nodes, n, i);

		if (i % STEPS == 0 && !job_spend(x->job, n < STEPS ? n : STEPS)) {
			job_incomplete(x->job, "there are more nodes than the limit allows",
				       offset);
			return false;
		}
		if (why) {
			job_malformed(x->job, why, offset);
			return false;
		}
	}
	return true;
}
