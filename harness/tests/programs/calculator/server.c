/* A right calculator server in C: a POSIX thread for each client. */

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LIMIT = 1024, BUFFER = 4096, REPLY = 64, STACK = 65536 };

/* A word of a request; it may hold any bytes. */
struct word {
    const char *start;
    size_t length;
};

static int is(struct word word, const char *text) {
    return word.length == strlen(text) && memcmp(word.start, text, word.length) == 0;
}

/* `-?[0-9]+` that fits in 64 bits. Anything else, half a letter too, is none. */
static int read_integer(struct word word, int64_t *value) {
    int negative = word.start[0] == '-';
    size_t i = negative;
    *value = 0;
    if (i == word.length)
        return 0;
    for (; i < word.length; i++) {
        int digit = word.start[i] - '0';
        if (digit < 0 || digit > 9 || __builtin_mul_overflow(*value, 10, value) ||
            __builtin_add_overflow(*value, negative ? -digit : digit, value))
            return 0;
    }
    return 1;
}

/* Up to three words; one more than that is counted, too. */
static int split(const char *line, size_t length, struct word words[3]) {
    int count = 0;
    for (size_t i = 0; i < length;) {
        if (line[i] == ' ' || line[i] == '\t') {
            i++;
            continue;
        }
        if (count == 3)
            return 4;
        words[count].start = line + i;
        while (i < length && line[i] != ' ' && line[i] != '\t')
            i++;
        words[count].length = line + i - words[count].start;
        count++;
    }
    return count;
}

static int error(char *reply, const char *reason) {
    return snprintf(reply, REPLY, "error: %s\n", reason);
}

/* Writes the reply to a line, and returns its length. What is not UTF-8 is no operation and no
   integer, and so needs no rule of its own. */
static int answer(const char *line, size_t length, char *reply) {
    struct word words[3];
    int64_t a, b, result;
    int overflow;
    if (split(line, length, words) != 3)
        return error(reply, "three words are wanted: OPERATION A B");
    if (!read_integer(words[1], &a) || !read_integer(words[2], &b))
        return error(reply, "A and B are 64-bit integers");
    if (is(words[0], "add"))
        overflow = __builtin_add_overflow(a, b, &result);
    else if (is(words[0], "subtract"))
        overflow = __builtin_sub_overflow(a, b, &result);
    else if (is(words[0], "multiply"))
        overflow = __builtin_mul_overflow(a, b, &result);
    else if (!is(words[0], "divide"))
        return error(reply, "unknown operation");
    else if (b == 0)
        return error(reply, "division by zero");
    else
        return snprintf(reply, REPLY, "%.17g\n", (double)a / (double)b);
    return overflow ? error(reply, "the result does not fit in 64 bits")
                    : snprintf(reply, REPLY, "%lld\n", (long long)result);
}

static int send_all(int client, const char *bytes, size_t length) {
    while (length > 0) {
        ssize_t sent = write(client, bytes, length);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0)
            return 0;
        bytes += sent;
        length -= sent;
    }
    return 1;
}

/* Serves one client until it has finished sending or is lost. */
static void *serve(void *argument) {
    int client = (int)(intptr_t)argument;
    char buffer[BUFFER], line[LIMIT + 2], reply[REPLY];
    /* The length of the line so far, also where it has outgrown its place. */
    size_t length = 0;
    ssize_t got;
    while ((got = read(client, buffer, sizeof buffer)) != 0) {
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            break;
        for (ssize_t i = 0; i < got; i++) {
            if (buffer[i] != '\n') {
                if (length < sizeof line)
                    line[length++] = buffer[i];
                continue;
            }
            if (length > 0 && length < sizeof line && line[length - 1] == '\r')
                length--;
            int size = length > LIMIT ? error(reply, "the line is too long") : answer(line, length, reply);
            length = 0;
            if (!send_all(client, reply, size))
                goto lost;
        }
    }
lost:
    close(client);
    return NULL;
}

static int parse(const char *typed, struct sockaddr_in *address) {
    char host[16], *rest;
    const char *colon = strchr(typed, ':');
    if (!colon || (size_t)(colon - typed) >= sizeof host || colon[1] < '0' || colon[1] > '9')
        return -1;
    memcpy(host, typed, colon - typed);
    host[colon - typed] = '\0';
    unsigned long port = strtoul(colon + 1, &rest, 10);
    memset(address, 0, sizeof *address);
    address->sin_family = AF_INET;
    address->sin_port = htons((unsigned short)port);
    return *rest == '\0' && port <= 65535 && inet_pton(AF_INET, host, &address->sin_addr) == 1 ? 0 : -1;
}

static int listen_at(struct sockaddr_in *address) {
    int on = 1, listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    socklen_t size = sizeof *address;
    if (listener < 0 || setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0 ||
        bind(listener, (struct sockaddr *)address, size) < 0 || listen(listener, 128) < 0 ||
        getsockname(listener, (struct sockaddr *)address, &size) < 0)
        return -1;
    return listener;
}

int main(int count, char **arguments) {
    const char *typed = count > 1 ? arguments[1] : "127.0.0.1:9999";
    struct sockaddr_in address;
    if (parse(typed, &address) < 0) {
        fprintf(stderr, "usage: %s [IPv4:PORT]\n", arguments[0]);
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    int listener = listen_at(&address);
    if (listener < 0) {
        fprintf(stderr, "%s: %s\n", typed, strerror(errno));
        return 1;
    }
    printf("listening on %s:%d\n", inet_ntoa(address.sin_addr), ntohs(address.sin_port));
    fflush(stdout);

    pthread_attr_t detached;
    pthread_attr_init(&detached);
    pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&detached, STACK);
    for (;;) {
        pthread_t thread;
        int on = 1, client = accept(listener, NULL, NULL);
        if (client >= 0) {
            setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            if (pthread_create(&thread, &detached, serve, (void *)(intptr_t)client) == 0)
                continue;
            close(client);
        } else if (errno == EINTR || errno == ECONNABORTED) {
            continue;
        }
        /* Out of descriptors or threads, say: no hot loop. */
        fprintf(stderr, "a client was not served\n");
        usleep(50000);
    }
}
