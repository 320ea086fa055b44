/* XGBoost's model as a document (doc/model.schema in its sources): a learner with its parameters,
 * and a booster with trees, or weights of a linear model. */
#include "format/xgboost.h"

#include "base/buf.h"

enum { VERSION_MAX = 64 };

/* Numbers are texts in the parameters ("num_feature": "3"). */
static bool number_of(const struct value *v, uint64_t *out)
{
	struct value number = v ? *v : (struct value){ 0 };

	if (number.kind == VALUE_STRING)
		number.kind = VALUE_NUMBER;
	return value_u64(&number, out);
}

static void say_text(struct xgboost *x, const char *key, const struct value *v)
{
	struct span text = value_text(v, job_arena(x->job));

	if (text.n)
		xgboost_say(x, key, text);
}

static void say_version(struct xgboost *x, const struct value *version)
{
	struct buf text;

	buf_init(&text, VERSION_MAX);
	value_each (part, version) {
		if (text.n)
			buf_byte(&text, '.');
		buf_span(&text, value_raw(part));
	}
	xgboost_say(x, "version", buf_view(&text));
	buf_free(&text);
}

/* The array of a tree, of exactly n scalars. */
static const struct value *array_of(struct xgboost *x, const struct value *tree, const char *key,
				    uint64_t n)
{
	const struct value *list = value_get(tree, key);

	if (value_is_kind(list, VALUE_LIST) && list->size == n && list->nodes == n + 1)
		return list + 1;
	job_malformed(x->job, "an array of a tree is not as long as the tree has nodes",
		      tree->offset);
	return NULL;
}

/* An index, or XGBOOST_NONE for -1 and for what is none. */
static uint32_t index_of(const struct value *v)
{
	uint64_t n;

	return value_u64(v, &n) && n < XGBOOST_NONE ? (uint32_t)n : XGBOOST_NONE;
}

static bool fill(struct xgboost *x, const struct value *tree, struct xgboost_node *nodes,
		 uint64_t n)
{
	const struct value *parents = array_of(x, tree, "parents", n);
	const struct value *lefts = parents ? array_of(x, tree, "left_children", n) : NULL;
	const struct value *rights = lefts ? array_of(x, tree, "right_children", n) : NULL;
	const struct value *features = rights ? array_of(x, tree, "split_indices", n) : NULL;

	if (!features || !array_of(x, tree, "split_conditions", n) ||
	    !array_of(x, tree, "default_left", n))
		return false;
	for (uint64_t i = 0; i < n; i++)
		nodes[i] = (struct xgboost_node){ .parent = index_of(&parents[i]),
						  .left = index_of(&lefts[i]),
						  .right = index_of(&rights[i]),
						  .feature = index_of(&features[i]) };
	return true;
}

static bool read_tree(struct xgboost *x, const struct value *tree)
{
	const struct value *lefts = value_get(tree, "left_children");
	uint64_t n = value_is_kind(lefts, VALUE_LIST) ? lefts->size : 0, stated;
	uint64_t size = n * sizeof(struct xgboost_node); /* n has 32 bits */
	struct xgboost_node *nodes;
	bool right;

	if (!number_of(value_get(value_get(tree, "tree_param"), "num_nodes"), &stated) ||
	    stated != n || n == 0) {
		job_malformed(x->job, "a tree does not have as many nodes as it says",
			      tree->offset);
		return false;
	}
	nodes = (struct xgboost_node *)(void *)job_window(x->job, size);
	if (!nodes) {
		job_incomplete(x->job, "no room for a tree", tree->offset);
		return false;
	}
	right = fill(x, tree, nodes, n) && xgboost_check_tree(x, nodes, n, tree->offset);
	job_window_drop(x->job, (uint8_t *)nodes, size);
	return right;
}

static void read_trees(struct xgboost *x, const struct value *model)
{
	const struct value *trees = value_get(model, "trees"), *param;
	uint64_t stated;

	param = value_get(value_get(model, "gbtree_model_param"), "num_trees");
	if (!value_is_kind(trees, VALUE_LIST) || !number_of(param, &stated) ||
	    stated != trees->size)
		job_malformed(x->job, "the model does not have as many trees as it says",
			      model->offset);
	value_each (tree, trees)
		if (!read_tree(x, tree))
			return;
	xgboost_sum(x);
}

static void read_booster(struct xgboost *x, const struct value *booster)
{
	const struct value *inner = value_get(booster, "gbtree"); /* of dart */
	const struct value *model = value_get(inner ? inner : booster, "model");

	say_text(x, "booster", value_get(booster, "name"));
	if (!value_is_kind(model, VALUE_MAP))
		job_malformed(x->job, "the booster has no model", booster->offset);
	else if (!value_is(value_get(booster, "name"), "gblinear"))
		read_trees(x, model);
	else if (!value_is_kind(value_get(model, "weights"), VALUE_LIST))
		job_malformed(x->job, "the linear model has no weights", model->offset);
}

bool xgboost_read_document(struct job *job, const struct value *root)
{
	struct xgboost x = { .job = job };
	const struct value *learner = value_get(root, "learner"), *param, *booster, *objective;

	booster = value_get(learner, "gradient_booster");
	if (!value_is_kind(booster, VALUE_MAP))
		return false;
	param = value_get(learner, "learner_model_param");
	objective = value_get(learner, "objective");
	say_version(&x, value_get(root, "version"));
	say_text(&x, "objective", value_get(objective, "name"));
	say_text(&x, "num_feature", value_get(param, "num_feature"));
	say_text(&x, "num_class", value_get(param, "num_class"));
	if (!number_of(value_get(param, "num_feature"), &x.n_features))
		job_malformed(job, "the model does not say how many features it has",
			      learner->offset);
	else
		read_booster(&x, booster);
	return true;
}
