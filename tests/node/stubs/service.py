"""What the stubs of the Python services share: their environment, connections and echoing routes."""
import base64
import hashlib
import hmac
import json
import os
import re
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECRET_NAME = re.compile(r"PASSWORD|SECRET|_KEY$|SIGNING|REDIS_URL$|TOKEN$")


def token_of(secret, text):
    """A token, signed, so that whoever has the same secret takes it, and nobody else."""
    payload = base64.urlsafe_b64encode(text.encode()).decode()
    return f"{payload}.{hmac.new(secret.encode(), payload.encode(), hashlib.sha256).hexdigest()}"


def refuse(text):
    sys.exit(text)


def environment_of(service):
    """The environment of a service that keeps to its contract; ends the process otherwise."""
    with open(os.path.join(os.path.dirname(__file__), "contract.json"), encoding="utf-8") as file:
        contract = json.load(file)[service]
    missing = [name for name in contract["required"] if not os.environ.get(name)]
    foreign = [name for name in os.environ if SECRET_NAME.search(name) and name not in contract["secrets"]]
    for what, names in {"missing": missing, "foreign": foreign}.items():
        if names:
            refuse(f"{service}: {what} in the environment: {', '.join(names)}")
    return os.environ


class Handler(BaseHTTPRequestHandler):
    """Tells what reached it; `routes` answers for the service's own paths."""

    protocol_version = "HTTP/1.1"
    service = ""
    routes = {}

    def log_message(self, *_):
        pass

    def answer(self, status, body):
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("X-Frame-Options", "DENY")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def read_body(self):
        """The length of the body, and its start."""
        left, start = int(self.headers.get("Content-Length", 0)), b""
        total = left
        while left > 0:
            part = self.rfile.read(min(left, 1 << 20))
            if not part:
                break
            start = start or part
            left -= len(part)
        return total - left, start

    def handle_any(self):
        if self.headers.get("Upgrade", "").lower() == "websocket":
            return self.echo_websocket()
        length, start = self.read_body()
        route = next((route for path, route in self.routes.items() if self.path.startswith(path)), None)
        if route is not None:
            try:
                return self.answer(*route(start, self.headers))
            except Exception as error:  # noqa: BLE001 - a broken connection is an answer, not the end
                return self.answer(500, {"error": str(error)})
        return self.answer(
            200,
            {
                "service": self.service,
                "method": self.command,
                "url": self.path,
                "headers": {name.lower(): value for name, value in self.headers.items()},
                "bytes": length,
            },
        )

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = handle_any

    def echo_websocket(self):
        key = self.headers.get("Sec-WebSocket-Key", "") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        self.send_response(101)
        self.send_header("Connection", "Upgrade")
        self.send_header("Upgrade", "websocket")
        self.send_header("Sec-WebSocket-Accept", base64.b64encode(hashlib.sha1(key.encode()).digest()).decode())
        self.send_header("X-Path", self.path)
        self.end_headers()
        while part := self.connection.recv(65536):
            self.connection.sendall(part)
        self.close_connection = True


def serve(service, port, routes):
    handler = type("ServiceHandler", (Handler,), {"service": service, "routes": routes})
    ThreadingHTTPServer.daemon_threads = True
    server = ThreadingHTTPServer(("0.0.0.0", port), handler)
    print(f"{service} listens on {port}", flush=True)
    threading.Thread(target=server.serve_forever).start()


def end_check():
    """With `check` as its argument a service ends once the stores have answered its clients."""
    if sys.argv[1:] == ["check"]:
        print("connected")
        sys.exit(0)


def retry(attempts, action):
    """Tries an action every 200 ms; the last failure ends the process with its reason."""
    for attempt in range(attempts):
        try:
            return action()
        except Exception as error:  # noqa: BLE001 - every failure is told
            if attempt == attempts - 1:
                refuse(f"{error}")
            print(error, file=sys.stderr, flush=True)
            time.sleep(0.2)
    return None
