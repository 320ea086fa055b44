/*
 * A report holds what one run learned: artifacts, findings, which checks ran, how much was seen.
 * Every output is a projection of one report. Everything in it lives in the report's arena.
 */
#pragma once

#include "base/arena.h"
#include "core/acceptance.h"
#include "core/component.h"
#include "core/decision.h"
#include "core/fact.h"
#include "core/rule.h"
#include "core/status.h"

enum { ARTIFACT_FORMATS_MAX = 8, DIGEST_SIZE = 32 };

struct artifact {
	struct artifact *parent; /* the one it was found in, NULL for a file */
	struct span name; /* raw bytes: the path as given for a file, the member's name else */
	struct span path; /* printable, places joined with '!': m.pt!archive/data.pkl */
	uint64_t size;
	bool has_digest;
	uint8_t digest[DIGEST_SIZE]; /* SHA-256 */
	const char *formats[ARTIFACT_FORMATS_MAX];
	size_t n_formats;
	enum status status;
	enum verdict verdict; /* the worst of its own findings */
	enum status whole;    /* the worst with all inside it: set for files when they end, and by
			       * report_sort() for all */
	enum verdict worst;   /* with all that was found inside it: set by report_sort() */
	uint64_t n_findings;  /* shown ones, its own */
	uint64_t n_within;    /* the same with all that was found inside it, by report_sort() */
	struct fact **facts;  /* kept only when the run inspects */
	size_t n_facts;
	uint16_t *shown; /* findings so far, a rule; NULL before the first */
	uint64_t order;	 /* in which it was reported */
	struct artifact *next;
};

/* What a finding shows besides its place: {"call", "posix.system"}, {"arguments", "('true',)"}. */
struct evidence {
	const char *key;
	struct span text; /* raw bytes; every output escapes them */
	bool is_aside;	  /* the finding's id does not rest on it: it may change */
};

enum { EVIDENCE_MAX = 8 };

struct finding {
	char id[65]; /* hex SHA-256 over rule, subject (purl, else artifact digest and member
		      * path) and evidence */
	const struct rule *rule;
	struct artifact *artifact;
	struct component *component;	     /* its subject, when it is about one; NULL else */
	const struct acceptance *acceptance; /* why it does not count; NULL when it does */
	struct span decided_by; /* the rule of the policy that decides; empty when none does */
	enum decision decision; /* of that rule */
	enum severity severity;
	enum verdict verdict;
	uint64_t offset;     /* or OFFSET_NONE */
	uint64_t line;	     /* from 1; 0 when there is none */
	uint64_t count;	     /* how often, the first at offset */
	struct span message; /* a printable sentence, already escaped */
	struct evidence evidence[EVIDENCE_MAX];
	size_t n_evidence;
	uint64_t order; /* in which it was reported */
	struct finding *next;
};

/* What the code of a package does, and when that runs: one row for all of a kind. */
struct trait {
	const char *when;		 /* a word: install, start, import, use, aside */
	const char *class;		 /* a word of code/behaviour/behaviour.h */
	const char *says;		 /* "starts a program, at installation" */
	struct span kind, how, detail;	 /* of the first; may be empty */
	const struct artifact *artifact; /* where the first is */
	uint64_t line, count;
};

/* A fact that a check keeps until it knows what lies around it. */
struct kept_fact {
	const void *owner; /* the check */
	struct artifact *artifact;
	const struct fact *fact;
	struct kept_fact *before;
};

/* How a rule fared in the run. */
struct rule_count {
	const struct rule *rule;
	uint64_t ran;		   /* artifacts it was asked about */
	uint64_t failed;	   /* artifacts with a finding */
	uint64_t not_shown;	   /* findings over the cap a rule and artifact */
	uint64_t not_shown_before; /* as many of them an earlier report had */
	const char *not_run_why;   /* NULL when it ran or did not apply */
};

/* How a rule of the policy fared. */
struct ruling {
	struct span id;
	const char *on, *action;
	uint64_t asked, fired;
	uint64_t unknown; /* subjects of which too little is known to say */
};

struct coverage {
	uint64_t files, bytes;
	uint64_t by_status[STATUS_COUNT];   /* of top-level files: the worst within each */
	uint64_t by_verdict[VERDICT_COUNT]; /* the same; clean only when complete: by report_sort()
					     */
};

