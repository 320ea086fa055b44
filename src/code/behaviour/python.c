/* What calls of Python do. */
#include "code/behaviour/language.h"
#include "code/python.h"

static const struct behaviour_call calls[] = {
	{ "builtins.exec", BEHAVIOUR_RUN_CODE, NULL, CALL_CODE, NULL, 0 },
	{ "builtins.eval", BEHAVIOUR_RUN_CODE, NULL, CALL_CODE, NULL, 0 },
	{ "os.system", BEHAVIOUR_SPAWN, NULL, CALL_COMMAND | CALL_FRESH, "command", 0 },
	{ "subprocess.Popen", BEHAVIOUR_SPAWN, NULL, CALL_COMMAND | CALL_FRESH, "args", 0 },
	{ "subprocess.run", BEHAVIOUR_SPAWN, NULL, CALL_COMMAND | CALL_FRESH, "args", 0 },
	{ "base64.b64decode", BEHAVIOUR_DECODE, NULL, CALL_QUIET | CALL_GIVES, "s", 0 },
	{ "requests.get", BEHAVIOUR_DOWNLOAD, NULL, CALL_ADDRESS | CALL_GIVES, "url", 0 },
	{ "requests.post", BEHAVIOUR_NETWORK, NULL, CALL_ADDRESS | CALL_ANY, "url", 0 },
	{ 0 },
};

const struct behaviour_language behaviour_python = {
	.name = "python",
	.calls = calls,
	.read = code_python,
};
