/* The parts of uses.c: what one file's reading has seen so far, and what its parts ask of each
 * other. */
#pragma once

#include "base/set.h"
#include "code/value.h"
#include "eco/code/naming.h"
#include "eco/code/uses.h"

enum { SERVICES_MAX = 64, SHAPES_MAX = 512 };

/* A library that is imported, and where its calls go. */
struct service {
	const struct sdk *sdk;
	uint64_t offset, line, cell;
	unsigned n_plain;  /* clients that go to the service itself */
	unsigned n_moved;  /* clients that go elsewhere */
	struct span moved; /* where, the first */
};

struct uses {
	struct job *job;
	enum language language;
	uint64_t cell;
	struct service services[SERVICES_MAX];
	size_t n_services;
	bool imported[SHAPES_MAX]; /* the module of the shape of that index */
	const char *endpoints[SERVICES_MAX];
	size_t n_endpoints;
	struct set told;
	size_t n_told;
	bool told_commands;
};

/* uses.c */

/* Tells a component, each once a line. */
void uses_emit(struct uses *uses, struct entry *entry, uint64_t line, uint64_t offset);

/* A service under way; supplier and role may be NULL. */
struct entry uses_service(struct span name, const char *supplier, const char *role);

/* uses_address.c */

bool uses_is_address(struct span text);

/* An address of a service that is known, anywhere in the code. */
void uses_see_address(struct uses *uses, const struct code_value *value);

/* The address that a client of a library is given: whoever that is, it speaks the same protocol. */
void uses_tell_address(struct uses *uses, const char *protocol, const struct code_value *value);

/* The argument of a call that is an address, or NULL. */
const struct code_value *uses_address_of(const struct code_value *call);

/* uses_client.c */

/* The service of a library that was imported, or NULL. */
struct service *uses_find_service(struct uses *uses, const struct sdk *sdk);

void uses_see_import(struct uses *uses, const struct code_event *event);
void uses_see_client(struct uses *uses, const struct sdk *sdk, const struct code_event *event);

/* The provider of a service's models: where its clients go says more than whose library it is. */
const char *uses_provider(struct uses *uses, const struct sdk *sdk, const char *provider);

/* uses_model.c */

/* A named argument of a call. In JavaScript those are of an object, mostly the last. */
const struct code_value *uses_argument(const struct code_value *call, const char *name);

/* Each text that the value can be names something; NULL names nothing. */
void uses_tell_models(struct uses *uses, const struct code_event *event, enum naming naming,
		      const char *provider, const struct code_value *value);

/* Whether the call has a shape that names a model; then it is told. */
bool uses_see_shape(struct uses *uses, const struct code_event *event, const struct sdk *sdk);

/* Arguments that name a model in any function of a library that knows models by name. */
void uses_see_named(struct uses *uses, const struct code_event *event, const struct sdk *sdk);
