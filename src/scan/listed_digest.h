/*
 * The digests of installed files against those of their lists, by processes that read and parse
 * nothing. What a list leads to outside of its target is left alone.
 */
#pragma once

#include "scan/listing.h"

/* Sets the state of each file that has a digest of a known kind. Fails only when the system has no
 * memory or processes to read with. */
MUST enum err listed_compare(const struct scan_options *options, struct listings *listings);
