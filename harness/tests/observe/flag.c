/* Looks at a flag between its waits: accept() in the main thread, and recv() in a thread for each
 * client, both with a SO_RCVTIMEO of argv[1] milliseconds. Echoes lines, but:
 * `late`  is answered after five timeouts in another place than the one where it idles,
 * `slow`  after a single one of 1.5 s, in the very place where it idles,
 * `mute`  never, and it waits on where it idles,
 * `deaf`  never, and it waits in the other place,
 * `twice` never, since it takes one lock twice. */
#include "server.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static volatile int quit = 0;
static long limit_ms;

static void limit(int fd, long ms) {
  struct timeval time = {ms / 1000, ms % 1000 * 1000};
  must(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time) == 0, "setsockopt");
}

static int is_timeout(ssize_t result) { return result == -1 && errno == EAGAIN; }

__attribute__((noinline)) static void wait_for_silence(int client, int times) {
  for (char byte; !quit && times != 0; times--) {
    ssize_t got = recv(client, &byte, 1, 0);
    if (got == 0) exit(0);
    must(is_timeout(got), "silence");
  }
}

static void *serve(void *argument) {
  int client = (int)(long)argument, owes = 0;
  char line[256];
  size_t used = 0;
  limit(client, limit_ms);
  while (!quit) {
    ssize_t got = recv(client, line + used, sizeof line - 1 - used, 0);
    if (got == 0) break;
    if (is_timeout(got) && owes) {
      limit(client, limit_ms);
      say(client, line);
      owes = 0;
    }
    if (got < 0) continue;
    used += got;
    line[used] = 0;
    if (line[used - 1] != '\n') continue;
    used = 0;
    if (strcmp(line, "mute\n") == 0) continue;
    if (strcmp(line, "late\n") == 0) wait_for_silence(client, 5);
    if (strcmp(line, "deaf\n") == 0) wait_for_silence(client, -1);
    if (strcmp(line, "twice\n") == 0) pthread_mutex_lock(&lock), pthread_mutex_lock(&lock);
    if (strcmp(line, "slow\n") == 0) {
      limit(client, 1500);
      owes = 1;
      continue;
    }
    say(client, line);
  }
  close(client);
  return NULL;
}

int main(int argc, char **argv) {
  must(argc == 2, "usage");
  limit_ms = atol(argv[1]);
  int listener = listen_here(16);
  limit(listener, limit_ms);
  while (!quit) {
    int client = accept(listener, NULL, NULL);
    if (is_timeout(client)) continue;
    must(client >= 0, "accept");
    pthread_t thread;
    pthread_create(&thread, NULL, serve, (void *)(long)client);
  }
}
