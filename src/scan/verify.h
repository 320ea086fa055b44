/*
 * Whether the files that are installed are those that their manifests list (RECORD of Python
 * distributions and others): a second walk, after the first has found the lists. What a list leads
 * to outside of the targets is left alone.
 */
#pragma once

#include "scan/inventory.h"
#include "scan/scan.h"

/* Compares all that the inventory knows to be listed, and reports what differs on the artifact of
 * the list: rules of check/listed.c. Fails when no process can be had. */
MUST enum err verify_listed(const struct scan_options *options, const struct inventory *inventory,
			    struct report *report);
