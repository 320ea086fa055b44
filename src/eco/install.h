/*
 * What a command installs or fetches: packages of pip, uv, npm, conda, apt and their like, images,
 * models, and scripts that are piped from the network into an interpreter. One reader for shell
 * scripts, Dockerfiles, workflows, notebooks and configurations that start servers by `npx`.
 */
#pragma once

#include "code/event.h"
#include "eco/entry.h"

enum install_kind {
	INSTALL_COMPONENT,
	INSTALL_SCRIPT, /* spec: the address an interpreter's input comes from; no component */
};

struct install {
	enum install_kind kind;
	const char *tool;   /* the program, as people call it: "pip" */
	struct span spec;   /* what stands on the command line */
	struct entry entry; /* the component, complete with line, method and "command" */
	bool pinned;	    /* to one version, revision or digest */
	bool runs;	    /* it is run at once: npx, uvx, docker run */
	uint64_t offset, line;
};

typedef void install_each(void *context, const struct install *install);

/* Calls each() for all that a CODE_COMMAND event fetches, in the order of its words. `method` says
 * where the command stands (scan/inventory.h): code, config ... What entries borrow lives in the
 * words and in the arena. */
void install_command(const struct code_event *command, const char *method, struct arena *arena,
		     install_each *each, void *context);

/* The same for the words of a command that stand in a list. */
void install_words(const struct span *words, size_t n, uint64_t offset, uint64_t line,
		   const char *method, struct arena *arena, install_each *each, void *context);

/* What a shell script fetches (a RUN line, a workflow's step, a notebook's `!`), each as a fact. A
 * script that is piped from the network into an interpreter is the anomaly
 * "script-from-network", something unpinned that is run at once "unpinned-run". `scopes` as in
 * code_shell(); NULL for one script that stands alone. */
struct code_scopes;
void install_script(struct job *job, struct span text, uint64_t offset, uint64_t line,
		    const char *method, struct code_scopes *scopes);

/* An install_each whose context is the job: sends the facts off. */
void install_tell(void *job, const struct install *install);
