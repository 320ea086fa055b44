/*
 * A format module turns hostile bytes into facts. One file a format; its name stands in the list of
 * meson.build, which also drives the registry below, the fuzz target and the corpus test.
 */
#pragma once

#include "base/span.h"

struct job;

/* What a module may look at to say whether an artifact is its own. Content first, name second. */
struct probe {
	struct span head; /* the first 4 KiB, or all */
	struct span tail; /* the last 68 KiB, or all: a zip is found by its end */
	uint64_t size;
	struct span name; /* the last part of the path; may be any bytes */
	struct span path; /* as the user's target, a folder or an archive names it */
};

enum {
	BID_NONE = 0,
	BID_NAME = 40, /* the name says so and the content does not forbid it */
	BID_READ = 50, /* from here on the module reads the artifact */
	BID_LIKELY = 70,
	BID_MAGIC = 90, /* a signature that nothing else begins with */
	BID_NEVER = 101,
};

struct format {
	const char *name;

	/* Confidence 0..100. Every module that bids BID_READ or more reads the artifact, not only
	 * the highest: an artifact that is two formats at once is an attack. */
	unsigned (*bid)(const struct probe *probe);

	/* Emits facts through job.h. Never fails: what is wrong with the bytes is a fact. */
	void (*read)(struct job *job, struct span bytes);

	bool last; /* reads only what no other module has read */

	/* What a project says of itself: its requirements, its builds. In the folder of an
	 * installed package that is left over from where it was made, and says nothing of what is
	 * there. */
	bool of_project;

	/* A bid below this is for facts that only checks use and that name no component: who only
	 * asks what a tree is made of does without them. 0: every bid is for both. */
	unsigned bill_bid;

	/* Holds other files, which it hands on: an archive, a compressed file. */
	bool opens;

	/* Tells what source code does (FACT_BEHAVIOUR), which not everyone asks. */
	bool behaviours;

	/* Tells what services and models source uses, which says nothing of whether it does harm. */
	bool uses;

	/* Tells what only matters beside another release (struct job_options.compared). */
	bool releases;

	/* Paths of such files, for tests of modules that go by them; ended by NULL, or NULL. */
	const char *const *examples;
};

/* All modules in the order of the list, ended by NULL. */
extern const struct format *const formats[];

/* Whether the path lies in the folder of an installed package: below node_modules/NAME,
 * site-packages/NAME or dist-packages/NAME. What lies beside those folders is the installers' own.
 */
bool path_is_installed(struct span path);

/* The bid of a module, which is none for what does not count in that place. */
unsigned format_bid(const struct format *format, const struct probe *probe);

/* Whether the content begins as an object or a list of JSON: asked first, it spares searching. */
bool probe_opens_json(const struct probe *probe);

/* Whether the name ends with one of them (ASCII case ignored); ended by NULL. */
bool probe_named(const struct probe *probe, const char *const *endings);
