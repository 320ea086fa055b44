/* What an expression is made of; for its reader and its evaluation only. */
#pragma once

#include "policy/expression.h"

enum node_kind {
	NODE_CONSTANT,
	NODE_NOT,
	NODE_AND,
	NODE_OR,
	NODE_KNOWN,
	NODE_FLAG,
	NODE_EQUAL,
	NODE_UNEQUAL,
	NODE_LESS,
	NODE_AT_MOST,
	NODE_MORE,
	NODE_AT_LEAST,
	NODE_LIKE,
	NODE_IN,
	NODE_HAS,
	NODE_WITHIN,
	NODE_NEEDS,
};

struct constant {
	enum field_type type; /* FIELD_FLAG, _COUNT, _TIME, _SIZE, _TEXT or _LIST; of a word the
			       * count is its index */
	uint64_t number;
	const struct span *texts; /* one, or n of a list */
	size_t n;
};

struct node {
	enum node_kind kind;
	const struct node *left, *right; /* of and, or; not has a left */
	const struct policy_field *field;
	struct span key; /* of a property */
	struct constant constant;
	struct span text; /* as it is written */
};

struct expression {
	const struct node *root;
	enum subject_kind kind;
};
