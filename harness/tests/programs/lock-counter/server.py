"""A right counter server in Python: a thread for each client, one lock around all counters."""

import ipaddress
import re
import socket
import sys
import threading
import time

LIMIT = 1024
INTEGERS = range(-(2**63), 2**63)


class Refused(Exception):
    """A request that has no result, and why."""


def fitting(result):
    if result not in INTEGERS:
        raise Refused("the result does not fit in 64 bits")
    return result


class Counters:
    """All results are computed before one is kept: what is refused has changed nothing."""

    def __init__(self):
        self.lock = threading.Lock()
        self.values = {}

    def get(self, name):
        with self.lock:
            return self.values.get(name, 0)

    def add(self, name, amount):
        with self.lock:
            value = fitting(self.values.get(name, 0) + amount)
            self.values[name] = value
            return value

    def move(self, origin, target, amount):
        with self.lock:
            if origin != target:
                left = fitting(self.values.get(origin, 0) - amount)
                arrived = fitting(self.values.get(target, 0) + amount)
                self.values.update({origin: left, target: arrived})
            return "ok"

    def sum(self):
        with self.lock:
            return fitting(sum(self.values.values()))


def name(word):
    if not re.fullmatch("[a-z0-9_-]{1,32}", word):
        raise Refused("a NAME is 1 to 32 characters out of a-z, 0-9, _ and -")
    return word


def integer(word):
    # `int` would take 1_0, and digits of other scripts.
    if not re.fullmatch("-?[0-9]+", word) or int(word) not in INTEGERS:
        raise Refused("N is a 64-bit integer")
    return int(word)


def obey(counters, request):
    try:
        text = request.decode()
    except UnicodeDecodeError:
        raise Refused("not UTF-8") from None
    match [word for word in re.split("[ \t]+", text) if word]:
        case ["inc", word]:
            return counters.add(name(word), 1)
        case ["add", word, amount]:
            return counters.add(name(word), integer(amount))
        case ["get", word]:
            return counters.get(name(word))
        case ["move", origin, target, amount]:
            return counters.move(name(origin), name(target), integer(amount))
        case ["sum"]:
            return counters.sum()
    raise Refused("the requests are inc NAME, add NAME N, get NAME, move FROM TO N and sum")


def reply(counters, request):
    try:
        if request is None:
            raise Refused("the line is too long")
        return f"{obey(counters, request)}\n"
    except Refused as reason:
        return f"error: {reason}\n"


def requests(stream):
    """The lines of a stream without their endings; None is one that is too long."""
    room = LIMIT + len(b"\r\n")
    while (line := stream.readline(room)).endswith(b"\n") or len(line) == room:
        whole = line.endswith(b"\n")
        while line and not line.endswith(b"\n"):
            line = stream.readline(65536)
        line = line.removesuffix(b"\n").removesuffix(b"\r")
        yield line if whole and len(line) <= LIMIT else None


def serve(client, counters):
    try:
        with client, client.makefile("rb") as stream:
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for request in requests(stream):
                client.sendall(reply(counters, request).encode())
    except OSError as error:
        print(f"client: {error}", file=sys.stderr)


def serve_next(listener, counters):
    client, _ = listener.accept()
    try:
        threading.Thread(target=serve, args=(client, counters), daemon=True).start()
    except RuntimeError:
        client.close()
        raise


def parse(typed):
    host, _, port = typed.rpartition(":")
    if not (port.isascii() and port.isdigit() and int(port) <= 65535):
        raise ValueError("no port")
    return str(ipaddress.IPv4Address(host)), int(port)


def main():
    typed = sys.argv[1] if len(sys.argv) > 1 else "127.0.0.1:9999"
    try:
        address = parse(typed)
    except ValueError:
        print("usage: server.py [IPv4:PORT]", file=sys.stderr)
        sys.exit(2)
    try:
        listener = socket.create_server(address, backlog=128)
    except OSError as error:
        print(f"{typed}: {error}", file=sys.stderr)
        sys.exit(1)
    print("listening on {}:{}".format(*listener.getsockname()), flush=True)

    counters = Counters()
    while True:
        try:
            serve_next(listener, counters)
        except (OSError, RuntimeError) as error:
            print(f"a client was not served: {error}", file=sys.stderr)
            # Out of descriptors or threads, say: no hot loop.
            time.sleep(0.05)


if __name__ == "__main__":
    main()
