/*
 * What source code does to the machine that it runs on, in one vocabulary for all languages: it
 * starts programs, decodes what it then runs, reads secrets, sends them away. A behaviour is one
 * such thing at one place; a chain is several that hand on a value: what is decoded is run, what is
 * read is sent.
 *
 * Behaviours are made of events (code/event.h) by tables, a table a language (calls.h); values
 * carry marks of where they come from, and that is how chains are seen. Nothing is judged here:
 * honest programs start others and read the environment too.
 */
#pragma once

#include "base/span.h"
#include "code/event.h"

/* X(symbol, word, what it does: the rest of a sentence that begins with "it") */
#define BEHAVIOUR_CLASSES(X)                                                                       \
	X(SPAWN, "spawn", "starts a program")                                                      \
	X(RUN_CODE, "run-code", "runs code that is no constant")                                   \
	X(DECODE, "decode", "decodes what it holds")                                               \
	X(DOWNLOAD, "download", "fetches from the network")                                        \
	X(NETWORK, "network", "sends to the network")                                              \
	X(LISTEN, "listen", "waits for connections")                                               \
	X(SECRET_READ, "secret-read", "reads secrets")                                             \
	X(ENUMERATE, "enumerate", "collects what the machine is and holds")                        \
	X(ENCODE, "encode", "encodes")                                                             \
	X(ENCRYPT, "encrypt", "encrypts")                                                          \
	X(PERSIST, "persist", "arranges to be started again")                                      \
	X(AGENT_WRITE, "agent-write", "writes files that steer agents, editors or builds")         \
	X(SELF_PUBLISH, "self-publish", "publishes packages")                                      \
	X(MEMORY_READ, "memory-read", "reads the memory of other processes")                       \
	X(METADATA_SERVICE, "metadata-service", "asks the cloud's metadata service")               \
	X(AI_TEXT, "ai-text", "speaks to an AI that reviews it")                                   \
	X(NATIVE_LOAD, "native-load", "loads native code")                                         \
	X(IMPORT_HOOK, "import-hook", "changes how modules are imported")                          \
	X(MONKEY_PATCH, "monkey-patch", "replaces functions of others")                            \
	X(BROWSER_HOOK, "browser-hook", "changes what a web page does")                            \
	X(INTERPRETER_DOWNLOAD, "interpreter-download", "fetches an interpreter of its own")       \
	X(HIDE, "hide", "hides what it does")                                                      \
	X(CLIPBOARD, "clipboard", "reads or changes the clipboard")                                \
	X(ANTI_ANALYSIS, "anti-analysis", "looks whether it is being watched")                     \
	X(FILE_WRITE, "file-write", "writes a file")                                               \
	X(CHAIN, "chain", "hands on from one to the other")

enum behaviour_class {
	BEHAVIOUR_NONE,
#define X(symbol, word, does) BEHAVIOUR_##symbol,
	BEHAVIOUR_CLASSES(X)
#undef X
		BEHAVIOUR_COUNT,
};

/* Kinds, words of facts: of secret-read "ssh", "cloud", "kubernetes", "token", "browser", "wallet",
 * "history", "env-file", "environment" (one variable whose name says that it is secret); of
 * enumerate "host", "users", "processes", "files", "environment" (all of it), "network",
 * "packages", "output" (of a program that is started); of spawn "output"; of persist "autostart",
 * "cron", "systemd", "shell", "registry", "pth", "elevate" (what makes a program run with more
 * rights); of hide "window", "detach", "output", "delete", "source" (written
 * not to be read), "spelled" (in characters that are not shown), "name" (of what starts a program:
 * it is found by a text); of network and download the protocol where it is not HTTP: "dns",
 * "socket", "mail", "ftp", or whom it goes to: "chat" (a webhook of a chat service), "paste",
 * "collector" (made to show what it was sent), "tunnel", "address" (a number that is no private
 * one), "code-host" (what puts files at a host of code), "packages" (what an installer fetches); of
 * secret-read also "keys" and "screen"; of run-code and network "reverse-shell", of run-code
 * "pickle", "constant" (it is read too), "module" (one that is imported by a name) and "opaque"
 * (out of a long constant that nobody can read); of native-load "memory" (pages made to be run).
 * NULL where there is none. */
struct behaviour {
	enum behaviour_class class;
	const char *kind;
	struct span how;    /* the full name of what is called, or a shape in words */
	struct span detail; /* the folded text that matters: host, path, command, decoded text */
	bool partial;	    /* the detail has holes */
	enum code_scope scope;
	uint64_t offset, line;
	unsigned layer; /* 0: as written; n: in text that was decoded n times */
	unsigned order; /* running number in the file, from 0 */

	/* Of a chain: where the value comes from, what was done to it (NONE: nothing), where it
	 * goes. `kind`, `how`, `detail` and `line` are those of the sink. */
	enum behaviour_class source, transform, sink;
	const char *source_kind;
	struct span source_how;
	uint64_t source_line, transform_line;
};

/* A text that the source holds, decodes or puts together. */
struct behaviour_text {
	struct span text;
	struct span name; /* of the key or variable that it is for, or of what is called with it;
			   * empty for a constant, before which that stands */
	uint64_t offset, line;
};

struct behaviour_sink {
	void (*behaviour)(void *context, const struct behaviour *behaviour);
	void *context;
	void (*text)(void *context, const struct behaviour_text *text); /* or NULL */
};

enum {
	BEHAVIOUR_LAYERS_MAX = 8,     /* texts decoded out of decoded texts */
	BEHAVIOUR_TEXT_MAX = 4 << 20, /* bytes decoded for one file, all layers together */
	BEHAVIOUR_DETAIL_MAX = 4 << 10,
	BEHAVIOURS_MAX = 1000,		/* of one file */
	BEHAVIOUR_VALUES_MAX = 4 << 20, /* that are looked at for texts */
};

/* The word of a class, and what it does. */
const char *behaviour_word(enum behaviour_class class);
const char *behaviour_does(enum behaviour_class class);

/* The class of that word; NONE when there is no such. */
enum behaviour_class behaviour_find(struct span word);
