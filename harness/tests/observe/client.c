/* A client: says hello to the port in argv[1], waits for a line and prints it. */
#include "server.h"

int main(int argc, char **argv) {
  must(argc == 2, "usage");
  int server = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  at.sin_port = htons(atoi(argv[1]));
  must(connect(server, (struct sockaddr *)&at, sizeof at) == 0, "connect");
  say(server, "hello\n");
  printf("%s", read_line(server));
  return 0;
}
