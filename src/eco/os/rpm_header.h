/* A header of rpm as its databases hold it: an index of tags and the store that they point into
 * (rpm's "Package Format", header structure, without magic and version). */
#pragma once

#include "base/span.h"

struct rpm_header {
	struct span index, store;
	uint64_t n;
};

enum rpm_tag {
	RPM_NAME = 1000,
	RPM_VERSION = 1001,
	RPM_RELEASE = 1002,
	RPM_EPOCH = 1003,
	RPM_SUMMARY = 1004,
	RPM_VENDOR = 1011,
	RPM_LICENSE = 1014,
	RPM_URL = 1020,
	RPM_ARCH = 1022,
	RPM_SOURCE = 1044,
	RPM_PROVIDES = 1047,
	RPM_REQUIRES = 1049,
	RPM_MODULARITY = 5096,
};

/* False when the sizes do not fit. */
bool rpm_header_open(struct rpm_header *header, struct span bytes);

/* The first text of a tag; empty when there is none. */
struct span rpm_text(const struct rpm_header *header, enum rpm_tag tag);

/* The first number of a tag; false when there is none. */
bool rpm_number(const struct rpm_header *header, enum rpm_tag tag, uint32_t *number);

/* A list of texts, cut off one after the other. */
struct rpm_list {
	struct span rest;
	uint64_t left;
};

struct rpm_list rpm_list(const struct rpm_header *header, enum rpm_tag tag);
bool rpm_list_next(struct rpm_list *list, struct span *text);
