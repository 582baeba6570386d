#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>
#include "open.h"

/* Loaded before libc: calls fail on the files of a database and its keys, as long as a flag file says so. FAULT_FLAG names that
   file; its text says which calls:
   "sync"      EIO on fsync and fdatasync
   "keys"      EIO on fsync of a key's file
   "keyring"   EIO on fsync of the keys' folder
   "full"      ENOSPC on every write
   "brimful"   ENOSPC on writes that make a file longer; what is there is written over, as on a disk without a free block
   "readonly"  EROFS on every write
   "remounted" EROFS on opening anything beside the flag file for writing, as on a read-only file system
   "kill N"    the process ends by SIGKILL instead of the Nth write or sync from then on
   "tear N"    the same, with half of the Nth write done */

static int flag_says(char text[64])
{
  const char *flag = getenv("FAULT_FLAG");
  ssize_t length;
  int fd;
  memset(text, 0, 64);
  if (flag == NULL) return 0;
  fd = (int)syscall(SYS_openat, AT_FDCWD, flag, O_RDONLY);
  if (fd < 0) return 0;
  length = read(fd, text, 63);
  close(fd);
  return length > 0;
}

static int flagged(const char *what)
{
  char text[64];
  return flag_says(text) && strcmp(text, what) == 0;
}

/* The path that a descriptor was opened by; empty where there is none. */
static void path_of(int fd, char path[4096])
{
  char link[64];
  ssize_t length;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  length = readlink(link, path, 4095);
  path[length > 0 ? length : 0] = 0;
}

static int ours(int fd)
{
  char path[4096];
  path_of(fd, path);
  return strstr(path, ".sqlite") != NULL && strstr(path, ".sqlite-shm") == NULL && strstr(path, ".lock") == NULL;
}

static int unsynced(int fd)
{
  char path[4096];
  const char *keys;
  if (!ours(fd)) return 0;
  if (flagged("sync")) return 1;
  path_of(fd, path);
  keys = strstr(path, ".sqlite.keys");
  if (keys == NULL) return 0;
  return strchr(keys, '/') == NULL ? flagged("keyring") : flagged("keys");
}

static int refused(int fd, off_t end)
{
  struct stat found;
  if (!ours(fd)) return 0;
  if (flagged("brimful")) return fstat(fd, &found) == 0 && end > found.st_size ? ENOSPC : 0;
  if (flagged("full")) return ENOSPC;
  if (flagged("readonly")) return EROFS;
  return 0;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

/* Counts what would be done to our files, and ends the process where the flag says so; of a write, half may be done before. */
static void last_one(int fd, const void *bytes, size_t size, off_t at)
{
  static atomic_int calls;
  char text[64];
  int wanted;
  if (!ours(fd) || !flag_says(text)) return;
  if (sscanf(text, "kill %d", &wanted) != 1 && sscanf(text, "tear %d", &wanted) != 1) return;
  if (atomic_fetch_add(&calls, 1) + 1 != wanted) return;
  if (text[0] == 't' && size > 0) REAL(pwrite64)(fd, bytes, size / 2, at);
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

int fsync(int fd)
{
  if (unsynced(fd)) { errno = EIO; return -1; }
  last_one(fd, NULL, 0, 0);
  return REAL(fsync)(fd);
}

int fdatasync(int fd)
{
  if (unsynced(fd)) { errno = EIO; return -1; }
  last_one(fd, NULL, 0, 0);
  return REAL(fdatasync)(fd);
}

ssize_t write(int fd, const void *bytes, size_t size)
{
  int error = refused(fd, lseek(fd, 0, SEEK_CUR) + (off_t)size);
  if (error) { errno = error; return -1; }
  last_one(fd, bytes, size, lseek(fd, 0, SEEK_CUR));
  return REAL(write)(fd, bytes, size);
}

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t at)
{
  int error = refused(fd, at + (off_t)size);
  if (error) { errno = error; return -1; }
  last_one(fd, bytes, size, at);
  return REAL(pwrite)(fd, bytes, size, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t at)
{
  int error = refused(fd, at + (off_t)size);
  if (error) { errno = error; return -1; }
  last_one(fd, bytes, size, at);
  return REAL(pwrite64)(fd, bytes, size, at);
}

/* Whether the path lies in the flag file's folder and is opened for writing. */
static int sealed(const char *path, int flags)
{
  const char *flag = getenv("FAULT_FLAG");
  const char *end = flag == NULL ? NULL : strrchr(flag, '/');
  if (end == NULL || (flags & (O_WRONLY | O_RDWR | O_CREAT)) == 0) return 0;
  return strncmp(path, flag, (size_t)(end - flag) + 1) == 0 && flagged("remounted");
}

STANDS_FOR_OPEN(open, sealed(path, flags) ? (errno = EROFS, -1) : REAL(open)(path, flags, mode))
STANDS_FOR_OPEN(open64, sealed(path, flags) ? (errno = EROFS, -1) : REAL(open64)(path, flags, mode))
