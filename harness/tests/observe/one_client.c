/* Serves its first client for ever; the second waits in the listen queue. */
#include "server.h"

int main(void) {
  int client = take(listen_here(16));
  for (;;) say(client, read_line(client));
}
