/* XGBoost's binary models: little endian structures as they lie in memory, each ending with words
 * kept for later (src/learner.cc, src/gbm/gbtree_model.h, include/xgboost/tree_model.h of 1.7). */
#include "format/xgboost.h"

#include "base/arena.h"
#include "base/reader.h"

enum {
	LEARNER_SIZE = 136,
	GBTREE_SIZE = 160,
	GBLINEAR_SIZE = 136,
	TREE_SIZE = 148,
	NODE_SIZE = 20,
	STATISTICS_SIZE = 16,
	FLAG = 31, /* left child in `parent`, default direction in `feature` */
};

struct learner {
	uint32_t n_features, n_classes, has_attributes, has_metrics, major, minor;
};

static struct learner read_learner(struct reader *r)
{
	struct reader part = reader_sub(r, LEARNER_SIZE);

	reader_skip(&part, 4); /* base score */
	return (struct learner){ .n_features = reader_u32le(&part),
				 .n_classes = reader_u32le(&part),
				 .has_attributes = reader_u32le(&part),
				 .has_metrics = reader_u32le(&part),
				 .major = reader_u32le(&part),
				 .minor = reader_u32le(&part) };
}

static struct span read_text(struct reader *r)
{
	return reader_take(r, reader_u64le(r));
}

static void read_node(struct reader *r, struct xgboost_node *node)
{
	const uint32_t low = (1U << FLAG) - 1;

	node->parent = reader_u32le(r) & low;
	node->left = reader_u32le(r);
	node->right = reader_u32le(r);
	node->feature = reader_u32le(r) & low;
	reader_skip(r, 4); /* threshold or weight */
}

/* False when what follows cannot be read. */
static bool read_tree(struct xgboost *x, struct reader *r)
{
	uint64_t at = reader_offset(r);
	struct reader param = reader_sub(r, TREE_SIZE);
	struct xgboost_node *nodes;
	bool right;

	reader_skip(&param, 4); /* roots */

	uint64_t n = reader_u32le(&param), size = n * sizeof(*nodes);

	if (r->bad || n == 0 || n > reader_left(r) / (NODE_SIZE + STATISTICS_SIZE)) {
		job_malformed(x->job, "a tree has more nodes than the file can hold", at);
		return false;
	}
	nodes = (struct xgboost_node *)(void *)job_window(x->job, size);
	if (!nodes) {
		job_incomplete(x->job, "no room for a tree", at);
		return false;
	}
	for (uint64_t i = 0; i < n; i++)
		read_node(r, &nodes[i]);
	reader_skip(r, n * STATISTICS_SIZE);
	right = xgboost_check_tree(x, nodes, n, at);
	job_window_drop(x->job, (uint8_t *)nodes, size);
	return right;
}

/* A count of 64 bits, and so many items of a size. */
static void skip_array(struct reader *r, uint64_t item_size)
{
	uint64_t n = reader_u64le(r);

	reader_skip(r, n > reader_left(r) / item_size ? UINT64_MAX : n * item_size);
}

static bool read_trees(struct xgboost *x, struct reader *r, bool dart)
{
	struct reader param = reader_sub(r, GBTREE_SIZE);
	uint64_t n = reader_u32le(&param);

	if (r->bad || n > reader_left(r) / TREE_SIZE) {
		job_malformed(x->job, "there are more trees than the file can hold",
			      reader_offset(r));
		return false;
	}
	for (uint64_t i = 0; i < n; i++)
		if (!read_tree(x, r))
			return false;
	reader_skip(r, n * 4); /* which class each is of */
	if (dart && n > 0)
		skip_array(r, 4);
	xgboost_sum(x);
	return true;
}

static bool read_booster(struct xgboost *x, struct reader *r, struct span name)
{
	bool dart = span_is(name, "dart");

	if (dart || span_is(name, "gbtree"))
		return read_trees(x, r, dart);
	if (span_is(name, "gblinear")) {
		reader_skip(r, GBLINEAR_SIZE);
		skip_array(r, 4);
		return true;
	}
	if (!r->bad)
		job_malformed(x->job, "there is no booster of that name", reader_offset(r));
	return false;
}

/* Pairs of texts, or single ones. */
static void skip_texts(struct reader *r, unsigned each)
{
	uint64_t n = reader_u64le(r);

	for (uint64_t i = 0; i < n && !r->bad; i++) /* each takes 8 bytes or the reader fails */
		for (unsigned k = 0; k < each; k++)
			(void)read_text(r); /* only passed */
}

static void say_number(struct xgboost *x, const char *key, uint64_t n)
{
	xgboost_say(x, key,
		    span_str(arena_printf(job_arena(x->job), "%llu", (unsigned long long)n)));
}

void xgboost_read_binary(struct job *job, struct span bytes)
{
	struct reader r = reader_of(bytes);

	reader_skip(&r, 4); /* "binf" */

	struct learner learner = read_learner(&r);
	struct span objective = read_text(&r), booster = read_text(&r);
	struct xgboost x = { .job = job, .n_features = learner.n_features };

	if (!r.bad) {
		xgboost_say(&x, "version",
			    span_str(arena_printf(job_arena(job), "%u.%u", learner.major,
						  learner.minor)));
		xgboost_say(&x, "objective", objective);
		xgboost_say(&x, "booster", booster);
		say_number(&x, "num_feature", learner.n_features);
		say_number(&x, "num_class", learner.n_classes);
		if (!read_booster(&x, &r, booster))
			return;
		if (learner.has_attributes)
			skip_texts(&r, 2);
		/* Since 1.0 their names are an attribute, whatever the head says. */
		if (learner.has_metrics && reader_left(&r))
			skip_texts(&r, 1);
	}
	if (r.bad)
		job_malformed(job, "the model ends too early", bytes.n);
}
