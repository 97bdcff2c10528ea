// A right echo server in JavaScript: Node's event loop, and a pipe from each socket to itself.
"use strict";
const net = require("node:net");

const typed = process.argv[2] ?? "127.0.0.1:9999";
const [host, port, ...more] = typed.split(":");
if (!net.isIPv4(host) || !/^[0-9]{1,5}$/.test(port) || Number(port) > 65535 || more.length > 0) {
  console.error("usage: net.js [IPv4:PORT]");
  process.exit(2);
}

// `allowHalfOpen`, since by default Node closes its side as soon as the client finishes sending,
// with bytes still on their way back.
const server = net.createServer({ allowHalfOpen: true }, (socket) => {
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
});
