// A right echo client in JavaScript, for Node.
"use strict";
const net = require("node:net");

const typed = process.argv[2] ?? "127.0.0.1:9999";
const [host, port, ...more] = typed.split(":");
if (!net.isIPv4(host) || !/^[0-9]{1,5}$/.test(port) || Number(port) > 65535 || more.length > 0) {
  console.error("usage: client.js [IPv4:PORT]");
  process.exit(2);
}

const NEWLINE = 10;

/** The stream's lines as bytes, each with its `\n`, but for a last one that has none. */
async function* lines(stream) {
  let pending = Buffer.alloc(0);
  for await (const piece of stream) {
    pending = Buffer.concat([pending, piece]);
    for (let end; (end = pending.indexOf(NEWLINE) + 1) > 0; pending = pending.subarray(end)) {
      yield pending.subarray(0, end);
    }
  }
  if (pending.length > 0) yield pending;
}

async function talk(socket) {
  const replies = lines(socket);
  for await (const typedLine of lines(process.stdin)) {
    const line = typedLine.toString("latin1").replace(/\r?\n$/, "");
    if (line.toLowerCase() === "exit") break;
    socket.write(line + "\n", "latin1");
    const { value: reply } = await replies.next();
    if (reply?.at(-1) !== NEWLINE) throw new Error("the server closed the connection");
    process.stdout.write(Buffer.concat([Buffer.from("Received: "), reply]));
  }
}

const socket = net.connect(Number(port), host, async () => {
  // The server may go away while nobody listens; that is noticed at the next reply.
  socket.removeAllListeners("error").on("error", () => {});
  try {
    await talk(socket);
    socket.end();
    process.exitCode = 0;
  } catch (error) {
    fail(error);
  }
  // Standard input may stay open, and would keep the process.
  process.stdin.destroy();
  socket.destroySoon();
});
socket.on("error", fail);

function fail(error) {
  console.error(`${typed}: ${error.message}`);
  process.exitCode = 1;
}
