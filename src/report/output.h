/*
 * An output is a projection of a report: one file a form; its name stands in the list of
 * meson.build, which drives the registry below and OUTPUT_WORDS, the words of the option tables.
 * Each shows the same findings.
 */
#pragma once

#include "base/sink.h"
#include "core/report.h"
#include "output_words.h"

struct output_options {
	bool colour;	    /* text: for a terminal */
	bool decides;	    /* text: the decision is what was asked for */
	bool all;	    /* clean and skipped artifacts too */
	size_t width;	    /* text: columns; 0 for the usual */
	const char *folder; /* the current folder: SARIF names files inside it relative to it; may
			       be NULL */
	enum severity gate; /* JUnit: what fails; SEVERITY_COUNT: nothing */
	int exit_code;	    /* SARIF: with which the program will end */
};

struct output {
	const char *name;
	const char *media_type;

	bool is_bill; /* a bill of materials or VEX: components first, findings only where they are
		       * about one */

	/* Writes a report that report_sort() has put in order. A failure sticks to the sink. */
	void (*write)(const struct report *report, struct sink *out,
		      const struct output_options *options);
};

/* All outputs in the order of the list, ended by NULL; the index is that of the word in
 * OUTPUT_WORDS. */
extern const struct output *const outputs[];

/* The output of that name, or NULL. */
const struct output *output_find(struct span name);
