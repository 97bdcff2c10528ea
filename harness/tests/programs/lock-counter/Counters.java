// A right counter server in Java: a thread for each client, one lock around all counters.
// `java Counters.java [IPv4:PORT]` compiles it and runs it.

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.StringTokenizer;
import java.util.concurrent.locks.ReentrantLock;

public final class Counters {
    private static final int LIMIT = 1024;
    private static final int STACK = 256 * 1024;

    /** A request that has no result, and why. */
    private static final class Refused extends Exception {
        Refused(String reason) {
            // No stack trace: nothing has gone wrong here.
            super(reason, null, false, false);
        }
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Long> values = new HashMap<>();

    private long value(String name) {
        return values.getOrDefault(name, 0L);
    }

    private long get(String name) {
        lock.lock();
        try {
            return value(name);
        } finally {
            lock.unlock();
        }
    }

    private long add(String name, long amount) throws Refused {
        lock.lock();
        try {
            long result = exactSum(value(name), amount);
            values.put(name, result);
            return result;
        } finally {
            lock.unlock();
        }
    }

    private void move(String from, String to, long amount) throws Refused {
        if (from.equals(to)) {
            return;
        }
        lock.lock();
        try {
            // Both before either is kept: what is refused has changed nothing.
            long left = exactDifference(value(from), amount);
            long arrived = exactSum(value(to), amount);
            values.put(from, left);
            values.put(to, arrived);
        } finally {
            lock.unlock();
        }
    }

    private long sum() throws Refused {
        // A total may fit though it does not on the way.
        BigInteger total = BigInteger.ZERO;
        lock.lock();
        try {
            for (long value : values.values()) {
                total = total.add(BigInteger.valueOf(value));
            }
        } finally {
            lock.unlock();
        }
        return fitting(total);
    }

    private static long exactSum(long a, long b) throws Refused {
        return fitting(BigInteger.valueOf(a).add(BigInteger.valueOf(b)));
    }

    private static long exactDifference(long a, long b) throws Refused {
        return fitting(BigInteger.valueOf(a).subtract(BigInteger.valueOf(b)));
    }

    private static long fitting(BigInteger result) throws Refused {
        if (result.bitLength() > 63) {
            throw new Refused("the result does not fit in 64 bits");
        }
        return result.longValue();
    }

    private static String name(String word) throws Refused {
        if (!word.matches("[a-z0-9_-]{1,32}")) {
            throw new Refused("a NAME is 1 to 32 characters out of a-z, 0-9, _ and -");
        }
        return word;
    }

    private static long integer(String word) throws Refused {
        // `Long.parseLong` would take a `+`, and digits of other scripts.
        BigInteger number = word.matches("-?[0-9]+") ? new BigInteger(word) : null;
        if (number == null || number.bitLength() > 63) {
            throw new Refused("N is a 64-bit integer");
        }
        return number.longValue();
    }

    private static String decode(byte[] request) throws Refused {
        try {
            // A new decoder reports what is not UTF-8; `new String` would replace it.
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(request)).toString();
        } catch (CharacterCodingException error) {
            throw new Refused("not UTF-8");
        }
    }

    private String obey(byte[] request) throws Refused {
        StringTokenizer words = new StringTokenizer(decode(request), " \t");
        int count = words.countTokens();
        String verb = count > 0 ? words.nextToken() : "";
        if (verb.equals("inc") && count == 2) {
            return Long.toString(add(name(words.nextToken()), 1));
        }
        if (verb.equals("add") && count == 3) {
            return Long.toString(add(name(words.nextToken()), integer(words.nextToken())));
        }
        if (verb.equals("get") && count == 2) {
            return Long.toString(get(name(words.nextToken())));
        }
        if (verb.equals("move") && count == 4) {
            move(name(words.nextToken()), name(words.nextToken()), integer(words.nextToken()));
            return "ok";
        }
        if (verb.equals("sum") && count == 1) {
            return Long.toString(sum());
        }
        throw new Refused("the requests are inc NAME, add NAME N, get NAME, move FROM TO N, sum");
    }

    /** The reply to a request; null is one that is too long. */
    private String reply(byte[] request) {
        try {
            if (request == null) {
                throw new Refused("the line is too long");
            }
            return obey(request) + "\n";
        } catch (Refused reason) {
            return "error: " + reason.getMessage() + "\n";
        }
    }

    private void serve(Socket client) {
        try (client) {
            client.setTcpNoDelay(true);
            InputStream input = new BufferedInputStream(client.getInputStream());
            byte[] line = new byte[LIMIT + 1];
            // The length of the line so far, also where it has outgrown its place.
            long length = 0;
            for (int next = input.read(); next >= 0; next = input.read()) {
                if (next != '\n') {
                    if (length < line.length) {
                        line[(int) length] = (byte) next;
                    }
                    length++;
                    continue;
                }
                if (length > 0 && length <= line.length && line[(int) length - 1] == '\r') {
                    length--;
                }
                byte[] request = null;
                if (length <= LIMIT) {
                    request = Arrays.copyOf(line, (int) length);
                }
                length = 0;
                client.getOutputStream().write(reply(request).getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException error) {
            System.err.println("client: " + error.getMessage());
        }
    }

    private void serveNext(ServerSocket listener) throws IOException {
        Socket client = listener.accept();
        try {
            new Thread(null, () -> serve(client), "client", STACK).start();
        } catch (OutOfMemoryError error) {
            // What Java calls it where there is no thread to be had.
            client.close();
            throw new IOException(error);
        }
    }

    /** The address, or null; `InetAddress.getByName` would ask for a host of that name. */
    private static InetSocketAddress parse(String typed) throws IOException {
        if (!typed.matches("([0-9]{1,3}\\.){3}[0-9]{1,3}:[0-9]{1,5}")) {
            return null;
        }
        String[] numbers = typed.split("[.:]");
        byte[] host = new byte[4];
        for (int i = 0; i < host.length; i++) {
            int number = Integer.parseInt(numbers[i]);
            if (number > 255) {
                return null;
            }
            host[i] = (byte) number;
        }
        int port = Integer.parseInt(numbers[4]);
        return port > 65535 ? null : new InetSocketAddress(InetAddress.getByAddress(host), port);
    }

    private static ServerSocket listen(InetSocketAddress address) throws IOException {
        ServerSocket listener = new ServerSocket();
        listener.setReuseAddress(true);
        listener.bind(address, 128);
        return listener;
    }

    public static void main(String[] arguments) throws Exception {
        String typed = arguments.length > 0 ? arguments[0] : "127.0.0.1:9999";
        InetSocketAddress address = parse(typed);
        if (address == null) {
            System.err.println("usage: java Counters.java [IPv4:PORT]");
            System.exit(2);
        }
        ServerSocket listener = null;
        try {
            listener = listen(address);
        } catch (IOException error) {
            System.err.println(typed + ": " + error.getMessage());
            System.exit(1);
        }
        String host = listener.getInetAddress().getHostAddress();
        System.out.println("listening on " + host + ":" + listener.getLocalPort());
        System.out.flush();

        Counters counters = new Counters();
        while (true) {
            try {
                counters.serveNext(listener);
            } catch (IOException error) {
                System.err.println("a client was not served: " + error.getMessage());
                // Out of descriptors or threads, say: no hot loop.
                Thread.sleep(50);
            }
        }
    }
}
