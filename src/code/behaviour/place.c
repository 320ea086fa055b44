/* Places whose names say what is there. */
#include "code/behaviour/place.h"

#include "base/ascii.h"

/*
 * A pattern is parts of a path with slashes between, which stand in it one behind the other; the
 * last one may have a '*' for the rest of it, and the first for what stands before it. Backslashes
 * of paths are slashes. Case is ignored.
 */
static const struct behaviour_place secrets[] = {
	{ "*id_rsa", BEHAVIOUR_SECRET_READ, "ssh" },
	{ "*id_ed25519", BEHAVIOUR_SECRET_READ, "ssh" },
	{ "*id_ecdsa", BEHAVIOUR_SECRET_READ, "ssh" },
	{ "*id_dsa", BEHAVIOUR_SECRET_READ, "ssh" },
	{ ".ssh", BEHAVIOUR_SECRET_READ, "ssh" },
	{ ".aws", BEHAVIOUR_SECRET_READ, "cloud" },
	{ ".azure", BEHAVIOUR_SECRET_READ, "cloud" },
	{ ".config/gcloud", BEHAVIOUR_SECRET_READ, "cloud" },
	{ "gcloud/credentials.db", BEHAVIOUR_SECRET_READ, "cloud" },
	{ "application_default_credentials.json", BEHAVIOUR_SECRET_READ, "cloud" },
	{ ".oci/config", BEHAVIOUR_SECRET_READ, "cloud" },
	{ ".digitalocean", BEHAVIOUR_SECRET_READ, "cloud" },
	{ ".terraform.d/credentials*", BEHAVIOUR_SECRET_READ, "cloud" },
	{ ".terraformrc", BEHAVIOUR_SECRET_READ, "cloud" },
	{ ".kube/config", BEHAVIOUR_SECRET_READ, "kubernetes" },
	{ ".kube", BEHAVIOUR_SECRET_READ, "kubernetes" },
	{ "secrets/kubernetes.io", BEHAVIOUR_SECRET_READ, "kubernetes" },
	{ "kubernetes/admin.conf", BEHAVIOUR_SECRET_READ, "kubernetes" },
	{ ".npmrc", BEHAVIOUR_SECRET_READ, "token" },
	{ ".yarnrc*", BEHAVIOUR_SECRET_READ, "token" },
	{ ".pypirc", BEHAVIOUR_SECRET_READ, "token" },
	{ ".netrc", BEHAVIOUR_SECRET_READ, "token" },
	{ "_netrc", BEHAVIOUR_SECRET_READ, "token" },
	{ ".git-credentials", BEHAVIOUR_SECRET_READ, "token" },
	{ ".docker/config.json", BEHAVIOUR_SECRET_READ, "token" },
	{ "gh/hosts.yml", BEHAVIOUR_SECRET_READ, "token" },
	{ ".cargo/credentials*", BEHAVIOUR_SECRET_READ, "token" },
	{ ".gem/credentials", BEHAVIOUR_SECRET_READ, "token" },
	{ ".vault-token", BEHAVIOUR_SECRET_READ, "token" },
	{ ".pgpass", BEHAVIOUR_SECRET_READ, "token" },
	{ ".my.cnf", BEHAVIOUR_SECRET_READ, "token" },
	{ ".gnupg", BEHAVIOUR_SECRET_READ, "token" },
	{ "etc/shadow", BEHAVIOUR_SECRET_READ, "token" },
	{ ".claude/.credentials.json", BEHAVIOUR_SECRET_READ, "token" },
	{ ".codex/auth.json", BEHAVIOUR_SECRET_READ, "token" },
	{ "login data", BEHAVIOUR_SECRET_READ, "browser" },
	{ "login data for account", BEHAVIOUR_SECRET_READ, "browser" },
	{ "web data", BEHAVIOUR_SECRET_READ, "browser" },
	{ "local state", BEHAVIOUR_SECRET_READ, "browser" },
	{ "logins.json", BEHAVIOUR_SECRET_READ, "browser" },
	{ "key4.db", BEHAVIOUR_SECRET_READ, "browser" },
	{ "key3.db", BEHAVIOUR_SECRET_READ, "browser" },
	{ "cookies.sqlite", BEHAVIOUR_SECRET_READ, "browser" },
	{ "network/cookies", BEHAVIOUR_SECRET_READ, "browser" },
	{ "default/cookies", BEHAVIOUR_SECRET_READ, "browser" },
	{ "chrome/user data", BEHAVIOUR_SECRET_READ, "browser" },
	{ "brave-browser/user data", BEHAVIOUR_SECRET_READ, "browser" },
	{ "edge/user data", BEHAVIOUR_SECRET_READ, "browser" },
	{ "firefox/profiles", BEHAVIOUR_SECRET_READ, "browser" },
	{ "local storage/leveldb", BEHAVIOUR_SECRET_READ, "browser" },
	{ "local extension settings", BEHAVIOUR_SECRET_READ, "wallet" },
	{ "nkbihfbeogaeaoehlefnkodbefgpgknn", BEHAVIOUR_SECRET_READ, "wallet" },
	{ "wallet.dat", BEHAVIOUR_SECRET_READ, "wallet" },
	{ ".electrum/wallets", BEHAVIOUR_SECRET_READ, "wallet" },
	{ "electrum/wallets", BEHAVIOUR_SECRET_READ, "wallet" },
	{ "exodus/exodus.wallet", BEHAVIOUR_SECRET_READ, "wallet" },
	{ "exodus.wallet", BEHAVIOUR_SECRET_READ, "wallet" },
	{ ".ethereum/keystore", BEHAVIOUR_SECRET_READ, "wallet" },
	{ "ethereum/keystore", BEHAVIOUR_SECRET_READ, "wallet" },
	{ "solana/id.json", BEHAVIOUR_SECRET_READ, "wallet" },
	{ "atomic/local storage", BEHAVIOUR_SECRET_READ, "wallet" },
	{ "telegram desktop/tdata", BEHAVIOUR_SECRET_READ, "token" },
	{ ".bash_history", BEHAVIOUR_SECRET_READ, "history" },
	{ ".zsh_history", BEHAVIOUR_SECRET_READ, "history" },
	{ ".python_history", BEHAVIOUR_SECRET_READ, "history" },
	{ ".mysql_history", BEHAVIOUR_SECRET_READ, "history" },
	{ ".psql_history", BEHAVIOUR_SECRET_READ, "history" },
	{ ".env", BEHAVIOUR_SECRET_READ, "env-file" },
	{ "etc/passwd", BEHAVIOUR_ENUMERATE, "users" },
	{ "etc/hosts", BEHAVIOUR_ENUMERATE, "host" },
	{ "etc/hostname", BEHAVIOUR_ENUMERATE, "host" },
	{ "etc/machine-id", BEHAVIOUR_ENUMERATE, "host" },
	{ "self/environ", BEHAVIOUR_ENUMERATE, "environment" },
	{ NULL, BEHAVIOUR_NONE, NULL },
};

