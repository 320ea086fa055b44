/* SPDX 3.0.1 in JSON-LD, element by element. */
#pragma once

#include "base/jsonw.h"
#include "base/set.h"
#include "report/bill.h"

#define SPDX_CREATION "_:creationinfo"
#define SPDX_NOTHING  "NOASSERTION"

struct spdx {
	struct jsonw w;
	struct bill bill;
	struct set written; /* ids of elements that several others name */
};

/* The id of an element of this document: "urn:uuid:...#KIND-NUMBER". In the bill's arena. */
struct span spdx_id(struct spdx *x, const char *kind, uint64_t number);

struct span spdx_component_id(struct spdx *x, const struct component *component);

/* The start of an element with its type, id and creation; jsonw_map_end() closes it. */
void spdx_element(struct spdx *x, const char *type, struct span id);

/* A text when there is one. */
void spdx_text(struct spdx *x, const char *key, struct span text);

/* The package of a component, before it what it names: supplier and licence. */
void spdx_package(struct spdx *x, const struct component *component);

/* The licence of a component, whose element has that id, as a relationship. */
void spdx_licence(struct spdx *x, const struct component *component, struct span id);

/* What is special about a model and a data set: keys of an open element. */
void spdx_model(struct spdx *x, const struct component *component);
void spdx_dataset(struct spdx *x, const struct component *component);

/* From `from` to those of the list that the bill lists; nothing when there are none. */
void spdx_needs(struct spdx *x, const struct component *component);
void spdx_root_needs(struct spdx *x);

/* What is known against the component of a finding. */
void spdx_vulnerability(struct spdx *x, const struct finding *finding, uint64_t number);
