"""The commands that README promises, and what they say when the machine is not as it should be."""

import os
import re
import socket
import subprocess

import pytest


def targets(root):
    return re.findall(r"^([a-z][a-z-]*):", (root / "Makefile").read_text(), re.MULTILINE)


def said(process):
    return process.stdout + process.stderr


def assert_one_clear_line(process, *words):
    assert process.returncode != 0
    text = said(process)
    assert "Traceback" not in text, text
    lines = [line for line in text.splitlines() if line.startswith("salestech: ")]
    assert len(lines) == 1, text
    for word in words:
        assert word in lines[0], text


# --- README and help --------------------------------------------------------------------------------------------------


def test_readme_names_both_commands_first_and_they_exist(root):
    readme = (root / "README.md").read_text()
    assert re.findall(r"^make [a-z-]+", readme, re.MULTILINE)[:2] == ["make demo", "make test"]
    assert {"demo", "test"} <= set(targets(root))


def test_every_target_named_in_readme_exists(root):
    named = set(re.findall(r"(?:^|`)make ([a-z][a-z-]+)", (root / "README.md").read_text(), re.MULTILINE))
    assert named <= set(targets(root))


def test_help_lists_every_target(root, run_command):
    process = run_command("make", "help")
    assert process.returncode == 0
    listed = re.findall(r"^  ([a-z][a-z-]*) ", process.stdout, re.MULTILINE)
    assert sorted(listed) == sorted(targets(root))


def test_every_target_is_phony(root):
    text = (root / "Makefile").read_text()
    assert sorted(re.findall(r"^\.PHONY: (.*)$", text, re.MULTILINE)) == sorted(targets(root))


# --- errors -----------------------------------------------------------------------------------------------------------


def test_port_taken_names_the_process_and_another_port(run_command):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        process = run_command("make", "demo", f"PORT={port}", "DB=salestech_test_port")
    assert_one_clear_line(process, f"port {port} is taken", f"process {os.getpid()}", f"PORT={port + 1}")


@pytest.mark.parametrize(
    "content, words",
    [
        (None, ["is no folder"]),
        ("", ["holds no Odoo"]),
        ("version_info = (18, 0, 0, FINAL, 0, '')\n", ["is not Odoo 19.0", "18, 0"]),
    ],
)
def test_wrong_odoo_home_is_told_before_anything_is_done(run_command, tmp_path, content, words):
    home = tmp_path / "home"
    if content is not None:
        (home / "odoo").mkdir(parents=True)
    if content:
        (home / "odoo/release.py").write_text(content)
    process = run_command("make", "demo", f"ODOO_HOME={home}", f"SALESTECH_CACHE={tmp_path}/cache")
    assert_one_clear_line(process, "ODOO_HOME", *words)
    assert not (tmp_path / "cache/odoo").exists()


def test_server_of_ones_own_that_does_not_answer(run_command, tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = run_command("make", "shell", PGHOST="127.0.0.1", PGPORT=port)
    assert_one_clear_line(process, "no PostgreSQL answers", "PGHOST=127.0.0.1", str(port))


def test_cache_folder_that_cannot_be_made(run_command, tmp_path):
    (tmp_path / "file").touch()
    process = run_command("make", "demo", f"SALESTECH_CACHE={tmp_path}/file/cache")
    assert_one_clear_line(process, "cannot make the cache folder", "SALESTECH_CACHE")


def test_unknown_room_lists_the_rooms(run_command):
    process = run_command("make", "test", "T=nowhere")
    assert_one_clear_line(process, "no room 'nowhere'", "ladder")


def shell(root, run_command, script, **environment):
    """Run a piece of shell with the functions of the set-up, without its main program."""
    source = f'set -euo pipefail; source "{root}/scripts/lib.sh"; {script}'
    return run_command("bash", "-c", source, **environment)


def test_too_little_disk_space(root, run_command, tmp_path):
    process = shell(root, run_command, f"need_space {tmp_path} 999999999")
    assert_one_clear_line(process, "too little disk space", "999999999 MB needed", "SALESTECH_CACHE")


@pytest.mark.parametrize(
    "log, words",
    [
        ("E: Unable to locate package odoo-19", ["package not found", "odoo-19", "apt-get update"]),
        ("ERROR: No matching distribution found for babel==99", ["package not found", "babel==99"]),
        ("Err:1 x Temporary failure resolving 'y'", ["no network"]),
        ("cp: error writing 'x': No space left on device", ["the disk is full"]),
        ("E: Could not get lock /var/lib/dpkg/lock-frontend.", ["another package manager"]),
    ],
)
def test_failed_step_says_what_to_do(root, run_command, tmp_path, log, words):
    (tmp_path / "log").write_text(f"some line before\n{log}\n")
    process = shell(
        root, run_command, f'step 1 1 "Some step" false bash -c "cat {tmp_path}/log; exit 1"', SALESTECH_CACHE=tmp_path
    )
    assert_one_clear_line(process, *words)
    assert "whole log: " in process.stderr


def test_step_stops_at_the_first_failing_command(root, run_command, tmp_path):
    script = f'broken() {{ false; touch "{tmp_path}/went_on"; }}; step 1 1 "Some step" false broken'
    process = shell(root, run_command, script, SALESTECH_CACHE=tmp_path)
    assert process.returncode == 1
    assert not (tmp_path / "went_on").exists()


def test_broken_cluster_offers_the_reset(root, run_command, tmp_path):
    script = f"""
        source "{root}/scripts/cluster.sh"
        start_cluster
        rm -rf "$(readlink -f "$CACHE/pg")/data/global"; stop_cluster || true
        step 4 4 "PostgreSQL cluster" cluster_ready start_cluster
    """
    environment = {"SALESTECH_CACHE": tmp_path / "cache", "PGHOST": None, "PGPORT": None}
    (tmp_path / "cache").mkdir()
    try:
        process = shell(root, run_command, script, **environment)
        assert_one_clear_line(process, "does not start", "make reset-cluster")
    finally:
        shell(root, run_command, f'source "{root}/scripts/cluster.sh"; remove_cluster', **environment)


def test_shell_scripts_are_sound(root):
    for script in [*root.glob("scripts/*.sh"), root / ".ci/run"]:
        subprocess.run(["bash", "-n", str(script)], check=True)