static const struct behaviour_place written[] = {
	{ ".bashrc", BEHAVIOUR_PERSIST, "shell" },
	{ ".bash_profile", BEHAVIOUR_PERSIST, "shell" },
	{ ".bash_login", BEHAVIOUR_PERSIST, "shell" },
	{ ".profile", BEHAVIOUR_PERSIST, "shell" },
	{ ".zshrc", BEHAVIOUR_PERSIST, "shell" },
	{ ".zprofile", BEHAVIOUR_PERSIST, "shell" },
	{ ".zshenv", BEHAVIOUR_PERSIST, "shell" },
	{ "fish/config.fish", BEHAVIOUR_PERSIST, "shell" },
	{ "etc/profile.d", BEHAVIOUR_PERSIST, "shell" },
	{ "etc/crontab", BEHAVIOUR_PERSIST, "cron" },
	{ "etc/cron*", BEHAVIOUR_PERSIST, "cron" },
	{ "spool/cron", BEHAVIOUR_PERSIST, "cron" },
	{ "systemd/user", BEHAVIOUR_PERSIST, "systemd" },
	{ "systemd/system", BEHAVIOUR_PERSIST, "systemd" },
	{ "etc/init.d", BEHAVIOUR_PERSIST, "autostart" },
	{ "etc/rc.local", BEHAVIOUR_PERSIST, "autostart" },
	{ "etc/ld.so.preload", BEHAVIOUR_PERSIST, "autostart" },
	{ ".config/autostart", BEHAVIOUR_PERSIST, "autostart" },
	{ "library/launchagents", BEHAVIOUR_PERSIST, "autostart" },
	{ "library/launchdaemons", BEHAVIOUR_PERSIST, "autostart" },
	{ "programs/startup", BEHAVIOUR_PERSIST, "autostart" },
	{ "sitecustomize.py", BEHAVIOUR_PERSIST, "pth" },
	{ "usercustomize.py", BEHAVIOUR_PERSIST, "pth" },
	{ "*.pth", BEHAVIOUR_PERSIST, "pth" },
	{ ".ssh/authorized_keys", BEHAVIOUR_PERSIST, "autostart" },
	{ ".git/hooks", BEHAVIOUR_PERSIST, "autostart" },
	{ ".claude", BEHAVIOUR_AGENT_WRITE, NULL },
	{ "claude.md", BEHAVIOUR_AGENT_WRITE, NULL },
	{ "agents.md", BEHAVIOUR_AGENT_WRITE, NULL },
	{ "gemini.md", BEHAVIOUR_AGENT_WRITE, NULL },
	{ ".gemini", BEHAVIOUR_AGENT_WRITE, NULL },
	{ ".codex", BEHAVIOUR_AGENT_WRITE, NULL },
	{ ".cursor", BEHAVIOUR_AGENT_WRITE, NULL },
	{ ".cursorrules", BEHAVIOUR_AGENT_WRITE, NULL },
	{ ".windsurf", BEHAVIOUR_AGENT_WRITE, NULL },
	{ ".windsurfrules", BEHAVIOUR_AGENT_WRITE, NULL },
	{ ".clinerules", BEHAVIOUR_AGENT_WRITE, NULL },
	{ ".continue", BEHAVIOUR_AGENT_WRITE, NULL },
	{ ".vscode/tasks.json", BEHAVIOUR_AGENT_WRITE, NULL },
	{ ".vscode/settings.json", BEHAVIOUR_AGENT_WRITE, NULL },
	{ ".vscode/mcp.json", BEHAVIOUR_AGENT_WRITE, NULL },
	{ ".mcp.json", BEHAVIOUR_AGENT_WRITE, NULL },
	{ "claude_desktop_config.json", BEHAVIOUR_AGENT_WRITE, NULL },
	{ "copilot-instructions.md", BEHAVIOUR_AGENT_WRITE, NULL },
	{ ".github/workflows", BEHAVIOUR_AGENT_WRITE, NULL },
	{ NULL, BEHAVIOUR_NONE, NULL },
};

