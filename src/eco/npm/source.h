/* Addresses in lock files of npm's kind. */
#pragma once

#include "eco/npm/lock.h"

/* Whether it is an address of a registry for the package `name`: HOST/PATH/NAME/-/FILE.tgz, or any
 * that has the scoped name in its path. */
bool npm_source_is_registry(struct span url, struct span name);

/* Whether a registry's address is that of another package or version than the entry says. */
bool npm_source_is_other(const struct npm_locked *entry);

/* Says what the addresses of all entries mean to each other and to who needs them. */
void npm_source_judge(const struct npm_lock *lock);
