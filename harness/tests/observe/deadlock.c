/* A thread for each client. `ab` and `ba` take two locks in opposite orders, and each waits
 * between its two locks until the other has one. `twice` takes one lock twice. */
#include "server.h"

static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER, b = PTHREAD_MUTEX_INITIALIZER;
static pthread_barrier_t both;

static void lock(pthread_mutex_t *first, pthread_mutex_t *second) {
  pthread_mutex_lock(first);
  pthread_barrier_wait(&both);
  pthread_mutex_lock(second);
}

static void *serve(void *argument) {
  int client = (int)(long)argument;
  for (;;) {
    char *line = read_line(client);
    if (strcmp(line, "ab\n") == 0) lock(&a, &b);
    if (strcmp(line, "ba\n") == 0) lock(&b, &a);
    if (strcmp(line, "twice\n") == 0) pthread_mutex_lock(&a), pthread_mutex_lock(&a);
    say(client, line);
  }
}

int main(void) {
  int listener = listen_here(16);
  pthread_barrier_init(&both, NULL, 2);
  for (;;) {
    pthread_t thread;
    pthread_create(&thread, NULL, serve, (void *)(long)take(listener));
  }
}
