/* Never answers: `hour` sleeps for one, `pause` waits for a signal, `input` reads its standard
 * input, `loop` computes for ever, `exit` ends, `stop` stops itself. */
#include "server.h"

int main(void) {
  int client = take(listen_here(16));
  char *line = read_line(client);
  if (strcmp(line, "hour\n") == 0) sleep_ms(3600 * 1000L);
  if (strcmp(line, "pause\n") == 0) pause();
  if (strcmp(line, "input\n") == 0) read_line(0);
  if (strcmp(line, "stop\n") == 0) raise(SIGSTOP);
  if (strcmp(line, "loop\n") == 0)
    for (volatile int i = 0;; i++) {
    }
  return 0;
}
