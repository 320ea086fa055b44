/*
 * Libraries by which programs use models, and what a model's name means to them: tables. A library
 * that stands here tells of a service when it is imported; of a model when one of its functions is
 * called with a name.
 */
#pragma once

#include "code/event.h"

enum language {
	LANGUAGE_PYTHON,
	LANGUAGE_JAVASCRIPT,
};

/* What a text means that is given as a model. */
enum naming {
	NAMING_NONE,
	NAMING_API,	  /* a name of the provider's own: gpt-4o */
	NAMING_SLASH,	  /* provider/name */
	NAMING_COLON,	  /* provider:name */
	NAMING_HUB,	  /* a repository of the Hugging Face hub, or a folder */
	NAMING_DATASET,	  /* the same of a data set */
	NAMING_SENTENCE,  /* the same, and bare names are those of sentence-transformers */
	NAMING_OLLAMA,	  /* name:tag */
	NAMING_GITHUB,	  /* owner/repository:ref, whose code is run */
	NAMING_MLFLOW,	  /* models:/name/version */
	NAMING_REPLICATE, /* owner/name:version */
	NAMING_BEDROCK,	  /* provider.name-version, or an ARN */
	NAMING_BUNDLED,	  /* a name that the library itself knows */
	NAMING_SERVER,	  /* of the program itself: what it offers by MCP */
	NAMING_AGENT,	  /* an agent that the program defines */
};

struct sdk {
	enum language language;
	const char *module;   /* and all below it */
	const char *service;  /* NULL: an import alone tells of none */
	const char *supplier; /* or NULL */
	const char *role;     /* provider, gateway, framework, vector-store, engine */
	enum naming naming;   /* of arguments named `model` and the like */
	const char *provider; /* of its models, when that is not the service */
};

/* The row of the longest module that the name belongs to, or NULL. */
const struct sdk *sdk_find(enum language language, struct span name);

/* A function that takes the name of a model elsewhere than in an argument named `model`. */
struct shape {
	enum language language;
	const char *module;   /* that the call's name begins with; with `loose`: that is imported */
	const char *suffix;   /* its last parts */
	const char *argument; /* the keyword, or NULL */
	unsigned position;    /* or SHAPE_NAMED */
	enum naming naming;
	bool loose; /* also of what is not known: "?.from_pretrained" */
	const char *provider;
};

enum { SHAPE_NAMED = 99 };

/* All shapes; the last has no suffix. */
extern const struct shape shapes[];

/* Whether the call's name has the shape: begins and ends so, at whole parts. */
bool shape_fits(const struct shape *shape, struct span callee);

/* Who answers at an address, when that is one of the known services. */
struct endpoint {
	const char *host; /* its end, at a whole part; with a '.' before it any host below */
	const char *service, *supplier;
};

const struct endpoint *endpoint_find(struct span url);
