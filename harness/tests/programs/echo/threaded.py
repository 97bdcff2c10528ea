"""A right echo server in Python: socketserver, a thread for each client."""

import ipaddress
import socketserver
import sys


class Echo(socketserver.BaseRequestHandler):
    def handle(self):
        try:
            while piece := self.request.recv(1024):
                self.request.sendall(piece)
        except OSError as error:
            print(f"{self.client_address}: {error}", file=sys.stderr)


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128


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
        sys.exit(usage())
    try:
        server = Server(address, Echo)
    except OSError as error:
        print(f"{typed}: {error}", file=sys.stderr)
        sys.exit(1)
    print("listening on {}:{}".format(*server.server_address), flush=True)
    server.serve_forever()


def usage():
    print("usage: threaded.py [IPv4:PORT]", file=sys.stderr)
    return 2


if __name__ == "__main__":
    main()
