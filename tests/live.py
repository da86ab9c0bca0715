"""A server as in production, started by a test: a populated database, a real process, mails that are caught."""

import contextlib
import email
import email.policy
import socketserver
import subprocess
import threading
import time

import requests

import common


@contextlib.contextmanager
def populated_database(name, script):
    """A copy of the addon's template in which `script` was run by Odoo's shell; gone afterwards."""
    common.copy_database(common.addon_template(), name)
    try:
        shell = subprocess.run(
            common.odoo_command("-d", name, "--no-http", "--log-level=warn", command=["shell"]),
            input=script,
            capture_output=True,
            text=True,
            timeout=180,
            cwd=common.CACHE,
        )
        assert "Traceback" not in shell.stderr, shell.stderr[-3000:]
        yield name
    finally:
        common.drop_database(name)


@contextlib.contextmanager
def running_server(database, *options, launcher=None):
    """The address of a server. `launcher`: a file for a server with workers, which starts itself once more."""
    port = common.free_port()
    command = common.odoo_command(
        "-d", database, "--db-filter", f"^{database}$", "--http-port", port, "--log-level=warn", *options
    )
    if launcher:
        launcher.write_text("import odoo.cli\n\nodoo.cli.main()\n", encoding="utf-8")
        command[1:3] = [str(launcher)]
    log = common.LOGS / f"{database}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, cwd=common.CACHE)
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(address, process)
        yield address
    finally:
        common.stop_process(process)
        log.unlink(missing_ok=True)


def wait_for(address, process, seconds=90):
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(requests.ConnectionError):
            if requests.get(f"{address}/web/health", timeout=30).status_code == 200:
                return
        time.sleep(0.3)
    raise AssertionError("the server does not answer")


class MailCatcher(socketserver.ThreadingTCPServer):
    """Takes mails as a mail server does, and keeps them: `mails` holds what would have left the machine."""

    allow_reuse_address = daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.mails = []
        self.port = self.server_address[1]

    def __enter__(self):
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return super().__enter__()

    def __exit__(self, *args):
        self.shutdown()
        super().__exit__(*args)

    def wait(self, address, seconds=30):
        """Return the newest mail to an address, as soon as there is one."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = [mail for mail in list(self.mails) if address in mail["To"]]
            if found:
                return found[-1]
            time.sleep(0.1)
        raise AssertionError(f"no mail to {address}; there are {[mail['To'] for mail in self.mails]}")


class _Conversation(socketserver.StreamRequestHandler):
    def handle(self):
        self._say("220 catcher")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                self._take()
            else:
                self._say("221 bye" if word == b"QUIT" else "250 ok")
            if word == b"QUIT":
                return

    def _take(self):
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        self.server.mails.append(email.message_from_bytes(b"".join(lines), policy=email.policy.default))
        self._say("250 taken")

    def _say(self, text):
        self.wfile.write(text.encode() + b"\r\n")