static bool is_slash(uint8_t c)
{
	return c == '/' || c == '\\';
}

static bool same(struct span part, struct span pattern)
{
	bool head = span_starts(pattern, "*"), tail = !head && span_ends(pattern, "*");

	if (head) {
		pattern = span_from(pattern, 1);
		part = span_from(part, part.n > pattern.n ? part.n - pattern.n : 0);
	} else if (tail) {
		pattern.n--;
		part.n = part.n < pattern.n ? part.n : pattern.n;
	}
	return part.n == pattern.n &&
	       strncasecmp((const char *)part.p, (const char *)pattern.p, part.n) == 0;
}

static struct span take_part(struct span *path)
{
	size_t n = 0;
	struct span part;

	while (n < path->n && !is_slash(path->p[n]))
		n++;
	part = span_part(*path, 0, n);
	*path = span_from(*path, n);
	while (path->n && is_slash(path->p[0]))
		*path = span_from(*path, 1);
	return part;
}

/* Whether the pattern's parts stand where the path goes on. */
static bool goes_on(struct span path, struct span pattern)
{
	while (pattern.n) {
		struct span want = take_part(&pattern);

		if (path.n == 0 || !same(take_part(&path), want))
			return false;
	}
	return true;
}

enum { PATH_MAX_SIZE = 512, PARTS_MAX = 32 };

static const struct behaviour_place *find(const struct behaviour_place *rows, struct span path)
{
	if (path.n > PATH_MAX_SIZE || path.n < 4)
		return NULL;
	for (size_t i = 0; path.n && i < PARTS_MAX; i++) {
		for (const struct behaviour_place *row = rows; row->name; row++)
			if (row->class && goes_on(path, span_str(row->name)))
				return row;
		(void)take_part(&path);
	}
	return NULL;
}

/* /proc/1234/mem, /proc/self/maps, /proc/%d/environ */
static const struct behaviour_place *find_process(struct span path)
{
	static const struct behaviour_place memory = { "", BEHAVIOUR_MEMORY_READ, NULL };
	static const struct behaviour_place variables = { "", BEHAVIOUR_SECRET_READ,
							  "environment" };

	if (!span_starts(path, "/proc/"))
		return NULL;
	if (span_ends(path, "/mem") || span_ends(path, "/maps"))
		return span_starts(path, "/proc/self/") ? NULL : &memory;
	return span_ends(path, "/environ") ? &variables : NULL;
}

