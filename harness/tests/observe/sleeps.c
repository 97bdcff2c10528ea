/* Sleeps before each reply: argv[1] times argv[2] milliseconds. */
#include "server.h"

int main(int argc, char **argv) {
  must(argc == 3, "usage");
  int client = take(listen_here(16));
  for (;;) {
    char *line = read_line(client);
    for (int i = 0; i < atoi(argv[1]); i++) sleep_ms(atol(argv[2]));
    say(client, line);
  }
}
