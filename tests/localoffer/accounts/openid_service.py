"""A small OpenID Connect service on this machine: discovery, sign-in (everybody is let in), token, user info."""

import json
import secrets
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt


class OpenIDService:
    """Says of everybody what is in ``person``; ``token_claims`` are added to the ID token."""

    def __init__(self):
        self.person = {}
        self.token_claims = {}
        self.asked = {}
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                service._get(self)

            def do_POST(self):
                service._post(self)

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def _answer(self, handler, data):
        body = json.dumps(data).encode()
        handler.send_response(200)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    def _get(self, handler):
        url = urlsplit(handler.path)
        if url.path == "/.well-known/openid-configuration":
            ends = ("authorization", "token", "userinfo")
            self._answer(
                handler,
                {
                    "issuer": self.address,
                    "jwks_uri": f"{self.address}/jwks",
                    "token_endpoint_auth_methods_supported": ["client_secret_post"],
                    **{f"{one}_endpoint": f"{self.address}/{one}" for one in ends},
                },
            )
        elif url.path == "/authorization":
            asked = {key: values[0] for key, values in parse_qs(url.query).items()}
            code = secrets.token_urlsafe()
            self.asked[code] = asked
            handler.send_response(302)
            back = urlencode({"code": code, "state": asked["state"]})
            handler.send_header("Location", f"{asked['redirect_uri']}?{back}")
            handler.end_headers()
        elif url.path == "/userinfo":
            self._answer(handler, self.person)

    def _post(self, handler):
        sent = parse_qs(handler.rfile.read(int(handler.headers["Content-Length"])).decode())
        asked = self.asked.pop(sent["code"][0])
        claims = {"iss": self.address, "aud": asked["client_id"], "iat": 0, "exp": 2**31, **self.person}
        token = jwt.encode({**claims, **self.token_claims}, "k" * 32, algorithm="HS256")
        self._answer(handler, {"access_token": "a", "token_type": "Bearer", "id_token": token})
