/* Uses a processor until the test that started it has ended. */
#include "server.h"

int main(void) {
  must(prctl(PR_SET_PDEATHSIG, SIGKILL) == 0, "prctl");
  for (volatile int i = 0;; i++) {
  }
}
