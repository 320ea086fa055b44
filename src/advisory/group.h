/* Advisories about one component, sorted into what is the same under several names. */
#pragma once

#include "advisory/cvss.h"
#include "advisory/match.h"

struct hit {
	const struct db *db; /* that has it */
	struct match match;
	struct db_record record;
	struct hit *next; /* in its group */
};

/* One vulnerability or piece of malware. */
struct group {
	struct hit *hits;
	struct span name; /* the one that is shown */
	bool is_malware;
	enum match_how how; /* the surest of its hits */
	struct span fixed;  /* the nearest, empty when none is known */
	struct span example;
	struct span vector; /* of the highest score of the newest CVSS version; empty: none */
	struct cvss cvss;
	int64_t since; /* first published; 0: not said */
	struct group *next;
};

/* Hits of one component into groups, in the order of their names. Memory is the arena's. */
struct group *group_hits(struct hit *hits, size_t n, const struct version_order *order,
			 struct arena *arena);

/* Calls `use` for each name of the group: ids and aliases, each once. */
void group_names(const struct group *group, struct arena *arena,
		 void (*use)(void *context, struct span name), void *context);