/* What components were matched against; `digest` is NULL when nothing was. */
struct advisories {
	const char *digest;    /* "sha256:HEX" */
	const char *name;      /* of the database, for people */
	int64_t built, newest; /* Unix seconds: the database, the last change of a record in it */
	uint64_t n_records;
	bool is_built_in, is_signed;
	const char *const *sources; /* "PyPI 2026-11-21", NULL-ended */
};

struct report {
	struct arena arena;
	struct span target;  /* as the user gave it, joined with ' ' when several */
	const char *sandbox; /* level reached: "seccomp+landlock", "none", ... */
	const char *rules_digest, *allowlist_digest; /* "sha256:HEX", NULL when unknown */
	const char *policy_digest;		     /* the same, NULL when there is none */
	struct advisories advisories;
	const struct decision_table *decisions; /* never NULL; a policy's or the usual one */
	enum decision policy_decision; /* the worst of policy findings that are not shown */
	struct ruling *rulings;	       /* a rule of the policy each */
	size_t n_rulings;
	struct acceptance *acceptances, **acceptances_end; /* also those that accept nothing */
	int64_t observed_at;				   /* Unix seconds */
	struct artifact *artifacts, **artifacts_end; /* in order of path once report_sort() ran */
	struct finding *findings, **findings_end;
	struct component *components, **components_end; /* in their order once report_sort() ran */
	struct dependency *needs; /* what no component of the tree but the tree itself needs */
	struct trait *traits;	  /* when they were asked for; NULL else */
	size_t n_traits;
	struct kept_fact *kept; /* the newest first */
	struct rule_count *rules;
	size_t n_rules;
	struct coverage coverage;
	double seconds;
	uint64_t n_artifacts, n_findings, n_components;
};

/* An empty report. Its memory is returned by report_free(). */
void report_init(struct report *report);
void report_free(struct report *report);

/* Appends a zeroed artifact. */
struct artifact *report_artifact(struct report *report);

/* Appends a zeroed component; scan/inventory.h makes it from facts. */
struct component *report_component(struct report *report);

/* Appends a finding of `rule` on `artifact` at the place of `fact` (may be NULL), with the rule's
 * severity and verdict, raises the artifact's verdict, and returns it to be filled in: evidence
 * first, then finding_say(). Past rule_most() findings of one rule on one artifact it is
 * counted in rule_count.not_shown and NULL is returned. */
struct finding *report_finding(struct report *report, const struct rule *rule,
			       struct artifact *artifact, const struct fact *fact);

/* Keeps a copy of the fact. */
void report_keep(struct report *report, const void *owner, struct artifact *artifact,
		 const struct fact *fact);

/* Makes `component` the subject of the finding: its id then rests on the package URL, not on where
 * it was seen. Either may be NULL. */
void finding_about(struct finding *finding, struct component *component);

/* Adds evidence; the text is copied. Accepts a NULL finding, as finding_say() does. */
void finding_show(struct report *report, struct finding *finding, const char *key,
		  struct span text);

/* The same for what may change while the finding stays what it is: a score, a fixed version. */
void finding_aside(struct report *report, struct finding *finding, const char *key,
		   struct span text);

/* Sets the sentence. %s arguments must be printable already (see base/escape.h). */
void finding_say(struct report *report, struct finding *finding, const char *fmt, ...) PRINTF(3, 4);

/* Orders artifacts by path, components by identity and findings by (path, offset, rule), sets each
 * finding's id, and sums up what is inside each artifact: the report is then the same however the
 * work was spread. Call it once, before any output. */
void report_sort(struct report *report);

/* The file that an artifact is, or was found in. */
const struct artifact *artifact_top(const struct artifact *artifact);

/* The path of an artifact below the target: where the user keeps a target says nothing of it. Of
 * several targets it is only the last part, or what is inside of the file. */
struct span report_below_target(const struct report *report, const struct artifact *artifact);

/* The worst of all: verdict of the findings, status of the artifacts. */
enum verdict report_verdict(const struct report *report);
enum status report_status(const struct report *report);

/* Appends a zeroed acceptance; finding_accept() makes one the answer to a finding; a finding keeps
 * its first. */
struct acceptance *report_acceptance(struct report *report);
void finding_accept(struct finding *finding, struct acceptance *acceptance);
