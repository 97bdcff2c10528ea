/* What the small servers of these tests share. They echo lines of at most 255 bytes, each with
 * one peculiarity. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void must(int ok, const char *what) {
  if (!ok) {
    perror(what);
    exit(1);
  }
}

/* Listens on a free port of 127.0.0.1 and prints it. */
static inline int listen_here(int backlog) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof at;
  must(bind(fd, (struct sockaddr *)&at, size) == 0, "bind");
  must(listen(fd, backlog) == 0, "listen");
  must(getsockname(fd, (struct sockaddr *)&at, &size) == 0, "getsockname");
  printf("%d\n", ntohs(at.sin_port));
  fflush(stdout);
  return fd;
}

static inline int take(int listener) {
  int fd = accept(listener, NULL, NULL);
  must(fd >= 0, "accept");
  return fd;
}

/* Reads until a newline; exits where the client has ended. */
static inline char *read_line(int fd) {
  static __thread char line[256];
  for (size_t used = 0; used < sizeof line - 1; used++) {
    if (read(fd, line + used, 1) != 1) exit(0);
    if (line[used] == '\n') {
      line[used + 1] = 0;
      return line;
    }
  }
  exit(1);
}

static inline void say(int fd, const char *text) {
  must(write(fd, text, strlen(text)) == (ssize_t)strlen(text), "write");
}

static inline void sleep_ms(long ms) {
  struct timespec time = {ms / 1000, ms % 1000 * 1000000};
  nanosleep(&time, NULL);
}
