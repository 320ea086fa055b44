/*
 * A bill of materials for people.
 */
#pragma once

#include "base/sink.h"
#include "core/report.h"

/* A line a component: what it is, where it was seen first, its licence, how many findings are about
 * it; then how many there are of each kind and how sure their versions are. Everything is
 * printable. The report is in order (report_sort). */
void bill_text(const struct report *report, struct sink *out);
