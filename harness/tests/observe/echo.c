/* Echoes lines to one client after the other. */
#include "server.h"

int main(void) {
  int listener = listen_here(16);
  for (;;) {
    int client = take(listener);
    for (;;) say(client, read_line(client));
  }
}
