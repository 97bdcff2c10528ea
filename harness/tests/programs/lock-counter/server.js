// A right counter server in JavaScript. Node's event loop runs one request at a time, whole, so
// that no lock is needed.
"use strict";
const net = require("node:net");

const LIMIT = 1024;

/** A request that has no result, and why. */
class Refused extends Error {}

const counters = new Map();

function value(name) {
  return counters.get(name) ?? 0n;
}

function fitting(result) {
  if (BigInt.asIntN(64, result) !== result) {
    throw new Refused("the result does not fit in 64 bits");
  }
  return result;
}

function add(name, amount) {
  const result = fitting(value(name) + amount);
  counters.set(name, result);
  return result;
}

function move(from, to, amount) {
  if (from === to) return "ok";
  // Both before either is kept: what is refused has changed nothing.
  const left = fitting(value(from) - amount);
  const arrived = fitting(value(to) + amount);
  counters.set(from, left).set(to, arrived);
  return "ok";
}

function sum() {
  let total = 0n;
  for (const one of counters.values()) total += one;
  return fitting(total);
}

function name(word) {
  if (!/^[a-z0-9_-]{1,32}$/.test(word)) {
    throw new Refused("a NAME is 1 to 32 characters out of a-z, 0-9, _ and -");
  }
  return word;
}

function integer(word) {
  if (!/^-?[0-9]+$/.test(word) || BigInt.asIntN(64, BigInt(word)) !== BigInt(word)) {
    throw new Refused("N is a 64-bit integer");
  }
  return BigInt(word);
}

/** Of each request, what its words are, and what it does. */
const REQUESTS = {
  __proto__: null,
  inc: [[name], (counter) => add(counter, 1n)],
  add: [[name, integer], add],
  get: [[name], value],
  move: [[name, name, integer], move],
  sum: [[], sum],
};

// `fatal`, or a replacement character would stand for what is not UTF-8. `ignoreBOM` is the odd
// name for keeping it: it is a character like others, and no blank.
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function decode(request) {
  try {
    return utf8.decode(request);
  } catch {
    throw new Refused("not UTF-8");
  }
}

function obey(request) {
  const [verb, ...words] = decode(request).split(/[ \t]+/).filter((word) => word !== "");
  const [kinds, act] = REQUESTS[verb] ?? [];
  if (kinds?.length !== words.length) {
    throw new Refused("the requests are inc NAME, add NAME N, get NAME, move FROM TO N and sum");
  }
  return act(...words.map((word, i) => kinds[i](word)));
}

function reply(request) {
  try {
    if (request === null) throw new Refused("the line is too long");
    return `${obey(request)}\n`;
  } catch (error) {
    if (error instanceof Refused) return `error: ${error.message}\n`;
    throw error;
  }
}

/** Makes lines of pieces. It keeps no more than the longest line and its ending. */
class Lines {
  start = Buffer.alloc(0);
  tooLong = false;

  /** The lines that this piece ends, without their endings; null is one that is too long. */
  *take(piece) {
    let end;
    while ((end = piece.indexOf("\n")) >= 0) {
      this.keep(piece.subarray(0, end));
      piece = piece.subarray(end + 1);
      yield this.finish();
    }
    this.keep(piece);
  }

  keep(piece) {
    // `concat` copies, so that a long piece is not held by a few bytes of it.
    const room = LIMIT + 1 - this.start.length;
    if (piece.length > room) this.tooLong = true;
    this.start = Buffer.concat([this.start, piece.subarray(0, room)]);
  }

  finish() {
    let line = this.start;
    if (line.at(-1) === 0x0d) line = line.subarray(0, -1);
    const good = !this.tooLong && line.length <= LIMIT;
    this.start = Buffer.alloc(0);
    this.tooLong = false;
    return good ? line : null;
  }
}

const typed = process.argv[2] ?? "127.0.0.1:9999";
const [host, port, ...more] = typed.split(":");
if (!net.isIPv4(host) || !/^[0-9]{1,5}$/.test(port) || Number(port) > 65535 || more.length > 0) {
  console.error("usage: server.js [IPv4:PORT]");
  process.exit(2);
}

// `allowHalfOpen`, since by default Node closes its side as soon as the client finishes sending,
// with replies still on their way.
const server = net.createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
  const lines = new Lines();
  socket.on("data", (piece) => {
    let replies = "";
    for (const request of lines.take(piece)) replies += reply(request);
    // A client that does not read its replies is not read either.
    if (replies !== "" && !socket.write(replies)) socket.pause();
  });
  socket.on("drain", () => socket.resume());
  socket.on("end", () => socket.end());
  // Without a listener, a client's reset would end the process.
  socket.on("error", (error) => console.error(`client: ${error.message}`));
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
