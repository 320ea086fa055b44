/*
 * What source code does that honest code does not: chains, and single things that are one by
 * themselves. How grave it is depends on how certain the chain is and on when it runs: what runs as
 * soon as a package is installed or imported asks nobody.
 */
#include "check/check.h"

#include "base/buf.h"
#include "base/escape.h"
#include "eco/place.h"

enum { SHOWN_MAX = 400, TEXT_MAX = 4096 };

enum {
	DECODE_RUN,
	DECODE_CALL,
	FETCH_RUN,
	FETCH_CALL,
	REVERSE,
	THEFT,
	SENDS_SECRET,
	SENDS_HOST,
	SENDS_HOST_TO,
	AGENT,
	PERSISTS,
	PUBLISHES,
	MEMORY,
	METADATA,
	NATIVE,
	HOOKS,
	ELEVATES,
	INSTALLS,
	FETCH_PROGRAM,
	HIDES,
	CALLS_COLLECTOR,
	AI_TEXT,
	INSTALL_NETWORK,
	HIDDEN_PROGRAM,
	HIDDEN_MODULE,
	INVISIBLE,
	SENDS_ALL,
	MAKES_CODE,
	WALLET,
	HOOKS_CALL,
};

#define MALICIOUS .severity = SEVERITY_HIGH, .verdict = VERDICT_MALICIOUS
#define REVIEW	  .severity = SEVERITY_MEDIUM, .verdict = VERDICT_REVIEW
#define NOTE	  .severity = SEVERITY_LOW, .verdict = VERDICT_CLEAN

