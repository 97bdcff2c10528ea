/* Answers a line with 64 MiB. With argv[1], it looks up from its writing after so many
 * milliseconds without progress, as SO_SNDTIMEO makes it, and goes on. */
#include "server.h"

int main(int argc, char **argv) {
  int client = take(listen_here(16));
  long ms = argc == 2 ? atol(argv[1]) : 0;
  struct timeval limit = {ms / 1000, ms % 1000 * 1000};
  must(setsockopt(client, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit) == 0, "setsockopt");
  read_line(client);
  size_t size = 64 << 20;
  char *flood = calloc(size, 1);
  for (size_t done = 0; done < size;) {
    ssize_t wrote = write(client, flood + done, size - done);
    must(wrote > 0 || (ms > 0 && errno == EAGAIN), "write");
    if (wrote > 0) done += wrote;
  }
}
