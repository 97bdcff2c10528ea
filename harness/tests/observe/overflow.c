/* Has room for one connection in its listen queue, and begins to accept when a line comes on its
 * standard input. A child serves each client. */
#include "server.h"

int main(void) {
  int listener = listen_here(0);
  signal(SIGCHLD, SIG_IGN);
  read_line(0);
  for (;;) {
    int client = take(listener);
    if (fork() == 0) {
      close(listener);
      for (;;) say(client, read_line(client));
    }
    close(client);
  }
}
