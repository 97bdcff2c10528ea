/* A right echo server in C: one thread, a poll(2) loop, many clients at once. */

#define _GNU_SOURCE /* accept4 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CLIENTS = 1000, BUFFER = 1024 };

/* What a client has sent and has not got back. Nothing more is received until it has. */
struct unsent {
    size_t start, end;
    char bytes[BUFFER];
};

static struct unsent unsent[CLIENTS + 1];
/* Slot 0 is the listener, the others are clients. */
static struct pollfd slots[CLIENTS + 1];

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
    int on = 1, listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    socklen_t size = sizeof *address;
    if (listener < 0 || setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0 ||
        bind(listener, (struct sockaddr *)address, size) < 0 || listen(listener, 128) < 0 ||
        getsockname(listener, (struct sockaddr *)address, &size) < 0)
        return -1;
    return listener;
}

/* One send or one receive; returns 0 when the client has finished or is lost. */
static int serve(struct pollfd *slot, struct unsent *client) {
    ssize_t length;
    if (client->start < client->end) {
        length = write(slot->fd, client->bytes + client->start, client->end - client->start);
        if (length > 0)
            client->start += length;
    } else {
        length = read(slot->fd, client->bytes, BUFFER);
        client->start = 0;
        client->end = length > 0 ? length : 0;
    }
    if (length == 0 || (length < 0 && errno != EAGAIN && errno != EINTR))
        return 0;
    slot->events = client->start < client->end ? POLLOUT : POLLIN;
    return 1;
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

    nfds_t used = 1;
    slots[0].fd = listener;
    for (;;) {
        /* A full house: those who come wait in the backlog. */
        slots[0].events = used <= CLIENTS ? POLLIN : 0;
        if (poll(slots, used, -1) < 0)
            continue;
        for (nfds_t i = used - 1; i > 0; i--) {
            if (!slots[i].revents || serve(&slots[i], &unsent[i]))
                continue;
            close(slots[i].fd);
            used--;
            slots[i] = slots[used];
            unsent[i] = unsent[used];
        }
        if (slots[0].revents & POLLIN) {
            int client = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
            if (client >= 0) {
                slots[used] = (struct pollfd){.fd = client, .events = POLLIN};
                unsent[used].start = unsent[used].end = 0;
                used++;
            } else if (errno != EAGAIN && errno != EINTR && errno != ECONNABORTED) {
                /* Out of descriptors, say: no hot loop. */
                fprintf(stderr, "accept: %s\n", strerror(errno));
                usleep(50000);
            }
        }
    }
}
