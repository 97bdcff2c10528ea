/* Replies once its client has been silent for 0.4 s, as SO_RCVTIMEO tells. */
#include "server.h"

int main(void) {
  int client = take(listen_here(16));
  for (;;) {
    char *line = read_line(client), more;
    struct timeval limit = {0, 100000}, none = {0, 0};
    setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    for (int i = 0; i < 4; i++) must(recv(client, &more, 1, 0) == -1 && errno == EAGAIN, "recv");
    setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &none, sizeof none);
    say(client, line);
  }
}
