/* Asks its non-blocking sockets again and again, with a sleep of 10 ms (`sleep`) or by poll with
 * a limit of 50 ms (`poll`) in between. Never answers `mute`. */
#include "server.h"

int main(int argc, char **argv) {
  must(argc == 2, "usage");
  int listener = listen_here(16), client = -1;
  fcntl(listener, F_SETFL, O_NONBLOCK);
  char line[256];
  size_t used = 0;
  for (;;) {
    if (strcmp(argv[1], "sleep") == 0) {
      sleep_ms(10);
    } else {
      struct pollfd both[2] = {{listener, POLLIN, 0}, {client, POLLIN, 0}};
      poll(both, 2, 50);
    }
    if (client < 0) {
      client = accept(listener, NULL, NULL);
      if (client >= 0) fcntl(client, F_SETFL, O_NONBLOCK);
      continue;
    }
    ssize_t got = read(client, line + used, sizeof line - 1 - used);
    if (got == 0) return 0;
    if (got < 0) continue;
    used += got;
    line[used] = 0;
    if (line[used - 1] != '\n') continue;
    used = 0;
    if (strcmp(line, "mute\n") != 0) say(client, line);
  }
}
