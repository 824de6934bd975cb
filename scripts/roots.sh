# roots.sh - small Debians of their own, made by mmdebstrap, for what this machine does not have; sourced after lib.sh.
#
#   $roots             the directory that keeps them: ROOTS_DIR; delete one there to have it made anew
#   need_root SCRIPT-ARGUMENTS...    starts the script again by sudo if it is not root's
#   make_root NAME SUITE PACKAGES HOOK [SUITE2]    makes $roots/NAME, if it is not there
#   in_root NAME SHARE COMMAND...    runs a command there, with the directory SHARE as /mnt
#
# Packages come from the mirror that this machine's apt uses. Nothing in a root is changed by what runs in it: it works on
# /mnt and a tmpfs, in a private mount and process namespace that vanishes with its last process.
# Needs root; in a container also the right to mount (CAP_SYS_ADMIN).
# shellcheck shell=bash

roots=${ROOTS_DIR:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/abm_kpi-roots}
case $roots in /*) ;; *) roots=$PWD/$roots ;; esac
mirror='' root_network=''

need_root() {
    local name kept=()
    if [ "$(id -u)" != 0 ] && have sudo; then
        mkdir -p "$roots"           # while its parents are still the user's
        for name in TALLY KEEP PG_CONFIG TMPDIR OPPORTUNITIES; do
            if [ -n "${!name:-}" ]; then kept+=("$name=${!name}"); fi
        done
        exec sudo env ROOTS_DIR="$roots" "${kept[@]}" "$(readlink -f "$0")" "$@"
    fi
}

# find_mirror: sets $mirror, where this machine has Debian itself (not its security updates) from
find_mirror() {
    local release
    release=$(. /etc/os-release && echo "${VERSION_CODENAME:-stable}")
    # shellcheck disable=SC2016  # those are apt's variables
    mirror=$(apt-get indextargets --no-release-info --format '$(RELEASE) $(COMPONENT) $(REPO_URI)' 'Created-By: Packages' |
        awk -v release="$release" '($1 == release || $1 == "stable") && $2 == "main" { print $3; exit }')
    [ -n "$mirror" ] || die "apt's configuration names no Debian mirror"
}

# make_root NAME SUITE PACKAGES HOOK [SUITE2]: a second suite is for packages that are named with it
make_root() {
    local name=$1 suite=$2 packages=$3 hook=$4 more=${5:-} sources
    [ ! -e "$roots/$name" ] || return 0
    have mmdebstrap || apt_install mmdebstrap
    [ -n "$mirror" ] || find_mirror
    sources=("deb $mirror $suite main" ${more:+"deb $mirror $more main"})

    # One at a time; who has waited may find it made. What a killed run has left goes.
    mkdir -p "$roots"
    exec {lock}>"$roots/lock"
    run flock "$lock"
    if [ ! -e "$roots/$name" ]; then
        say "making a Debian $suite: $name"
        also_remove=$roots/unfinished
        rm -rf --one-file-system "$also_remove"
        # Check-Valid-Until: a mirror may be a frozen one, whose Release files are past their date
        if isolated --mount-proc \
            mmdebstrap --variant=apt --include="$packages" --customize-hook="$hook" --dpkgopt=force-unsafe-io \
            --aptopt='APT::Install-Recommends "false"' --aptopt='Acquire::Check-Valid-Until "false"' \
            "$suite" "$also_remove" "${sources[@]}" >"$T/mmdebstrap.log" 2>&1
        then mv "$also_remove" "$roots/$name"
        else cat "$T/mmdebstrap.log" >&2; rm -rf --one-file-system "$also_remove"
        fi
        also_remove=
    fi
    exec {lock}>&-
    [ -e "$roots/$name" ]
}

# isolated COMMAND...: in a mount and process namespace of its own, so that one signal ends every process
# in it and every mount goes. That signal is KILL: unshare blocks those that can be blocked.
isolated() {
    local status=0
    stop_signal=KILL
    run unshare --mount --pid --fork --kill-child "$@" || status=$?
    stop_signal=TERM
    return "$status"
}

# in_root NAME SHARE COMMAND...: runs a command in $roots/NAME, with the directory SHARE as /mnt. $root_network is an option
# of unshare: --net leaves it no network but its own loopback device, which is down.
in_root() {
    local dir=$roots/$1 share=$2
    shift 2
    # shellcheck disable=SC2016,SC2086  # expanded by that sh; may be no word
    isolated $root_network sh -euc '
        root=$1 share=$2
        shift 2
        mount -t proc proc "$root/proc"
        mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
        mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
        mount --bind "$share" "$root/mnt"
        exec chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 "$@"
    ' sh "$dir" "$share" "$@"
}
