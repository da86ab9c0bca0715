# The PostgreSQL cluster of the project: sourced by setup.sh and stop.sh.
# shellcheck shell=bash

external_server() { [ -n "${PGHOST:-}" ]; }

pg_bin() {
    local folder
    folder=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
    [ -x "$folder/initdb" ] || die "no PostgreSQL server programs on this machine: apt-get install postgresql, or set PGHOST to a server that you have"
    echo "$folder"
}

# PostgreSQL refuses to run as root, so root runs it as the user `postgres`, who must reach the cluster's folder.
# root's home is closed to others on Debian, and its permissions are not ours to change: then the cluster lies under
# /var/lib and the cache folder holds a link to it. A cluster there whose link is gone belongs to a cache folder that
# was removed; it is removed too.
cluster_dir() {
    if [ "$(id -u)" != 0 ] || runuser -u postgres -- test -x "$CACHE"; then
        echo "$CACHE/pg"
    else
        echo "/var/lib/salestech/$(printf %s "$CACHE" | sha256sum | cut -c1-12)"
    fi
}

as_pg() {
    if [ "$(id -u)" = 0 ]; then
        # From a folder the user may be in, else every program complains.
        (cd / && runuser -u postgres -- env LC_ALL=C.UTF-8 "$@")
    else
        "$@"
    fi
}

free_port() {
    local port
    for port in $(seq 5460 5560); do
        if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
            echo "$port"
            return
        fi
    done
    die "no free port between 5460 and 5560 for PostgreSQL"
}

cluster_settings() { # cluster_settings PORT SOCKET_FOLDER
    cat <<EOF
listen_addresses = '127.0.0.1'
port = $1
unix_socket_directories = '$2'
max_connections = 200
shared_buffers = 512MB
work_mem = 16MB
maintenance_work_mem = 256MB
# Speed before safety against power cuts: this cluster serves tests and a demo, everything in it can be made again.
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
max_wal_size = 2GB
autovacuum_naptime = 30s
log_min_messages = warning
EOF
}

cluster_ready() {
    local dir
    if external_server; then pg_isready -q -t 5; return; fi
    dir=$(readlink -f "$CACHE/pg")
    [ -e "$dir/.ready" ] && [ -e "$dir/port" ] && pg_isready -q -h 127.0.0.1 -p "$(cat "$dir/port")" &&
        [ "$(psql -h 127.0.0.1 -p "$(cat "$dir/port")" -U salestech -d postgres -Atc 'SHOW data_directory')" = "$dir/data" ]
}

start_cluster() {
    if external_server; then
        pg_isready -q -t 5 || die "no PostgreSQL answers at PGHOST=$PGHOST PGPORT=${PGPORT:-5432}; start it, or unset PGHOST to use a cluster of our own"
        return 0
    fi
    local bin dir port
    bin=$(pg_bin)
    dir=$(cluster_dir)
    if [ "$dir" != "$CACHE/pg" ] && [ ! -L "$CACHE/pg" ] && [ -e "$dir" ]; then
        echo "removing the cluster of a removed cache folder"
        as_pg "$bin/pg_ctl" -D "$dir/data" -m immediate stop || true
        rm -rf "$dir"
    fi
    if [ ! -e "$dir/.ready" ]; then
        need_space "$CACHE" 2000
        rm -rf "$dir"
        mkdir -p "$dir/socket"
        [ "$dir" = "$CACHE/pg" ] || ln -sfn "$dir" "$CACHE/pg"
        if [ "$(id -u)" = 0 ]; then chown -R postgres: "$dir"; fi
        # One role for all: the server listens on loopback and on a socket in a folder of ours only.
        as_pg "$bin/initdb" -D "$dir/data" -U salestech --auth=trust --locale=C.UTF-8 --encoding=UTF8 --no-sync
        touch "$dir/.ready"
    fi
    # Running but not answering, or on a port that was forgotten.
    if as_pg "$bin/pg_ctl" -D "$dir/data" status >/dev/null 2>&1; then as_pg "$bin/pg_ctl" -D "$dir/data" -m fast -w stop; fi
    port=$(cat "$dir/port" 2>/dev/null || true)
    # The port is kept as long as it is free, so that what people noted down stays true.
    if [ -z "$port" ] || (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then port=$(free_port); fi
    cluster_settings "$port" "$dir/socket" | as_pg tee "$dir/data/salestech.conf" >/dev/null
    grep -q salestech.conf "$dir/data/postgresql.conf" || echo "include 'salestech.conf'" >>"$dir/data/postgresql.conf"
    echo "$port" >"$dir/port"
    # 9>&- : the server must not keep the set-up lock.
    as_pg "$bin/pg_ctl" -D "$dir/data" -l "$dir/data/server.log" -w -t 60 start 9>&- || {
        tail -n 5 "$dir/data/server.log"
        die "the PostgreSQL cluster in $CACHE/pg does not start ($(grep -E 'FATAL|PANIC' "$dir/data/server.log" | tail -n 1)); 'make reset-cluster' throws it away with its databases and makes a new one"
    }
}

stop_cluster() {
    local dir bin
    external_server && return 0
    dir=$(readlink -f "$CACHE/pg" 2>/dev/null || true)
    [ -d "$dir/data" ] || return 0
    bin=$(pg_bin)
    as_pg "$bin/pg_ctl" -D "$dir/data" -m fast -w stop || true
}

remove_cluster() {
    local dir
    external_server && die "PGHOST is set: that server is not ours to remove"
    dir=$(readlink -f "$CACHE/pg" 2>/dev/null || true)
    stop_cluster
    [ -n "$dir" ] && rm -rf "$dir" "$CACHE/pg"
    return 0
}

cluster_env() {
    external_server && return 0
    local dir
    dir=$(cluster_dir)
    echo "export PGHOST=127.0.0.1 PGPORT=$(cat "$dir/port") PGUSER=salestech SALESTECH_OWN_CLUSTER=1"
}
