/* CycloneDX 1.6 and 1.7 in JSON (ECMA-424), piece by piece. */
#pragma once

#include "base/jsonw.h"
#include "report/bill.h"

enum cyclonedx_version {
	CYCLONEDX_1_6,
	CYCLONEDX_1_7,
};

struct cyclonedx {
	struct jsonw w;
	struct bill bill;
	enum cyclonedx_version version;
};

void cyclonedx_write(const struct report *report, struct sink *out, enum cyclonedx_version version);

/* One element of components[]. */
void cyclonedx_component(struct cyclonedx *x, const struct component *component);

/* modelCard and pedigree of a model; data of a data set. */
void cyclonedx_model(struct cyclonedx *x, const struct component *component);
void cyclonedx_dataset(struct cyclonedx *x, const struct component *component);

/* One element of services[]. */
void cyclonedx_service(struct cyclonedx *x, const struct component *component);

/* licenses, externalReferences and properties, which components and services share. */
void cyclonedx_licences(struct cyclonedx *x, const struct component *component);
void cyclonedx_references(struct cyclonedx *x, const struct component *component);
void cyclonedx_properties(struct cyclonedx *x, const struct component *component);

/* vulnerabilities[]: findings that are about a component. */
void cyclonedx_vulnerabilities(struct cyclonedx *x);

/* A text when there is one. */
void cyclonedx_text(struct cyclonedx *x, const char *key, struct span text);
