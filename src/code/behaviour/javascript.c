/* What calls of JavaScript do: of Node and what runs as it does, of web pages, and of the packages
 * that most programs call instead of them. */
#include "code/behaviour/language.h"
#include "code/javascript.h"

static const struct behaviour_call calls[] = {
	/* Programs. */
	{ "child_process.exec", BEHAVIOUR_SPAWN, NULL, CALL_COMMAND | CALL_FRESH, NULL, 0 },
	{ "child_process.execSync", BEHAVIOUR_SPAWN, NULL, CALL_COMMAND | CALL_FRESH, NULL, 0 },
	{ "child_process.execFile", BEHAVIOUR_SPAWN, NULL, CALL_COMMAND | CALL_FRESH, NULL, 0 },
	{ "child_process.execFileSync", BEHAVIOUR_SPAWN, NULL, CALL_COMMAND | CALL_FRESH, NULL, 0 },
	{ "child_process.spawn", BEHAVIOUR_SPAWN, NULL, CALL_COMMAND | CALL_FRESH, NULL, 0 },
	{ "child_process.spawnSync", BEHAVIOUR_SPAWN, NULL, CALL_COMMAND | CALL_FRESH, NULL, 0 },
	{ "child_process.fork", BEHAVIOUR_SPAWN, NULL, CALL_FRESH, NULL, 0 },

	/* Code. */
	{ "eval", BEHAVIOUR_RUN_CODE, NULL, CALL_CODE, NULL, 0 },
	{ "Function", BEHAVIOUR_RUN_CODE, NULL, CALL_CODE, NULL, 0 },
	{ "vm.runInThisContext", BEHAVIOUR_RUN_CODE, NULL, CALL_CODE, NULL, 0 },
	{ "vm.runInNewContext", BEHAVIOUR_RUN_CODE, NULL, CALL_CODE, NULL, 0 },
	{ "atob", BEHAVIOUR_DECODE, NULL, CALL_QUIET | CALL_GIVES, NULL, 0 },

	/* The network. */
	{ "fetch", BEHAVIOUR_DOWNLOAD, NULL, CALL_ADDRESS | CALL_GIVES, NULL, 0 },
	{ "http.get", BEHAVIOUR_DOWNLOAD, NULL, CALL_ADDRESS | CALL_GIVES, NULL, 0 },
	{ "https.get", BEHAVIOUR_DOWNLOAD, NULL, CALL_ADDRESS | CALL_GIVES, NULL, 0 },
	{ "http.request", BEHAVIOUR_NETWORK, NULL, CALL_ADDRESS | CALL_ANY, NULL, 0 },
	{ "https.request", BEHAVIOUR_NETWORK, NULL, CALL_ADDRESS | CALL_ANY, NULL, 0 },
	{ 0 },
};

const struct behaviour_language behaviour_javascript = {
	.name = "javascript",
	.calls = calls,
	.read = code_javascript,
};
