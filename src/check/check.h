/*
 * A check turns facts into findings. It never parses. One file a concern; its name stands in the
 * list of meson.build, which drives the registry below.
 */
#pragma once

#include "core/fact.h"
#include "core/report.h"

struct model;

/* What the user set for all checks. */
struct check_options {
	const struct model *model; /* of the learned detector; NULL: the one in the program */
	bool no_known_bad; /* judge as if the list of known-bad names were empty */
	bool release; /* a package that is to be let in: how a tree is kept says nothing of it */
};

/* What a check is given with each fact. */
struct judge {
	struct report *report;
	struct artifact *artifact; /* the one the fact is about; its formats are known */
	const struct check_options *options;
};

struct anomaly;

struct check {
	const char *name;
	const struct rule *rules;
	size_t n_rules;
	const char *const *formats; /* those it applies to, ended by NULL; NULL for all */

	/* It is about how a tree is kept, built or worked on, which is nothing to who is to install
	 * what is published of it. */
	bool of_tree;

	/* Anomalies that are findings as they stand (check/anomaly.h), ended by an empty row; NULL
	 * for none. */
	const struct anomaly *anomalies;

	unsigned wants; /* 1u << FACT_CALL | ...: what `run` is called with */
	void (*run)(const struct judge *judge, const struct fact *fact);

	/* Called once when all facts are in, with no artifact: for what artifacts mean to each
	 * other. May be NULL. */
	void (*finish)(const struct judge *judge);
};

/* All checks in the order of the list, ended by NULL. */
extern const struct check *const checks[];

/* Whether the check is one for an artifact of these formats. */
bool check_applies(const struct check *check, const struct check_options *options,
		   const struct artifact *artifact);

/* Runs every check that applies and wants this kind of fact. */
void check_fact(const struct judge *judge, const struct fact *fact);

/* Runs the end of every check that has one. Before report_sort(). */
void check_finish(const struct judge *judge);

/* The rule of that id, or NULL. */
const struct rule *rule_find(const char *id);

/* SHA-256 over all rule rows, in hex with a NUL: two programs with the same digest mean the same by
 * the same findings. `out` has room for 65 bytes. */
void checks_digest(char *out);
