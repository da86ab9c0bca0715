import re

from odoo.tests import HttpCase

from .protocol_common import ProtocolCommon

CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')
HASH = re.compile(r'name="hash" value="([0-9a-f]{64})"')


class PageCase(ProtocolCommon, HttpCase):
    def setUp(self):
        super().setUp()
        self.protocol = self._protocol()
        self.path = f"/salestech/protocol/{self.protocol.id}/{self._send(self.protocol)}"
        self.env.flush_all()

    def _get(self, path=None, **kw):
        return self.url_open(path or self.path, **kw)

    def _post(self, act, path=None, page=None, **data):
        """Open the page and send one of its forms."""
        page = page or self._get(path)
        data.setdefault("csrf_token", (CSRF.findall(page.text) or [""])[0])
        data.setdefault("hash", (HASH.findall(page.text) or [""])[0])
        answer = self.url_open(f"{path or self.path}/{act}", data=data)
        self.env.invalidate_all()
        return answer

    def _sign(self, **data):
        return self._post("sign", **{"name": "Anna Petrova", "agree": "1", **data})