static const struct rule rules[] = {
	[DECODE_RUN] = {
		.id = "behaviour-decode-and-run",
		.title = "Code is hidden in the source and run",
		MALICIOUS,
		.text = "The source decodes, decrypts or puts together text that it holds and runs it as "
			"code. Who writes code so does not want it to be read.",
		.help = "Do not install or import it. The decoded text is in the evidence; what it does is "
			"reported with a layer above 0.",
		.references = { "CWE-506", "CWE-94", "AML.T0010.001", "AML.T0011.001", NULL },
	},
	[DECODE_CALL] = {
		.id = "behaviour-decodes-code",
		.title = "A function runs what it has decoded",
		NOTE,
		.text = "A function decodes or decrypts something that is not known and runs it as code. "
			"Loaders of bytecode and of serialised functions do so.",
		.help = "Look at what calls it, and where the text comes from.",
		.references = { "CWE-94", "CWE-506", NULL },
	},
	[FETCH_RUN] = {
		.id = "behaviour-download-and-run",
		.title = "What is fetched from the network is run at once",
		MALICIOUS,
		.text = "The source fetches code or a program and runs it as soon as it is installed, started "
			"or imported. What runs is not in the package, and can be another thing each time.",
		.help = "Do not install or import it. If it ran, treat the machine as taken over.",
		.references = { "CWE-494", "CWE-829", "AML.T0010.001", "AML.T0011.001", NULL },
	},
	[FETCH_CALL] = {
		.id = "behaviour-runs-download",
		.title = "A function runs what it has fetched",
		NOTE,
		.text = "A function fetches code or a program and runs it, when it is called. Installers and "
			"updaters do that, with a checksum at best.",
		.help = "See what address it is, and whether what comes from there is verified.",
		.references = { "CWE-494", NULL },
	},
	[REVERSE] = {
		.id = "behaviour-reverse-shell",
		.title = "A shell is tied to a connection",
		MALICIOUS,
		.text = "A command interpreter gets its input from the network: a shell for whoever is at the "
			"other end.",
		.help = "Do not install or import it. If it ran, treat the machine as taken over.",
		.references = { "CWE-506", "AML.T0011.001", NULL },
	},
	[THEFT] = {
		.id = "behaviour-secrets-sent",
		.title = "Secrets are read and sent away",
		MALICIOUS,
		.text = "What is read from keys, credentials, browsers, wallets or histories goes to the "
			"network.",
		.help = "Do not install or import it. If it ran, replace every credential of that user and "
			"machine.",
		.references = { "CWE-506", "CWE-200", "AML.T0010.001", "AML.T0025", NULL },
	},
	[SENDS_SECRET] = {
		.id = "behaviour-sends-secret",
		.title = "A function sends what it reads from a file of credentials",
		NOTE,
		.text = "A function reads a file of credentials and its content goes to the network. Clients "
			"of a service do so with their own; who reads another's steals it.",
		.help = "See whether the file is of the service that it is sent to.",
		.references = { "CWE-200", NULL },
	},
	[SENDS_HOST] = {
		.id = "behaviour-host-sent",
		.title = "What the machine is or holds is sent away at once",
		REVIEW,
		.text = "As soon as it is installed, started or imported it sends names of the machine, its "
			"user or its environment. That is how packages count whom they have reached.",
		.help = "See where it goes and whether the package says so.",
		.references = { "CWE-200", "CWE-359", "AML.T0010.001", NULL },
	},
	[SENDS_HOST_TO] = {
		.id = "behaviour-host-collected",
		.title = "What the machine is or holds goes to where nobody can be asked",
		MALICIOUS,
		.text = "Names of the machine, its user or its environment go to a webhook of a chat, a paste "
			"service, a tunnel, a collector of requests or a repository: no service of the "
			"package's own.",
		.help = "Do not install or import it. If it ran, replace the secrets in that environment.",
		.references = { "CWE-506", "CWE-200", "AML.T0010.001", "AML.T0025", NULL },
	},
	[AGENT] = {
		.id = "behaviour-steers-agents",
		.title = "Files that steer agents, editors or builds are written at once",
		REVIEW,
		.text = "As soon as it is installed, started or imported it writes a file that tells an AI "
			"agent, an editor or a build what to run. Such files outlive the package.",
		.help = "Read what it writes. Remove the file where it was written.",
		.references = { "CWE-506", "AML.T0051.001", "LLM01:2025", NULL },
	},
	[PERSISTS] = {
		.id = "behaviour-persists",
		.title = "It arranges to be started again",
		REVIEW,
		.text = "As soon as it is installed, started or imported it writes to where the system, the "
			"shell or the interpreter starts programs from.",
		.help = "Read what it writes. Uninstalling the package does not remove it.",
		.references = { "CWE-506", "AML.T0011.001", NULL },
	},
	[PUBLISHES] = {
		.id = "behaviour-publishes",
		.title = "It publishes packages with credentials that it found",
		MALICIOUS,
		.text = "Tokens are read and packages are published as soon as it is installed, started or "
			"imported: so a worm goes on.",
		.help = "Do not install or import it. If it ran, withdraw the tokens and look at what was "
			"published with them.",
		.references = { "CWE-506", "AML.T0010.001", NULL },
	},
	[MEMORY] = {
		.id = "behaviour-memory-sent",
		.title = "The memory of other processes is sent away",
		MALICIOUS,
		.text = "It reads the memory of other processes, where secrets of a build stand, and sends it "
			"to the network.",
		.help = "Do not run it in a build. If it ran, replace every secret of the build.",
		.references = { "CWE-506", "CWE-200", NULL },
	},
	[METADATA] = {
		.id = "behaviour-metadata-sent",
		.title = "What the cloud's metadata service says is sent away",
		REVIEW,
		.text = "The metadata service hands out credentials of the machine. What it says goes to the "
			"network.",
		.help = "See where it goes. Clients of a cloud ask the service for themselves.",
		.references = { "CWE-918", "CWE-200", NULL },
	},
	[NATIVE] = {
		.id = "behaviour-native-payload",
		.title = "Native code is taken from data and run",
		MALICIOUS,
		.text = "Memory is filled with what was decoded or fetched and started as native code: no "
			"program file is there to be seen.",
		.help = "Do not install or import it. If it ran, treat the machine as taken over.",
		.references = { "CWE-506", "AML.T0011.001", NULL },
	},
	[HOOKS] = {
		.id = "behaviour-runs-hidden-payload",
		.title = "A program is written out of decoded data and started",
		MALICIOUS,
		.text = "What the source decodes or fetches is handed to another program or written to where "
			"it is started again.",
		.help = "Do not install or import it. If it ran, treat the machine as taken over.",
		.references = { "CWE-506", "AML.T0011.001", NULL },
	},
	[ELEVATES] = {
		.id = "behaviour-elevates",
		.title = "It takes rights that nobody has given it",
		MALICIOUS,
		.text = "It changes what a program with all rights starts, so that its own is started with "
			"them and the user is not asked.",
		.help = "Do not install or import it. If it ran, treat the machine as taken over.",
		.references = { "CWE-269", "CWE-506", NULL },
	},
	[INSTALLS] = {
		.id = "behaviour-installs",
		.title = "Importing it installs packages",
		REVIEW,
		.text = "As soon as it is imported it starts an installer. What it installs is in no list of "
			"requirements, is not pinned and was not looked at.",
		.help = "See what is installed, and declare it as a requirement.",
		.references = { "CWE-829", "AML.T0010.001", "LLM03:2025", NULL },
	},
	[FETCH_PROGRAM] = {
		.id = "behaviour-runs-downloaded-program",
		.title = "A function fetches a program and starts it",
		REVIEW,
		.text = "A function fetches a program for Windows and starts it. Few packages have to, and "
			"what is fetched can be another thing each time.",
		.help = "See what address it is, and whether what comes from there is verified.",
		.references = { "CWE-494", "AML.T0010.001", NULL },
	},
	[HIDES] = {
		.id = "behaviour-hides-program",
		.title = "A program is started so that nobody sees it",
		REVIEW,
		.text = "As soon as it is installed, started or imported it starts a program without a window "
			"where one would be seen.",
		.help = "Read what is started.",
		.references = { "CWE-506", "AML.T0011.001", NULL },
	},
	[CALLS_COLLECTOR] = {
		.id = "behaviour-calls-collector",
		.title = "It calls a service that collects requests",
		REVIEW,
		.text = "It sends a request to a service that is made to show whoever owns an address what was "
			"sent there: for tests, and for proofs that a package was installed.",
		.help = "See what is sent. A package has no reason to call such a service.",
		.references = { "CWE-200", "AML.T0010.001", NULL },
	},
	[AI_TEXT] = {
		.id = "behaviour-speaks-to-reviewer",
		.title = "The source speaks to an AI that reviews it",
		REVIEW,
		.text = "A text or comment tells a model that reads the source what to think of it, or to "
			"forget what it was told. Nobody else is addressed so.",
		.help = "Do not let a model judge the file. Read it.",
		.references = { "AML.T0051.001", "LLM01:2025", NULL },
	},
	[INSTALL_NETWORK] = {
		.id = "behaviour-install-reaches-network",
		.title = "Installing it reaches the network",
		REVIEW,
		.text = "setup.py runs when the package is built or installed from source, and it connects to "
			"an address. What it fetches is in no list and not pinned; what it sends, nobody "
			"asked for.",
		.help = "See what address it is, and install from a wheel.",
		.references = { "CWE-829", "AML.T0010.001", NULL },
	},
	[HIDDEN_PROGRAM] = {
		.id = "behaviour-hidden-program",
		.title = "The name of what starts programs or runs code is encoded",
		MALICIOUS,
		.text = "A module that starts programs or runs code is imported by a name that the source "
			"holds encoded. It could be written out: the point of writing it so is that nobody "
			"finds it.",
		.help = "Do not install or import it before somebody has found out what it does.",
		.references = { "CWE-506", "CWE-656", "AML.T0010.001", NULL },
	},
	[HIDDEN_MODULE] = {
		.id = "behaviour-hidden-module",
		.title = "A module is imported by a name that is encoded",
		REVIEW,
		.text = "The name of a module, or of a file of the package itself, stands encoded in the "
			"source. It could be written out: the point of writing it so is that nobody finds it.",
		.help = "See what is imported, and what it is for.",
		.references = { "CWE-506", "CWE-656", "AML.T0010.001", NULL },
	},
	[INVISIBLE] = {
		.id = "behaviour-invisible-text",
		.title = "Bytes are spelled in characters that nobody sees",
		MALICIOUS,
		.text = "A row of characters without a shape (variation selectors, tags) stands in the source, "
			"each of which spells a byte. Editors and reviews show nothing, and a line of code "
			"makes a program of it.",
		.help = "Do not install or import it. What is spelled is in the evidence.",
		.references = { "CWE-506", "CWE-451", "CWE-1007", "AML.T0010.001", NULL },
	},
	[SENDS_ALL] = {
		.id = "behaviour-environment-sent",
		.title = "All variables of the environment are sent away at once",
		MALICIOUS,
		.text = "As soon as it is installed, started or imported it sends the whole environment to the "
			"network. Tokens and passwords stand there, and nothing needs all of it.",
		.help = "Do not install or import it. If it ran, replace every secret of that environment.",
		.references = { "CWE-506", "CWE-200", "CWE-526", "AML.T0010.001", "AML.T0025", NULL },
	},
	[MAKES_CODE] = {
		.id = "behaviour-native-memory",
		.title = "Memory is filled and made to be run",
		REVIEW,
		.text = "As soon as it is installed, started or imported it asks the system for memory that "
			"code may run in and writes to it: native code that is in no program file.",
		.help = "See where the bytes come from, and what they do.",
		.references = { "CWE-506", "AML.T0011.001", NULL },
	},
	[WALLET] = {
		.id = "behaviour-wallet-hook",
		.title = "What a web page asks of a wallet is caught",
		REVIEW,
		.text = "It puts a function of its own in the place of the one that a wallet gives to web pages. "
			"Whoever stands there can change where money goes.",
		.help = "See what it does with requests that send money. Wallets themselves do so.",
		.references = { "CWE-506", "CWE-451", NULL },
	},
	[HOOKS_CALL] = {
		.id = "behaviour-hands-on-decoded",
		.title = "A function hands what it decodes to another program",
		NOTE,
		.text = "A function decodes or decrypts something that is not known and hands it to a program "
			"that it starts. Tools that work on files do so with what they are given.",
		.help = "Look at what calls it, and which program it is.",
		.references = { "CWE-506", NULL },
	},
};

