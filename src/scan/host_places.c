/* The known places of a machine. */
#include "scan/host_places.h"

#include <stddef.h>

const char *const host_places[] = {
	/* Interpreters and what is installed for all. */
	"/usr/lib/python3/dist-packages",
	"/usr/lib/python3*/site-packages",
	"/usr/lib/python3*/dist-packages",
	"/usr/lib/python3*/sitecustomize.py",
	"/usr/lib64/python3*/site-packages",
	"/usr/local/lib/python3*/site-packages",
	"/usr/local/lib/python3*/dist-packages",
	"/opt/*/lib/python3*/site-packages",
	"/usr/lib/node_modules",
	"/usr/local/lib/node_modules",
	"/usr/share/nodejs",
	"/var/lib/dpkg/status",
	"/var/lib/rpm",
	"/lib/apk/db/installed",
	"/etc/os-release",
	/* Each user's. */
	"~/.local/lib/python3*/site-packages",
	"~/.local/lib/node_modules",
	"~/.pyenv/versions/*/lib/python3*/site-packages",
	"~/.nvm/versions/node/*/lib/node_modules",
	"~/.volta/tools/image/packages",
	"~/.bun/install/global",
	"~/.local/share/pnpm/global",
	/* Tools, each with an environment of its own. */
	"~/.local/pipx/venvs",
	"~/.local/share/pipx/venvs",
	"/opt/pipx/venvs",
	"~/.local/share/uv/tools",
	"~/.local/share/uv/python",
	/* Caches: a release that was withdrawn lives on in them. */
	"~/.cache/pip",
	"~/.cache/uv",
	"~/.cache/pypoetry",
	"~/.cache/pdm",
	"~/.conda/pkgs",
	"~/miniconda3/pkgs",
	"~/anaconda3/pkgs",
	"~/miniforge3/pkgs",
	"/opt/conda/pkgs",
	"~/.npm/_cacache",
	"~/.npm/_npx",
	"~/.cache/yarn",
	"~/.yarn/berry/cache",
	"~/.cache/pnpm",
	"~/.local/share/pnpm/store",
	"~/.bun/install/cache",
	/* Models. */
	"~/.cache/huggingface",
	"~/.ollama/models",
	"/usr/share/ollama/.ollama/models",
	/* What agents are told and which servers they start. */
	"~/.claude",
	"~/.claude.json",
	"~/.codex",
	"~/.gemini",
	"~/.cursor/mcp.json",
	"~/.codeium/windsurf/mcp_config.json",
	"~/.config/Claude",
	"~/.config/Code/User/mcp.json",
	"~/.config/zed/settings.json",
	"~/.continue",
	"~/.vscode/extensions",
	/* Configurations of package managers. */
	"~/.config/pip/pip.conf",
	"~/.pip/pip.conf",
	"/etc/pip.conf",
	/* What known attacks leave (eco/host/trace.c). */
	"~/.config/sysmon",
	"~/.config/systemd/user/sysmon.service",
	"/tmp/pglog",
	"/tmp/.pg_state",
	"/tmp/tpcp.tar.gz",
	NULL,
};

const char *const host_roots[] = {
	"/home",    "/root",	"/opt", "/srv",	      "/usr/local",
	"/var/lib", "/var/www", "/app", "/workspace", NULL,
};

const char *const host_passed_by[] = {
	"node_modules", "site-packages", "dist-packages", "__pycache__", ".git",   ".hg",
	".svn",		"proc",		 "sys",		  "overlay2",	 "docker", "containers",
	NULL,
};
