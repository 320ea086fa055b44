/* A record of a malicious release, in the OSV format as public lists of malicious packages take it:
 * one package, one version, without the id and summary that the list gives. */
#pragma once

#include "base/err.h"
#include "base/sink.h"
#include "vet/release.h"

/* Of a report that report_sort() has put in order. Names files by their places in the release and
 * nothing of this machine. Fails when the release does not say what package it is. */
MUST enum err osv_write(const struct release *release, struct sink *out);