/* When. */

static bool is_installer(struct span path)
{
	return span_ends(path, "/setup.py") || span_ends(path, "!setup.py") ||
	       span_is(path, "setup.py");
}

/* Scripts and notebooks are programs: nothing runs them but who calls them. So are those without
 * the name of a module, and those that buildout and setuptools once had everybody copy. */
static bool is_program(const struct artifact *artifact)
{
	static const char *const names[] = { "bootstrap.py", "ez_setup.py", "distribute_setup.py",
					     NULL };
	struct span path = artifact->path;

	for (size_t i = 0; names[i]; i++)
		if (span_ends(path, names[i]))
			return true;
	for (size_t i = 0; i < artifact->n_formats; i++)
		if (strcmp(artifact->formats[i], "shell-behaviour") == 0 ||
		    strcmp(artifact->formats[i], "notebook-behaviour") == 0 ||
		    (strcmp(artifact->formats[i], "python-behaviour") == 0 &&
		     !span_ends(path, ".py") && !span_ends(path, ".pyw")))
			return true;
	return false;
}

/* Whether it runs without being called. */
static bool at_once(const struct judge *judge, const struct fact *fact)
{
	if (is_program(judge->artifact))
		return false;
	return !fact_is(fact, "scope", "function") || is_installer(judge->artifact->path);
}

