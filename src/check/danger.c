/* Modules and functions that run commands or code, load more of it, or reach the network. */
#include "check/danger.h"

static const struct {
	const char *name; /* itself and everything below it */
	const char *does;
} rows[] = {
	{ "__builtin__.compile", "compiles code" },
	{ "__builtin__.eval", "runs code" },
	{ "__builtin__.execfile", "runs code" },
	{ "__builtin__.getattr", "reaches any attribute" },
	{ "_ctypes", "loads native code" },
	{ "_pickle", "loads pickles" },
	{ "_posixsubprocess", "runs commands" },
	{ "asyncio.create_subprocess_exec", "runs commands" },
	{ "asyncio.create_subprocess_shell", "runs commands" },
	{ "asyncio.subprocess", "runs commands" },
	{ "bdb", "runs code" },
	{ "builtins.__import__", "imports any module" },
	{ "builtins.breakpoint", "runs code" },
	{ "builtins.compile", "compiles code" },
	{ "builtins.eval", "runs code" },
	{ "builtins.exec", "runs code" },
	{ "builtins.getattr", "reaches any attribute" },
	{ "builtins.globals", "reaches any name" },
	{ "builtins.open", "opens files" },
	{ "builtins.setattr", "changes any object" },
	{ "cProfile", "runs code" },
	{ "cloudpickle", "loads pickles" },
	{ "code", "runs code" },
	{ "codeop", "compiles code" },
	{ "commands", "runs commands" },
	{ "ctypes", "loads native code" },
	{ "dill", "loads pickles" },
	{ "ensurepip", "installs packages" },
	{ "ftplib", "reaches the network" },
	{ "http.client", "reaches the network" },
	{ "imp", "imports any module" },
	{ "importlib", "imports any module" },
	{ "joblib.load", "loads pickles" },
	{ "keras.config.enable_unsafe_deserialization", "switches a protection off" },
	{ "keras.src.config.enable_unsafe_deserialization", "switches a protection off" },
	{ "keras.src.utils.get_file", "downloads and unpacks files" },
	{ "keras.utils.get_file", "downloads and unpacks files" },
	{ "marshal", "loads bytecode" },
	{ "nt", "runs commands" },
	{ "numpy.load", "loads pickles" },
	{ "operator.attrgetter", "reaches any attribute" },
	{ "operator.methodcaller", "calls any method" },
	{ "os.chmod", "changes files" },
	{ "os.execl", "runs commands" },
	{ "os.execle", "runs commands" },
	{ "os.execlp", "runs commands" },
	{ "os.execlpe", "runs commands" },
	{ "os.execv", "runs commands" },
	{ "os.execve", "runs commands" },
	{ "os.execvp", "runs commands" },
	{ "os.execvpe", "runs commands" },
	{ "os.fork", "starts processes" },
	{ "os.kill", "ends processes" },
	{ "os.popen", "runs commands" },
	{ "os.posix_spawn", "runs commands" },
	{ "os.posix_spawnp", "runs commands" },
	{ "os.putenv", "changes the environment" },
	{ "os.remove", "removes files" },
	{ "os.removedirs", "removes files" },
	{ "os.rename", "changes files" },
	{ "os.rmdir", "removes files" },
	{ "os.spawnl", "runs commands" },
	{ "os.spawnle", "runs commands" },
	{ "os.spawnlp", "runs commands" },
	{ "os.spawnv", "runs commands" },
	{ "os.spawnve", "runs commands" },
	{ "os.spawnvp", "runs commands" },
	{ "os.startfile", "runs commands" },
	{ "os.symlink", "changes files" },
	{ "os.system", "runs commands" },
	{ "os.unlink", "removes files" },
	{ "pandas.eval", "runs code" },
	{ "pandas.read_pickle", "loads pickles" },
	{ "pdb", "runs code" },
	{ "pickle", "loads pickles" },
	{ "pip", "installs packages" },
	{ "pkgutil.resolve_name", "reaches any name" },
	{ "platform.popen", "runs commands" },
	{ "popen2", "runs commands" },
	{ "posix", "runs commands" },
	{ "profile", "runs code" },
	{ "pty", "runs commands" },
	{ "pydoc.locate", "reaches any name" },
	{ "requests.Session", "reaches the network" },
	{ "requests.adapters", "reaches the network" },
	{ "requests.api", "reaches the network" },
	{ "requests.delete", "reaches the network" },
	{ "requests.get", "reaches the network" },
	{ "requests.head", "reaches the network" },
	{ "requests.options", "reaches the network" },
	{ "requests.packages", "reaches the network" },
	{ "requests.patch", "reaches the network" },
	{ "requests.post", "reaches the network" },
	{ "requests.put", "reaches the network" },
	{ "requests.request", "reaches the network" },
	{ "requests.session", "reaches the network" },
	{ "requests.sessions", "reaches the network" },
	{ "runpy", "runs code" },
	{ "shelve", "loads pickles" },
	{ "shutil", "changes files" },
	{ "smtplib", "reaches the network" },
	{ "socket", "reaches the network" },
	{ "subprocess", "runs commands" },
	{ "sys.setprofile", "runs code" },
	{ "sys.settrace", "runs code" },
	{ "telnetlib", "reaches the network" },
	{ "timeit", "runs code" },
	{ "torch.hub.load", "downloads and runs code" },
	{ "torch.load", "loads pickles" },
	{ "torch.ops.load_library", "loads native code" },
	{ "types.CodeType", "makes code" },
	{ "types.FunctionType", "makes code" },
	{ "urllib.request", "reaches the network" },
	{ "webbrowser", "runs commands" },
	{ "yaml.load", "makes any object" },
	{ "yaml.unsafe_load", "makes any object" },
};

/* Whether `name` is `above` or something below it. */
static bool below(struct span name, const char *above)
{
	size_t n = strlen(above);

	return span_starts(name, above) && (name.n == n || name.p[n] == '.');
}

const char *danger_of(struct span dotted)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (below(dotted, rows[i].name))
			return rows[i].does;
	return NULL;
}

bool name_in(struct span dotted, const char *const *packages)
{
	for (size_t i = 0; packages[i]; i++)
		if (below(dotted, packages[i]))
			return true;
	return false;
}
