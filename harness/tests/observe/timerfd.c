/* Replies when a timerfd fires after a second, which epoll_wait without limit tells. */
#include "server.h"

int main(void) {
  int client = take(listen_here(16));
  int timer = timerfd_create(CLOCK_MONOTONIC, 0), epoll = epoll_create1(0);
  struct epoll_event event = {.events = EPOLLIN};
  must(epoll_ctl(epoll, EPOLL_CTL_ADD, timer, &event) == 0, "epoll_ctl");
  for (;;) {
    char *line = read_line(client);
    struct itimerspec second = {.it_value = {1, 0}};
    must(timerfd_settime(timer, 0, &second, NULL) == 0, "timerfd_settime");
    must(epoll_wait(epoll, &event, 1, -1) == 1, "epoll_wait");
    unsigned long long fired;
    must(read(timer, &fired, sizeof fired) == sizeof fired, "read");
    say(client, line);
  }
}