static bool one_of(struct span word, const char *const *words)
{
	for (size_t i = 0; words[i]; i++)
		if (span_is(word, words[i]))
			return true;
	return false;
}

static bool is_collector(struct span kind)
{
	static const char *const kinds[] = {
		"chat", "paste", "collector", "tunnel", "address", NULL
	};

	return one_of(kind, kinds);
}

/* Files at a host of code are anybody's to read, and hold what is no secret of theirs: not what all
 * of an environment or the files of a machine are. */
static bool is_published(const struct fact *fact)
{
	static const char *const all[] = { "environment", "files", "processes", NULL };

	return fact_is(fact, "kind", "code-host") && fact_is(fact, "source", "enumerate") &&
	       one_of(fact_text(fact, "source_kind"), all);
}

/* Judging. */

/* A module whose name was decoded. */
static int judge_module(const struct fact *fact)
{
	static const char *const programs[] = { "child_process", "vm",	       "worker_threads",
						"cluster",	 "subprocess", "os",
						"posix",	 "pty",	       "ctypes",
						"popen2",	 "commands",   NULL };
	static const char *const prefix = "node:";
	struct span name = fact_text(fact, "detail");

	if (span_starts(name, prefix))
		name = span_from(name, strlen(prefix));
	return one_of(name, programs) ? HIDDEN_PROGRAM : HIDDEN_MODULE;
}

