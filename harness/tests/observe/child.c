/* Runs a child for each line and waits for it: `sleep 0.5` before a reply, and for `mute` a child
 * that never ends. */
#include "server.h"

int main(void) {
  int client = take(listen_here(16));
  for (;;) {
    char *line = read_line(client);
    pid_t child = fork();
    if (child == 0) {
      if (strcmp(line, "mute\n") == 0)
        for (;;) pause();
      sleep_ms(500);
      _exit(0);
    }
    waitpid(child, NULL, 0);
    say(client, line);
  }
}
