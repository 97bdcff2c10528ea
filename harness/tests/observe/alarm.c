/* Replies from the handler of SIGALRM, 0.3 s after the request. */
#include "server.h"

static int client;
static char *line;

static void on_alarm(int number) {
  (void)number;
  if (write(client, line, strlen(line)) < 0) _exit(1);
}

int main(void) {
  client = take(listen_here(16));
  struct sigaction action = {.sa_handler = on_alarm, .sa_flags = SA_RESTART};
  sigaction(SIGALRM, &action, NULL);
  for (;;) {
    line = strdup(read_line(client));
    struct itimerval soon = {.it_value = {0, 300000}};
    setitimer(ITIMER_REAL, &soon, NULL);
  }
}
