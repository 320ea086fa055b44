#!/bin/sh
# The README's two commands in a bare Debian 12, from a clean clone: what a newcomer meets.
#
#     tests/fresh.sh
#
# The bare tree lies in $ASSAY_FRESH (default build/fresh), is made once with debootstrap and copied
# for each run. Nothing of this machine is in it but the clone. Needs root and the machine's own
# Debian mirror, which is read from apt's configuration; without either it is skipped.
set -eu
cd "$(dirname "$0")/.."
cache=${ASSAY_FRESH:-build/fresh}
tree=$cache/tree

skip()
{
	echo "fresh: skipped: $1"
	echo "0 passed, 0 failed, 1 skipped"
	exit 0
}

# In namespaces of its own, so that /proc is its own and all it starts ends with it.
in_tree()
{
	unshare --mount --pid --fork --kill-child chroot "$tree" env -i HOME=/root TERM=dumb \
		PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
		${http_proxy:+http_proxy="$http_proxy"} \
		sh -c 'mount -t proc proc /proc && mount -t devpts -o ptmxmode=0666 devpts /dev/pts &&
			cd /root/assay && eval "$1"' sh "$1"
}

make_base()
{
	rm -rf "$cache/base"
	mkdir -p "$cache"
	# shellcheck disable=SC2016
	mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' \
		"Codename: $(. /etc/os-release && echo "$VERSION_CODENAME")" | head -n 1)
	[ -n "$mirror" ] || skip "apt knows no Debian mirror"
	debootstrap --variant=minbase bookworm "$cache/base" "$mirror" >"$cache/log" 2>&1 ||
		skip "debootstrap could not make the tree, see $cache/log"
	touch "$cache/base/.complete"
}

# The first two indented ./dev lines of the README: up to what explains them, without example paths.
commands()
{
	sed -n 's/^  *\(\.\/dev .*\)/\1/p' README.md | sed 's/   *.*//; s/ PATH$//' | head -n 2
}

# Runs one command in the tree; its exit code must be one of those given after it.
passed=0 failed=0
try()
{
	command=$1 code=0
	shift
	in_tree "$command" >"$cache/output" 2>&1 || code=$?
	for expected; do
		if [ "$code" = "$expected" ]; then
			echo "fresh: $command: exit code $code, as it should"
			passed=$((passed + 1))
			return
		fi
	done
	tail -n 40 "$cache/output"
	echo "fresh: $command: exit code $code, not $*"
	failed=$((failed + 1))
}

[ "$(id -u)" = 0 ] || skip "needs root"
command -v debootstrap >/dev/null || skip "debootstrap is not installed"
eval "$(apt-config shell http_proxy Acquire::http::Proxy)"
[ -e "$cache/base/.complete" ] || make_base

rm -rf "$tree"
cp -a "$cache/base" "$tree"
git clone -q --no-hardlinks . "$tree/root/assay"

first=$(commands | sed -n 1p)
second=$(commands | sed -n 2p)
if [ -z "$second" ]; then
	echo "fresh: the README does not start with two ./dev commands"
	echo "0 passed, 1 failed"
	exit 1
fi
# A scan of the demo workspace finds what is bad in it: 1. Tests pass: 0.
for command in "$first" "$second"; do
	case $command in
	*scan*) try "$command" 1 ;;
	*) try "$command" 0 ;;
	esac
done
rm -rf "$tree"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
