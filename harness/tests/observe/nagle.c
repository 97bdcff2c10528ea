/* Writes each reply in three small pieces, which Nagle's algorithm holds back until the first is
 * acknowledged. */
#include "server.h"

int main(void) {
  int client = take(listen_here(16));
  for (;;) {
    char *line = read_line(client);
    size_t half = strlen(line) / 2;
    must(write(client, line, 1) == 1, "write");
    must(write(client, line + 1, half) == (ssize_t)half, "write");
    say(client, line + 1 + half);
  }
}
