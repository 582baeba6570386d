#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

/* Loaded before libc: calls fail on the files of a database and its keys, as long as a flag file says so. FAULT_FLAG names that
   file; its text says which calls: "sync" (EIO), "full" (ENOSPC on writes), "readonly" (EROFS on writes). */

static int flagged(const char *what)
{
  const char *flag = getenv("FAULT_FLAG");
  char text[64] = {0};
  ssize_t length;
  int fd;
  if (flag == NULL) return 0;
  fd = (int)open(flag, O_RDONLY);
  if (fd < 0) return 0;
  length = read(fd, text, sizeof text - 1);
  close(fd);
  return length > 0 && strstr(text, what) != NULL;
}

static int ours(int fd)
{
  char link[64], path[4096];
  ssize_t length;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  length = readlink(link, path, sizeof path - 1);
  if (length <= 0) return 0;
  path[length] = 0;
  return strstr(path, ".sqlite") != NULL && strstr(path, ".sqlite-shm") == NULL && strstr(path, ".lock") == NULL;
}

static int refused(int fd)
{
  if (!ours(fd)) return 0;
  if (flagged("full")) return ENOSPC;
  if (flagged("readonly")) return EROFS;
  return 0;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

int fsync(int fd)
{
  if (ours(fd) && flagged("sync")) { errno = EIO; return -1; }
  return REAL(fsync)(fd);
}

int fdatasync(int fd)
{
  if (ours(fd) && flagged("sync")) { errno = EIO; return -1; }
  return REAL(fdatasync)(fd);
}

ssize_t write(int fd, const void *bytes, size_t size)
{
  int error = refused(fd);
  if (error) { errno = error; return -1; }
  return REAL(write)(fd, bytes, size);
}

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t at)
{
  int error = refused(fd);
  if (error) { errno = error; return -1; }
  return REAL(pwrite)(fd, bytes, size, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t at)
{
  int error = refused(fd);
  if (error) { errno = error; return -1; }
  return REAL(pwrite64)(fd, bytes, size, at);
}