const struct behaviour_place *place_read(struct span path)
{
	const struct behaviour_place *place = find_process(path);

	if (span_ends(path, ".pub"))
		return NULL; /* the key that everybody may have */
	return place ? place : find(secrets, path);
}

const struct behaviour_place *place_written(struct span path)
{
	return find(written, path);
}

/* Hosts: the name itself and all below it; with a path, only what is under that. */
static const struct behaviour_place hosts[] = {
	{ "169.254.169.254", BEHAVIOUR_METADATA_SERVICE, NULL },
	{ "fd00:ec2::254", BEHAVIOUR_METADATA_SERVICE, NULL },
	{ "100.100.100.200", BEHAVIOUR_METADATA_SERVICE, NULL },
	{ "metadata.google.internal", BEHAVIOUR_METADATA_SERVICE, NULL },
	{ "169.254.170.2", BEHAVIOUR_METADATA_SERVICE, NULL },
	{ "discord.com/api/webhooks", BEHAVIOUR_NETWORK, "chat" },
	{ "discordapp.com/api/webhooks", BEHAVIOUR_NETWORK, "chat" },
	{ "api.telegram.org", BEHAVIOUR_NETWORK, "chat" },
	{ "hooks.slack.com", BEHAVIOUR_NETWORK, "chat" },
	{ "webhook.site", BEHAVIOUR_NETWORK, "collector" },
	{ "pipedream.net", BEHAVIOUR_NETWORK, "collector" },
	{ "requestbin.com", BEHAVIOUR_NETWORK, "collector" },
	{ "requestbin.net", BEHAVIOUR_NETWORK, "collector" },
	{ "requestcatcher.com", BEHAVIOUR_NETWORK, "collector" },
	{ "beeceptor.com", BEHAVIOUR_NETWORK, "collector" },
	{ "burpcollaborator.net", BEHAVIOUR_NETWORK, "collector" },
	{ "oastify.com", BEHAVIOUR_NETWORK, "collector" },
	{ "oast.fun", BEHAVIOUR_NETWORK, "collector" },
	{ "oast.live", BEHAVIOUR_NETWORK, "collector" },
	{ "oast.me", BEHAVIOUR_NETWORK, "collector" },
	{ "oast.online", BEHAVIOUR_NETWORK, "collector" },
	{ "oast.pro", BEHAVIOUR_NETWORK, "collector" },
	{ "oast.site", BEHAVIOUR_NETWORK, "collector" },
	{ "interact.sh", BEHAVIOUR_NETWORK, "collector" },
	{ "interactsh.com", BEHAVIOUR_NETWORK, "collector" },
	{ "canarytokens.com", BEHAVIOUR_NETWORK, "collector" },
	{ "dnslog.cn", BEHAVIOUR_NETWORK, "collector" },
	{ "ceye.io", BEHAVIOUR_NETWORK, "collector" },
	{ "ngrok.io", BEHAVIOUR_NETWORK, "tunnel" },
	{ "ngrok.app", BEHAVIOUR_NETWORK, "tunnel" },
	{ "ngrok-free.app", BEHAVIOUR_NETWORK, "tunnel" },
	{ "trycloudflare.com", BEHAVIOUR_NETWORK, "tunnel" },
	{ "serveo.net", BEHAVIOUR_NETWORK, "tunnel" },
	{ "localhost.run", BEHAVIOUR_NETWORK, "tunnel" },
	{ "loca.lt", BEHAVIOUR_NETWORK, "tunnel" },
	{ "pastebin.com", BEHAVIOUR_NETWORK, "paste" },
	{ "paste.ee", BEHAVIOUR_NETWORK, "paste" },
	{ "pastie.org", BEHAVIOUR_NETWORK, "paste" },
	{ "hastebin.com", BEHAVIOUR_NETWORK, "paste" },
	{ "rentry.co", BEHAVIOUR_NETWORK, "paste" },
	{ "rentry.org", BEHAVIOUR_NETWORK, "paste" },
	{ "termbin.com", BEHAVIOUR_NETWORK, "paste" },
	{ "ix.io", BEHAVIOUR_NETWORK, "paste" },
	{ "0x0.st", BEHAVIOUR_NETWORK, "paste" },
	{ "transfer.sh", BEHAVIOUR_NETWORK, "paste" },
	{ "gofile.io", BEHAVIOUR_NETWORK, "paste" },
	{ "file.io", BEHAVIOUR_NETWORK, "paste" },
	{ "anonfiles.com", BEHAVIOUR_NETWORK, "paste" },
	{ "catbox.moe", BEHAVIOUR_NETWORK, "paste" },
	{ "cdn.discordapp.com", BEHAVIOUR_NETWORK, "paste" },
	{ "bun.sh", BEHAVIOUR_INTERPRETER_DOWNLOAD, "bun" },
	{ "nodejs.org", BEHAVIOUR_INTERPRETER_DOWNLOAD, "node" },
	{ "deno.land", BEHAVIOUR_INTERPRETER_DOWNLOAD, "deno" },
	{ "ipify.org", BEHAVIOUR_ENUMERATE, "network" },
	{ "ipinfo.io", BEHAVIOUR_ENUMERATE, "network" },
	{ "ip-api.com", BEHAVIOUR_ENUMERATE, "network" },
	{ "ifconfig.me", BEHAVIOUR_ENUMERATE, "network" },
	{ "ident.me", BEHAVIOUR_ENUMERATE, "network" },
	{ "icanhazip.com", BEHAVIOUR_ENUMERATE, "network" },
	{ "checkip.amazonaws.com", BEHAVIOUR_ENUMERATE, "network" },
	{ "ipwho.is", BEHAVIOUR_ENUMERATE, "network" },
	{ "geolocation-db.com", BEHAVIOUR_ENUMERATE, "network" },
	{ "myexternalip.com", BEHAVIOUR_ENUMERATE, "network" },
};

