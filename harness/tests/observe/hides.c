/* Lets nobody look who has no special right, and replies after 0.3 s; never to `mute`. */
#include "server.h"

int main(void) {
  prctl(PR_SET_DUMPABLE, 0);
  int client = take(listen_here(16));
  for (;;) {
    char *line = read_line(client);
    while (strcmp(line, "mute\n") == 0) pause();
    sleep_ms(300);
    say(client, line);
  }
}