/* What is hidden in the file itself is known when it is said: then nothing is left to be asked. */
static int judge_run(const struct judge *judge, const struct fact *fact)
{
	bool decodes = fact_is(fact, "source", "decode"), once = at_once(judge, fact);
	bool collected = is_collector(fact_text(fact, "source_kind"));
	bool shown = fact_text(fact, "detail").n > 0 && !fact_is(fact, "partial", "yes");

	if (fact_is(fact, "kind", "reverse-shell"))
		return REVERSE;
	if (!decodes)
		return once || collected ? FETCH_RUN : FETCH_CALL;
	if (fact_is(fact, "kind", "module"))
		return judge_module(fact);
	if (fact_is(fact, "kind", "opaque"))
		return DECODE_RUN;
	if (fact_is(fact, "kind", "pickle"))
		return once && shown ? DECODE_RUN : DECODE_CALL;
	return once || shown ? DECODE_RUN : DECODE_CALL;
}

static int judge_sent(const struct judge *judge, const struct fact *fact)
{
	static const char *const private[] = { "ssh",  "browser", "wallet", "history",
					       "keys", "screen",  NULL };
	struct span of = fact_text(fact, "source_kind");
	bool once = at_once(judge, fact), collected = is_collector(fact_text(fact, "kind"));

	if (once && is_published(fact))
		return SENDS_HOST_TO;
	if (fact_is(fact, "source", "memory-read"))
		return MEMORY;
	if (fact_is(fact, "source", "metadata-service"))
		return once || collected ? METADATA : -1;
	if (fact_is(fact, "source", "secret-read") && span_is(of, "environment") &&
	    fact_is(fact, "scope", "function") && !collected)
		return -1; /* a client with its own token */
	if (fact_is(fact, "kind", "dns") && fact_is(fact, "transform", "encode"))
		return SENDS_HOST_TO;
	if (fact_is(fact, "source", "enumerate") && span_is(of, "environment") && once &&
	    !collected)
		return SENDS_ALL;
	if (fact_is(fact, "source", "enumerate") || span_is(of, "environment"))
		return collected ? SENDS_HOST_TO : once ? SENDS_HOST : -1;
	if (fact_is(fact, "source", "clipboard"))
		return collected || once ? THEFT : -1;
	return one_of(of, private) || collected || once ? THEFT : SENDS_SECRET;
}

static bool is_for_windows(const struct fact *fact)
{
	static const char *const endings[] = {
		".exe", ".bat", ".cmd", ".vbs", ".ps1", ".scr", NULL
	};

	for (size_t i = 0; endings[i]; i++)
		if (span_has(fact_text(fact, "detail"), endings[i]))
			return true;
	return false;
}

/* What a function does with what it is given is its caller's; a command that is known is not. */
static int judge_handed(const struct fact *fact, bool once)
{
	bool shown = fact_text(fact, "detail").n > 0 && !fact_is(fact, "partial", "yes");

	return once || shown || is_for_windows(fact) ? HOOKS : HOOKS_CALL;
}

