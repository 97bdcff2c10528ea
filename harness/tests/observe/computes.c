/* Computes for half a second of CPU time before each reply. */
#include "server.h"

int main(void) {
  int client = take(listen_here(16));
  for (;;) {
    char *line = read_line(client);
    clock_t end = clock() + CLOCKS_PER_SEC / 2;
    while (clock() < end) {
    }
    say(client, line);
  }
}
