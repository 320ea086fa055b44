#!/bin/sh
# Model files of libraries that the allowlist's generator has not read: Debian 13's, in a tree of its own.
#
#     tests/interop/debian13.sh [check.py's options]
#
# The tree lies in $ASSAY_DEBIAN13 (default build/debian13), is made once, and needs root and the
# machine's own Debian mirror, which is read from apt's configuration. Without either it is skipped.
set -eu
cd "$(dirname "$0")/../.."
cache=${ASSAY_DEBIAN13:-build/debian13}
here=tests/interop
packages="python3-numpy python3-scipy python3-sklearn python3-joblib python3-pandas python3-torch
	python3-xgboost python3-dill python3-cloudpickle python3-lz4 python3-zstandard python3-safetensors
	python3-statsmodels python3-networkx python3-xarray python3-skimage python3-torchvision"

skip()
{
	echo "debian13: skipped: $1"
	echo "0 passed, 0 failed, 1 skipped"
	exit 0
}

in_tree()
{
	chroot "$cache/tree" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 \
		DEBIAN_FRONTEND=noninteractive ${http_proxy:+http_proxy="$http_proxy"} \
		${OPENBLAS_CORETYPE:+OPENBLAS_CORETYPE="$OPENBLAS_CORETYPE"} "$@"
}

make_tree()
{
	rm -rf "$cache/tree"
	mkdir -p "$cache"
	debootstrap --variant=minbase --include=ca-certificates trixie "$cache/tree" "$mirror" >"$cache/log" 2>&1 ||
		skip "debootstrap could not make the tree, see $cache/log"
	printf '#!/bin/sh\nexit 101\n' >"$cache/tree/usr/sbin/policy-rc.d"
	chmod 755 "$cache/tree/usr/sbin/policy-rc.d"
	# A tree that is thrown away needs neither documentation nor every write on the disk at once.
	printf '%s\n' force-unsafe-io 'path-exclude=/usr/share/doc/*' 'path-exclude=/usr/share/man/*' \
		'path-exclude=/usr/share/locale/*' >"$cache/tree/etc/dpkg/dpkg.cfg.d/interop"
	in_tree apt-get update >>"$cache/log" 2>&1 || skip "no package lists, see $cache/log"
	# shellcheck disable=SC2086
	in_tree apt-get install -y --no-install-recommends $packages >>"$cache/log" 2>&1 ||
		skip "the libraries could not be installed, see $cache/log"
	in_tree apt-get clean
	touch "$cache/tree/.complete"
}

[ "$(id -u)" = 0 ] || skip "needs root"
command -v debootstrap >/dev/null || skip "debootstrap is not installed"
if [ ! -e "$cache/tree/.complete" ]; then
	# shellcheck disable=SC2016
	mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' \
		"Codename: $(. /etc/os-release && echo "$VERSION_CODENAME")" | head -n 1)
	[ -n "$mirror" ] || skip "apt knows no Debian mirror"
	eval "$(apt-config shell http_proxy Acquire::http::Proxy)"
	make_tree
fi

rm -rf "$cache/tree/tmp/interop" "$cache/models"
cp -r "$here" "$cache/tree/tmp/interop"
in_tree sh -c 'rm -rf /tmp/models && cd /tmp/interop && python3 write_models.py /tmp/models' >"$cache/written" 2>&1 || {
	tail -n 20 "$cache/written"
	echo "0 passed, 1 failed"
	exit 1
}
tail -n 1 "$cache/written"
mv "$cache/tree/tmp/models" "$cache/models"
# The hold-out is numpy, scipy, scikit-learn, joblib, pandas, torch and xgboost.
exec "$here/check.py" --review 10 --beyond sympy "$@" "$cache/models"
