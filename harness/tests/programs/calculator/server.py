"""A right calculator server in Python: socketserver, a thread for each client."""

import ipaddress
import operator
import re
import socketserver
import sys
import time

LIMIT = 1024
INTEGERS = range(-(2**63), 2**63)
EXACT = {"add": operator.add, "subtract": operator.sub, "multiply": operator.mul}


class Refused(Exception):
    """A request that has no result, and why."""


def integer(word):
    # `int` would take 1_0, and digits of other scripts.
    if not re.fullmatch("-?[0-9]+", word) or int(word) not in INTEGERS:
        raise Refused("A and B are 64-bit integers")
    return int(word)


def calculate(request):
    try:
        text = request.decode()
    except UnicodeDecodeError:
        raise Refused("not UTF-8") from None
    words = [word for word in re.split("[ \t]+", text) if word]
    if len(words) != 3:
        raise Refused("three words are wanted: OPERATION A B")
    operation, a, b = words[0], integer(words[1]), integer(words[2])
    if operation == "divide":
        if b == 0:
            raise Refused("division by zero")
        return a / b
    if operation not in EXACT:
        raise Refused("unknown operation")
    result = EXACT[operation](a, b)
    if result not in INTEGERS:
        raise Refused("the result does not fit in 64 bits")
    return result


def requests(stream):
    """The lines of a stream without their endings; None is one that is too long."""
    room = LIMIT + len(b"\r\n")
    while (line := stream.readline(room)).endswith(b"\n") or len(line) == room:
        whole = line.endswith(b"\n")
        while line and not line.endswith(b"\n"):
            line = stream.readline(65536)
        line = line.removesuffix(b"\n").removesuffix(b"\r")
        yield line if whole and len(line) <= LIMIT else None


class Calculator(socketserver.StreamRequestHandler):
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
            return f"{calculate(request)}\n"
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
        print("usage: server.py [IPv4:PORT]", file=sys.stderr)
        sys.exit(2)
    try:
        server = Server(address, Calculator)
    except OSError as error:
        print(f"{typed}: {error}", file=sys.stderr)
        sys.exit(1)
    print("listening on {}:{}".format(*server.server_address), flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
