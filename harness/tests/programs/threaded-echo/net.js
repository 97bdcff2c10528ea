// A right threaded echo server in JavaScript. There are no threads for clients here: Node's event
// loop serves them all, and `status` counts connections.
"use strict";
const net = require("node:net");
const readline = require("node:readline");

const typed = process.argv[2] ?? "127.0.0.1:9999";
const [host, port, ...more] = typed.split(":");
if (!net.isIPv4(host) || !/^[0-9]{1,5}$/.test(port) || Number(port) > 65535 || more.length > 0) {
  console.error("usage: net.js [IPv4:PORT]");
  process.exit(2);
}

let active = 0;
let finished = 0;

// `allowHalfOpen`, since by default Node closes its side as soon as the client finishes sending,
// with bytes still on their way back.
const server = net.createServer({ allowHalfOpen: true }, (socket) => {
  active += 1;
  // `close` comes once for each socket, also behind an error.
  socket.on("close", () => {
    active -= 1;
    finished += 1;
  });
  // Without a listener, a client's reset would end the process.
  socket.on("error", (error) => console.error(`client: ${error.message}`));
  // `pipe` reads no faster than it can write, and ends its side behind the last byte.
  socket.pipe(socket);
});

server.on("error", (error) => {
  console.error(`${typed}: ${error.message}`);
  // Before it listens, the bind has failed; later it is an error of `accept`.
  if (!server.listening) process.exit(1);
});

server.listen(Number(port), host, () => {
  const { address, port } = server.address();
  console.log(`listening on ${address}:${port}`);
  obey();
});

function obey() {
  // Takes off `\n` and `\r\n`; closes at the end of input.
  const lines = readline.createInterface({ input: process.stdin });
  lines.on("line", (line) => {
    if (line === "status") console.log(`active ${active} finished ${finished}`);
    if (line === "quit") lines.close();
  });
  lines.once("close", quit);
}

function quit() {
  // The listener is closed at once. The callback comes with the end of the last connection, and
  // that connection's own `close` may come after it, so that it still counts as active.
  server.close(() => console.log(`served ${active + finished} clients`));
  // An open stdin would keep the process alive.
  process.stdin.destroy();
}
