/* Stands in for libc's open: `call` is what it does, with `path`, `flags` and the `mode` that a file is made with. */

#include <fcntl.h>
#include <stdarg.h>

#define STANDS_FOR_OPEN(name, call) \
  int name(const char *path, int flags, ...) \
  { \
    va_list rest; \
    mode_t mode; \
    va_start(rest, flags); \
    mode = flags & O_CREAT ? va_arg(rest, mode_t) : 0; \
    va_end(rest); \
    return call; \
  }
