# Takes no lock for an `inc`: between its read and its write it writes a log, and where a thread waits
# for the system another one has its turn.
#
# role: server
# caught by: lost-update

import ipaddress
import re
import socketserver
import sys
import threading
import time

LIMIT = 1024
INTEGERS = range(-(2**63), 2**63)
NAME = re.compile("[a-z0-9_-]{1,32}")

counters = {}
lock = threading.Lock()


class Refused(Exception):
    """A request that has no result, and why."""


def name(word):
    if not NAME.fullmatch(word):
        raise Refused("not a name")
    return word


def integer(word):
    # `int` would take 1_0, and digits of other scripts.
    if not re.fullmatch("-?[0-9]+", word) or int(word) not in INTEGERS:
        raise Refused("not a 64-bit integer")
    return int(word)


def fitting(value):
    if value not in INTEGERS:
        raise Refused("it does not fit in 64 bits")
    return value


def inc(counter):
    value = counters.get(counter, 0)
    print(f"{counter} was {value}", file=sys.stderr)
    value = fitting(value + 1)
    counters[counter] = value
    return value


def add(counter, n):
    with lock:
        counters[counter] = fitting(counters.get(counter, 0) + n)
        return counters[counter]


def get(counter):
    with lock:
        return counters.get(counter, 0)


def move(giver, taker, n):
    with lock:
        if giver != taker:
            left = fitting(counters.get(giver, 0) - n)
            arrived = fitting(counters.get(taker, 0) + n)
            counters[giver], counters[taker] = left, arrived
    return "ok"


def total():
    with lock:
        return fitting(sum(counters.values()))


COMMANDS = {
    "inc": (inc, [name]),
    "add": (add, [name, integer]),
    "get": (get, [name]),
    "move": (move, [name, name, integer]),
    "sum": (total, []),
}


def perform(request):
    try:
        text = request.decode()
    except UnicodeDecodeError:
        raise Refused("not UTF-8") from None
    words = [word for word in re.split("[ \t]+", text) if word]
    command, readers = COMMANDS.get(words[0] if words else "", (None, []))
    if command is None or len(words) != 1 + len(readers):
        raise Refused("no such request")
    return command(*(read(word) for read, word in zip(readers, words[1:])))


def requests(stream):
    """The lines of a stream without their endings; None is one that is too long."""
    room = LIMIT + len(b"\r\n")
    while (line := stream.readline(room)).endswith(b"\n") or len(line) == room:
        whole = line.endswith(b"\n")
        while line and not line.endswith(b"\n"):
            line = stream.readline(65536)
        line = line.removesuffix(b"\n").removesuffix(b"\r")
        yield line if whole and len(line) <= LIMIT else None


class Client(socketserver.StreamRequestHandler):
    disable_nagle_algorithm = True

    def handle(self):
        try:
            for request in requests(self.rfile):
                self.wfile.write(self.reply(request).encode())
        except OSError as error:
            print(f"{self.client_address}: {error}", file=sys.stderr)

    def reply(self, request):
        try:
            if request is None:
                raise Refused("the line is too long")
            return f"{perform(request)}\n"
        except Refused as reason:
            return f"error: {reason}\n"


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128

    def get_request(self):
        try:
            return super().get_request()
        except OSError:
            # Out of descriptors, say: no hot loop.
            time.sleep(0.05)
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
        print("usage: lost-update.py [IPv4:PORT]", file=sys.stderr)
        sys.exit(2)
    try:
        server = Server(address, Client)
    except OSError as error:
        print(f"{typed}: {error}", file=sys.stderr)
        sys.exit(1)
    print("listening on {}:{}".format(*server.server_address), flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