static struct span host_of(struct span address)
{
	ptrdiff_t scheme = span_find(address, span_str("://")), at;
	size_t n = 0;

	if (scheme != SPAN_NONE)
		address = span_from(address, (uint64_t)scheme + 3);
	while (address.n && is_slash(address.p[0]))
		address = span_from(address, 1);
	while (n < address.n && !strchr("/?#\\ '\"", address.p[n]))
		n++;
	address.n = n;
	at = span_byte(address, '@');
	if (at != SPAN_NONE)
		address = span_from(address, (uint64_t)at + 1);
	if (address.n && address.p[0] == '[') {
		at = span_byte(address, ']');
		return span_part(address, 1, at == SPAN_NONE ? 0 : (uint64_t)at - 1);
	}
	at = span_byte(address, ':');
	return at != SPAN_NONE && memrchr(address.p, ':', address.n) == address.p + at
		       ? span_part(address, 0, (uint64_t)at)
		       : address;
}

/* 203.0.113.7, but not this machine or a private network's. */
static bool is_public_number(struct span host)
{
	unsigned dots = 0;

	for (size_t i = 0; i < host.n; i++) {
		dots += host.p[i] == '.';
		if (!ascii_is_digit(host.p[i]) && host.p[i] != '.')
			return false;
	}
	return dots == 3 && host.n >= 7 && !span_starts(host, "127.") &&
	       !span_starts(host, "10.") && !span_starts(host, "192.168.") &&
	       !span_starts(host, "0.") && !span_starts(host, "172.") &&
	       !span_starts(host, "255.") && !span_starts(host, "169.254.");
}

static bool is_below(struct span host, struct span address, const char *name)
{
	size_t n = strcspn(name, "/");

	if (name[n] && !span_has(address, name + n))
		return false;

	return host.n >= n && (host.n == n || host.p[host.n - n - 1] == '.') &&
	       strncasecmp((const char *)host.p + host.n - n, name, n) == 0;
}

const struct behaviour_place *place_host(struct span address)
{
	static const struct behaviour_place number = { "", BEHAVIOUR_NETWORK, "address" };
	struct span host = host_of(address);

	if (host.n < 4)
		return NULL;
	for (size_t i = sizeof(hosts) / sizeof(*hosts); i > 0; i--)
		if (is_below(host, address, hosts[i - 1].name))
			return &hosts[i - 1];
	return is_public_number(host) ? &number : NULL;
}

bool place_is_at(struct span address, const char *name)
{
	return is_below(host_of(address), address, name);
}

bool place_is_secret_variable(struct span name)
{
	static const char *const words[] = { "TOKEN",	   "SECRET", "PASSW",  "PASSPHRASE",
					     "CREDENTIAL", "_KEY",   "APIKEY", "PRIVATE",
					     "AWS_ACCESS", NULL };

	if (name.n > 128)
		return false;
	for (size_t i = 0; words[i]; i++) {
		size_t n = strlen(words[i]);

		for (size_t k = 0; k + n <= name.n; k++)
			if (strncasecmp((const char *)name.p + k, words[i], n) == 0)
				return true;
	}
	return false;
}