static int judge_chain(const struct judge *judge, const struct fact *fact)
{
	struct span sink = fact_text(fact, "sink");
	bool once = at_once(judge, fact) || is_collector(fact_text(fact, "source_kind"));

	if (span_is(sink, "run-code"))
		return judge_run(judge, fact);
	if (span_is(sink, "network"))
		return judge_sent(judge, fact);
	if (span_is(sink, "native-load"))
		return fact_is(fact, "kind", "memory") ? NATIVE : once ? FETCH_RUN : FETCH_CALL;
	if (span_is(sink, "spawn"))
		return fact_is(fact, "source", "decode") ? judge_handed(fact, once)
		       : once				 ? FETCH_RUN
		       : is_for_windows(fact)		 ? FETCH_PROGRAM
							 : FETCH_CALL;
	if (span_is(sink, "self-publish"))
		return once ? PUBLISHES : -1;
	return once ? HOOKS : -1;
}

static int judge_alone(const struct judge *judge, const struct fact *fact)
{
	struct span class = fact_text(fact, "class");

	if (fact_is(fact, "kind", "elevate"))
		return ELEVATES;
	if (span_is(class, "ai-text"))
		return AI_TEXT;
	if (fact_is(fact, "kind", "collector"))
		return CALLS_COLLECTOR;
	if (span_is(class, "hide") && fact_is(fact, "kind", "spelled"))
		return INVISIBLE;
	if (span_is(class, "browser-hook") && fact_is(fact, "kind", "wallet"))
		return WALLET;
	if (!at_once(judge, fact))
		return -1;
	if (is_installer(judge->artifact->path) &&
	    (span_is(class, "network") || span_is(class, "download")))
		return INSTALL_NETWORK;
	if (span_is(class, "agent-write"))
		return AGENT;
	if (span_is(class, "download") && fact_is(fact, "kind", "packages"))
		return INSTALLS;
	if (span_is(class, "hide") && fact_is(fact, "kind", "window"))
		return HIDES;
	if (span_is(class, "native-load") && fact_is(fact, "kind", "memory"))
		return MAKES_CODE;
	return span_is(class, "persist") ? PERSISTS : -1;
}

/* Saying. */

static void add(struct buf *text, struct span s)
{
	escape_text(text, span_part(s, 0, SHOWN_MAX));
}

static void say(const struct judge *judge, const struct fact *fact, const struct rule *rule)
{
	static const char *const shown[] = { "class",	  "source", "source_how", "source_line",
					     "transform", "sink",   "kind",	  "how",
					     "detail",	  NULL };
	struct finding *finding = report_finding(judge->report, rule, judge->artifact, fact);
	struct buf text;

	for (size_t i = 0; shown[i]; i++)
		if (fact_text(fact, shown[i]).n)
			finding_show(judge->report, finding, shown[i],
				     span_part(fact_text(fact, shown[i]), 0, TEXT_MAX));
	buf_init(&text, TEXT_MAX);
	add(&text, fact_text(fact, "how"));
	if (fact_text(fact, "source_how").n) {
		buf_str(&text, ", with what comes from ");
		add(&text, fact_text(fact, "source_how"));
		buf_printf(&text, " in line %llu",
			   (unsigned long long)fact_number(fact, "source_line", 0));
	}
	finding_say(judge->report, finding, "%s, by %s: do not install or import it unread.",
		    rule->title, text.p ? (const char *)text.p : "");
	buf_free(&text);
}

static void run(const struct judge *judge, const struct fact *fact)
{
	int rule = fact_is(fact, "class", "chain") ? judge_chain(judge, fact)
						   : judge_alone(judge, fact);

	/* What scripts fetch and run is told of all of them by the check of pinning. */
	if (rule == FETCH_CALL && is_program(judge->artifact))
		return;
	if (rule >= 0 && !place_is_aside(report_below_target(judge->report, judge->artifact)))
		say(judge, fact, &rules[rule]);
}

const struct check check_behaviour = {
	.name = "behaviour",
	.rules = rules,
	.n_rules = sizeof(rules) / sizeof(rules[0]),
	.formats = NULL,
	.wants = 1u << FACT_BEHAVIOUR,
	.run = run,
};
