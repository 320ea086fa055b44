/*
 * Names of hosts that the files of a scan mention, so that the indicators of what turns out to be
 * malware can be looked for once everything is read. They are taken from the texts of all facts: of
 * calls, addresses, strings, metadata.
 */
#pragma once

#include "core/report.h"

struct traces;

struct traces *traces_new(void);
void traces_free(struct traces *traces);

/* Takes the texts of a fact about an artifact. */
void traces_fact(struct traces *traces, struct artifact *artifact, const struct fact *fact);

/* Looks for the indicators that the report's malicious packages name: hosts and addresses in what
 * was mentioned, digests among those of the artifacts. Each that is there is a finding. Before
 * report_sort(). */
void traces_match(const struct traces *traces, struct report *report);
