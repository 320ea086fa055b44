/* Whether a model is what its manifest says: every file of it, and every other file beside. */
#pragma once

#include "trust/cache.h"
#include "trust/oms/manifest.h"
#include "trust/tree/tree.h"

/* What is said of a path, the worst first. */
enum oms_state {
	OMS_CHANGED,	/* it is not what was signed */
	OMS_MISSING,	/* it was signed, and is not there */
	OMS_AWAY,	/* a link that leads out of the model */
	OMS_LINKED,	/* a link, where none was signed */
	OMS_UNREADABLE, /* it cannot be read, or changed while it was */
	OMS_SPECIAL,	/* neither a file nor a folder, or a link to nothing */
	OMS_UNSIGNED,	/* it is there, and was not signed */
	OMS_UNCOVERED,	/* no signature of this kind covers it: an empty file where parts are
			 * signed, a link to a folder */
	OMS_UNCHECKED,	/* signed, and not looked at since it was not wanted */
	OMS_IGNORED,	/* there, and left out by a rule */
	OMS_SIGNED,	/* signed, and right */
	OMS_STATES,
};

/* "changed", "missing" and so on. */
const char *oms_state_name(enum oms_state state);

struct oms_finding {
	struct span path;
	enum oms_state state;
};

struct oms_options {
	struct tree_rules rules; /* besides what the manifest leaves out */
	bool ignore_unsigned;	 /* files that were not signed may be there */
	bool allow_symlinks;	 /* also where the manifest does not */
	bool need_covered;	 /* what no signature covers is refused */

	/* Whether to look at a path; NULL: at all. */
	bool (*wanted)(void *context, struct span path);
	void *context;
	unsigned processes;  /* 0: one a processor */
	struct cache *cache; /* trust/cache.h; NULL: every file is read */
};

struct oms_result {
	enum reason reason;	      /* the worst of what was found */
	struct span detail;	      /* the first path it is about */
	struct oms_finding *findings; /* by path */
	size_t n;
	size_t counts[OMS_STATES];
	struct span model; /* the name of the folder or file */
};

/* Compares them; the list is put in the order of paths. Fails when the model cannot be opened or
 * read at all. */
MUST enum err oms_check(struct oms_manifest *manifest, const char *model,
			const struct oms_options *options, struct arena *arena,
			struct oms_result *result);
