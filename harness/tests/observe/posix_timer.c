/* Replies from a thread that a timer of timer_create starts, 0.3 s after the request. */
#include "server.h"

static int client;
static char *line;

static void on_timer(union sigval value) {
  (void)value;
  say(client, line);
}

int main(void) {
  client = take(listen_here(16));
  struct sigevent event = {.sigev_notify = SIGEV_THREAD, .sigev_notify_function = on_timer};
  timer_t timer;
  must(timer_create(CLOCK_MONOTONIC, &event, &timer) == 0, "timer_create");
  for (;;) {
    line = strdup(read_line(client));
    struct itimerspec soon = {.it_value = {0, 300000000}};
    timer_settime(timer, 0, &soon, NULL);
  }
}
