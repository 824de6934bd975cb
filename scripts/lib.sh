# lib.sh - what the scripts beside it share; sourced, never run.
#
#   $root              the top of this source tree
#   begin, $T          a temporary directory that is gone afterwards, however the script ends
#   run                runs a command so that a signal to the script reaches it at once
#   counting, add, step, tap    the totals behind the last line 'N passed, N failed'
#   install_packages   apt-get, for what is missing only; sets and exports PG_CONFIG
#   copy_tree          a clean copy of the sources, to build in
#
# A machine that has everything is not asked for root or for the network.
# shellcheck shell=bash

set -eu
umask 022                       # the server may run as another user, who has to read what we build
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd -P)
me=$(basename "$(dirname "$(readlink -f "$0")")")/${0##*/}

# Nothing from the caller's surroundings may change a build or a result.
unset MAKEFLAGS MFLAGS MAKELEVEL DESTDIR CDPATH
export LC_ALL=C.UTF-8

say() { printf '%s: %s\n' "$me" "$*" >&"$stderr"; }      # also from where 2 goes to a log
die() { say "$*"; exit 98; }
have() { command -v "$1" >/dev/null 2>&1; }

# ---- temporary directory, signals, end ----

T='' child='' also_remove='' counts_here='' no_cluster='' apt_updated='' stop_signal=TERM stdout=1 stderr=2

# begin: creates $T and sees to it that it goes. The traps cover every end but one; kill -9 leaves no time for a trap,
# so a watcher in a session of its own waits for the other end of a pipe: it closes when this script and every
# process it started are gone.
begin() {
    T=$(mktemp -d "${TMPDIR:-/tmp}/abm_kpi.XXXXXX")
    trap finish EXIT
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 143' TERM
    chmod 755 "$T"
    # shellcheck disable=SC2016  # expanded by that sh
    exec {watcher}> >(exec setsid sh -c 'read -r word || rm -rf "$1"' watcher "$T" >/dev/null 2>&1)
    exec {stdout}>&1 {stderr}>&2        # a trap can strike while they are redirected
    export TMPDIR="$T"                  # so compilers, and scripts that this one runs, leave nothing elsewhere
}

# run COMMAND...: bash by itself would wait for a running command before it looks at a signal, and 'timeout' or
# 'kill' would be in vain. A background command would lose its stdin and ignore Ctrl-C, hence <&0 and --default-signal.
run() {
    local status
    setpriv --pdeathsig "$stop_signal" env --default-signal=INT,QUIT "$@" <&0 &
    child=$!
    while status=0; wait "$child" || status=$?; kill -0 "$child" 2>/dev/null; do :; done
    child=
    return "$status"
}

stop_child() {
    [ -n "$child" ] || return 0
    # A child that sudo made root's cannot be signalled; then there is no point in waiting for it either.
    if kill -"$stop_signal" "$child" 2>/dev/null; then wait "$child" 2>/dev/null || :; fi
    child=
}

before_removal() { :; }         # a script with something to stop or to save redefines this; it may set $status

finish() {
    status=$?
    set +e
    trap - EXIT
    trap '' HUP INT TERM
    exec >&"$stdout"
    exec 2>&"$stderr"
    stop_child
    before_removal
    [ -z "$no_cluster" ] || allow_clusters
    [ -z "$counts_here" ] || print_total
    [ -z "$also_remove" ] || rm -rf --one-file-system "$also_remove"
    if [ -n "${KEEP:-}" ]; then say "kept $T"; else rm -rf "$T"; fi
    echo 'nothing left to do' >&"$watcher"
    exit "$status"
}

# ---- counting ----

# counting: from here on the script's last line is 'N passed, N failed'. The counts are lines of a file whose name
# is exported, so a script that runs another one of these gets the other's total into its own.
counting() {
    counts_here=1 outer_tally=${TALLY:-}
    export TALLY="$T/tally"
    : >"$TALLY"
}

add() { printf '%d %d\n' "$1" "$2" >>"$TALLY"; }
total() { awk '{ p += $1; f += $2 } END { print p + 0, f + 0 }' "$TALLY"; }
failures() { total | cut -d' ' -f2; }

# step COMMAND...: a command that counts. One that fails without having counted a failure is a failure itself,
# and so is a crash of the server (99), whatever the tests made of it.
step() {
    local before status=0
    before=$(failures)
    run "$@" || status=$?
    [ "$status" = 0 ] && return
    say "status $status from: $*"
    if [ "$status" = 99 ] || [ "$(failures)" = "$before" ]; then add 0 1; fi
}

# count_tap FILE: adds what the file has. psql may put one blank before a line; deeper ones are subtests.
count_tap() {
    local passed failed
    read -r passed failed < <(awk '
        /^ ?1\.\.[0-9]+/      { plans++; planned += substr($0, index($0, "..") + 2) }
        /^ ?ok [0-9]+/        { passed++ }
        /^ ?not ok [0-9]+/    { if (/# *[Tt][Oo][Dd][Oo]/) passed++; else failed++ }
        END                   { if (plans && planned != passed + failed) failed++
                                print passed + 0, failed + 0 }' "$1")
    add "$passed" "$failed"
}

# tap COMMAND...: a command that prints TAP
tap() {
    local before status=0
    before=$(failures)
    run "$@" >"$T/tap" 2>&1 || status=$?
    cat "$T/tap"
    count_tap "$T/tap"
    if [ "$status" != 0 ] && [ "$(failures)" = "$before" ]; then
        say "status $status from: $*"
        add 0 1
    fi
}

print_total() {
    local passed failed
    if [ "$status" != 0 ] && [ "$(failures)" = 0 ]; then add 0 1; fi      # ended early
    read -r passed failed < <(total)
    if [ -n "$outer_tally" ]; then
        printf '%d %d\n' "$passed" "$failed" >>"$outer_tally"
        printf '%s: ' "$me"     # a part of a longer run; only the whole has the plain line
    fi
    if [ "$status" = 0 ] && { [ "$failed" -gt 0 ] || [ "$passed" = 0 ]; }; then status=1; fi
    printf '%d passed, %d failed\n' "$passed" "$failed"
}

# ---- packages ----

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif have sudo; then sudo "$@"
    else die "root is needed for '$*', and there is no sudo. Do that as root, then start again."
    fi
}

apt_update() {
    [ -z "$apt_updated" ] || return 0
    if ! have apt-get || { [ "$(id -u)" != 0 ] && ! have sudo; }; then
        die "not everything is there, and no apt-get, or neither root nor sudo, to install it. What is needed:
    make gcc clang perl, PostgreSQL 15 or later with its server headers, pgTAP; on Debian 12, as root:
    apt-get install make gcc clang postgresql-server-dev-15 postgresql-15 postgresql-15-pgtap"
    fi
    as_root apt-get -q update >"$T/apt.log" 2>&1 || say 'apt-get update did not succeed; going on with the lists at hand'
    apt_updated=1
}

# apt_install PACKAGE...: in the foreground, not by 'run': a signal should not stop dpkg half-way.
apt_install() {
    say "installing $* (this can take some minutes)"
    apt_update
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qy -o DPkg::Lock::Timeout=600 \
        install --no-install-recommends "$@" >>"$T/apt.log" 2>&1 || { cat "$T/apt.log" >&2; die "could not install: $*"; }
}

# Debian's server package creates and starts a cluster 'main' when it is first installed. Nobody asked for one, so
# that is switched off while we install, by a file of our own rather than by an edit of the user's; it is removed again.
# (Who wants a cluster later says: pg_createcluster 15 main --start)
forbid_clusters() {
    no_cluster=/etc/postgresql-common/createcluster.d/zz-abm_kpi.conf
    as_root mkdir -p "${no_cluster%/*}"
    echo 'create_main_cluster = false' | as_root tee "$no_cluster" >/dev/null
}
allow_clusters() {
    as_root rm -f "$no_cluster"
    as_root rmdir --ignore-fail-on-non-empty "${no_cluster%/*}"
    no_cluster=
}

# PG_CONFIG as given, else that of PostgreSQL 15, else the one in the PATH.
find_pg_config() {
    local candidate
    for candidate in ${PG_CONFIG:+"$PG_CONFIG"} /usr/lib/postgresql/15/bin/pg_config pg_config; do
        if have "$candidate"; then export PG_CONFIG="$candidate"; return 0; fi
        [ -z "${PG_CONFIG:-}" ] || die "PG_CONFIG=$PG_CONFIG cannot be run"
    done
    return 1
}
pg_config_says() { [ -z "${PG_CONFIG:-}" ] || "$PG_CONFIG" "--$1"; }

# Without any PostgreSQL it is 15, or what this Debian has instead.
choose_major() {
    if find_pg_config; then
        major=$(pg_config_says version | sed 's/^[^0-9]*\([0-9]*\).*/\1/')
        return
    fi
    apt_update
    major=15
    apt-cache show postgresql-server-dev-15 >/dev/null 2>&1 ||
        major=$(apt-cache depends postgresql | sed -n 's/.*Depends: postgresql-\([0-9][0-9]*\)$/\1/p' | head -n1)
}

# missing: the packages that stand for what is not there.
missing() {
    have make || echo make
    have gcc || echo gcc
    have prove || echo perl
    [ -e "$(pg_config_says includedir-server)/postgres.h" ] || echo "postgresql-server-dev-$major"
    [ -e "$(pg_config_says bindir)/postgres" ] || echo "postgresql-$major"
    [ -e "$(pg_config_says sharedir)/extension/pgtap.control" ] || echo "postgresql-$major-pgtap"
}

install_packages() {
    local major packages
    choose_major
    mapfile -t packages < <(missing)
    [ "${#packages[@]}" -gt 0 ] || return 0
    case " ${packages[*]} " in *" postgresql-$major "*) forbid_clusters ;; esac
    apt_install "${packages[@]}"
    [ -z "$no_cluster" ] || allow_clusters
    find_pg_config || :
    mapfile -t packages < <(missing)
    [ "${#packages[@]}" = 0 ] || die "still missing: ${packages[*]}"
}

# find_clang: sets $clang: the one in the PATH, else the one PostgreSQL was built with, else a new one.
find_clang() {
    clang=$(sed -n 's/^CLANG *= *//p' "$(dirname "$(pg_config_says pgxs)")/../Makefile.global")
    if have clang; then clang=clang; fi
    have "$clang" || { apt_install clang; clang=clang; }
}

# ---- sources ----

# copy_tree DIRECTORY: the sources without anything built, so that flags do not mix, parallel runs do not meet,
# and nothing of ours (or root's) stays in the user's tree.
copy_tree() {
    mkdir -p "$1"
    # tar's status 1 says that a file changed while it was read: somebody saved it, no reason to stop
    { tar -C "$root" --exclude=./.git --exclude='*.o' --exclude='*.bc' --exclude='*.so' --exclude='*.test' \
          --exclude='./results' --exclude='./tmp_check' --exclude='./regression.*' --exclude='./.deps' \
          --mode=a+rX -cf - . ||
          [ $? = 1 ]; } | tar -C "$1" --no-same-owner -xf -
    rm -f "$1/sql/abm_kpi--$(extension_version).sql"
}

extension_version() { sed -n "s/^default_version = '\(.*\)'/\1/p" "$root/abm_kpi.control"; }
