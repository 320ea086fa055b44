/*
 * Which distribution the packages of an operating system are of. Their database does not say; the
 * os-release of the same tree does, which may lie in another layer of the image and come before or
 * after. So facts of such databases wait until all is read, and then become components whose
 * namespace and `distro` qualifier are those of their tree: packages of two trees never mix.
 */
#pragma once

#include "scan/inventory.h"

struct distros;

struct distros *distros_new(void);
void distros_free(struct distros *distros);

/* Whether the fact was kept for later: then it is no one else's. */
bool distros_take(struct distros *distros, struct artifact *artifact, const struct fact *fact);

/* Once, after the last artifact: hands the kept facts on. */
void distros_finish(struct distros *distros, struct inventory *inventory);
