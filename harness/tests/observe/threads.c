/* argv[1] threads that wait for one another, and the main thread that echoes lines. */
#include "server.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t never = PTHREAD_COND_INITIALIZER;

static void *idle(void *argument) {
  pthread_mutex_lock(&lock);
  for (;;) pthread_cond_wait(&never, &lock);
  return argument;
}

int main(int argc, char **argv) {
  must(argc == 2, "usage");
  pthread_attr_t small;
  pthread_attr_init(&small);
  pthread_attr_setstacksize(&small, 65536);
  for (int i = 0; i < atoi(argv[1]); i++) {
    pthread_t thread;
    must(pthread_create(&thread, &small, idle, NULL) == 0, "pthread_create");
  }
  int client = take(listen_here(16));
  for (;;) say(client, read_line(client));
}
