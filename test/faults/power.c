#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>
#include "open.h"

/* Loaded before libc: writes down what the disk has not got yet, so that power.ts can take it away again after a kill. Everything goes
   through to the real files, which the process reads; but before it does, what it takes the place of is added to the log of
   POWER_LOG (a folder on the same file system), for files and folders below POWER_DATA. What fsync and fdatasync let through is added as well.
   As soon as there is a file "cut" in the log's folder, with a number N in it, the process ends by SIGKILL instead of the Nth sync from
   then on. POWER_SKIPS is part of a path whose syncs do nothing, to see what would be lost without them.
   Files that SQLite maps (-shm) or only locks (.lock) hold nothing that must last, and are left out. Every call is made by its number. */

enum { WRITE = 1, TRUNCATE, SYNC, CREATE, UNLINK, RENAME, MKDIR };

/* Little-endian as it lies in memory; followed by so many bytes of `first`, and of `second`. */
struct record {
  uint32_t kind, first, second, spare;
  uint64_t inode, at, size, length, upto;
};

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static int log_fd = -1;
static int log_folder = -1;
static uint64_t logged;

static void give_up(const char *why)
{
  dprintf(2, "power: %s: %s\n", why, strerror(errno));
  abort();
}

static const char *data_folder(void)
{
  const char *folder = getenv("POWER_DATA");
  return folder != NULL && getenv("POWER_LOG") != NULL ? folder : NULL;
}

/* The end of the last whole record: a process may have been killed in the middle of writing one, before it did what the record says. */
static off_t whole_records(off_t size)
{
  struct record record;
  off_t place = 0, next;
  while (syscall(SYS_pread64, log_fd, &record, sizeof record, place) == (long)sizeof record) {
    next = place + (off_t)(sizeof record) + record.first + record.second;
    if (next > size) break;
    place = next;
  }
  return place;
}

/* Opened when there is something to write down: of the servers that are started ahead only one has the files. */
static void open_log(void)
{
  struct stat found;
  if (log_fd >= 0) return;
  log_folder = (int)syscall(SYS_openat, AT_FDCWD, getenv("POWER_LOG"), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  log_fd = (int)syscall(SYS_openat, log_folder, "log", O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (log_folder < 0 || log_fd < 0 || fstat(log_fd, &found) != 0) give_up("its log");
  logged = (uint64_t)whole_records(found.st_size);
  /* What is added to half a record could not be read again. */
  if (syscall(SYS_ftruncate, log_fd, (off_t)logged) != 0) give_up("its log");
}

static void add(struct record *record, const void *first, size_t first_size, const void *second, size_t second_size)
{
  struct iovec parts[3] = {{record, sizeof *record}, {(void *)first, first_size}, {(void *)second, second_size}};
  size_t whole = sizeof *record + first_size + second_size;
  open_log();
  record->first = (uint32_t)first_size;
  record->second = (uint32_t)second_size;
  if (syscall(SYS_writev, log_fd, parts, 3) != (long)whole) give_up("its log");
  logged += whole;
}

static int is_lasting(const char *path)
{
  const char *data = data_folder();
  size_t length = data == NULL ? 0 : strlen(data);
  size_t end = strlen(path);
  if (data == NULL || strncmp(path, data, length) != 0 || (path[length] != '/' && path[length] != 0)) return 0;
  if (end > 4 && strcmp(path + end - 4, "-shm") == 0) return 0;
  return strstr(path, ".lock") == NULL;
}

static void path_of(int fd, char path[4096])
{
  char link[64];
  ssize_t length;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  length = syscall(SYS_readlinkat, AT_FDCWD, link, path, 4095);
  path[length > 0 ? length : 0] = 0;
}

/* Whether the descriptor is of a file or folder that must last. */
static int lasts(int fd, struct stat *found)
{
  char path[4096];
  if (data_folder() == NULL || fd == log_fd || fstat(fd, found) != 0) return 0;
  if (!S_ISREG(found->st_mode) && !S_ISDIR(found->st_mode)) return 0;
  path_of(fd, path);
  return is_lasting(path);
}

static int is_skipped(int fd)
{
  const char *part = getenv("POWER_SKIPS");
  char path[4096];
  if (part == NULL) return 0;
  path_of(fd, path);
  return strstr(path, part) != NULL;
}

/* By the descriptor itself wherever it can be: to close another one of a database would let go of SQLite's locks. */
static size_t read_old(int fd, void *bytes, size_t size, off_t at)
{
  char link[64];
  size_t done = 0;
  int from = fd;
  if ((fcntl(fd, F_GETFL) & O_ACCMODE) == O_WRONLY) {
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    from = (int)syscall(SYS_openat, AT_FDCWD, link, O_RDONLY | O_CLOEXEC);
    if (from < 0) give_up("what was there");
  }
  while (done < size) {
    long got = syscall(SYS_pread64, from, (char *)bytes + done, size - done, at + (off_t)done);
    if (got <= 0) break;
    done += (size_t)got;
  }
  if (from != fd) syscall(SYS_close, from);
  return done;
}

/* A change of so many bytes from `at`; or of the size, to `at`. */
static void note_change(int fd, uint32_t kind, const struct stat *found, off_t at, size_t length)
{
  struct record record = {.kind = kind, .inode = found->st_ino, .at = (uint64_t)at, .size = (uint64_t)found->st_size, .length = length};
  size_t old = at >= found->st_size ? 0 : (size_t)(found->st_size - at);
  void *bytes;
  if (kind == WRITE && old > length) old = length;
  bytes = malloc(old + 1);
  if (bytes == NULL) give_up("memory");
  old = read_old(fd, bytes, old, at);
  add(&record, bytes, old, NULL, 0);
  free(bytes);
}

/* Writes by whatever call: `at` is -1 where the descriptor's own place counts. */
static ssize_t written(int fd, const struct iovec *parts, int count, off_t at)
{
  struct stat found;
  size_t length = 0;
  int noted;
  ssize_t done;
  for (int one = 0; one < count; one += 1) length += parts[one].iov_len;
  noted = length > 0 && lasts(fd, &found) && S_ISREG(found.st_mode);
  if (noted) {
    off_t from;
    pthread_mutex_lock(&turn);
    fstat(fd, &found);
    from = (fcntl(fd, F_GETFL) & O_APPEND) ? found.st_size : at >= 0 ? at : lseek(fd, 0, SEEK_CUR);
    note_change(fd, WRITE, &found, from, length);
  }
  if (at >= 0)
    done = count == 1 ? syscall(SYS_pwrite64, fd, parts[0].iov_base, parts[0].iov_len, at)
                      : syscall(SYS_pwritev, fd, parts, count, at, 0L);
  else
    done = count == 1 ? syscall(SYS_write, fd, parts[0].iov_base, parts[0].iov_len) : syscall(SYS_writev, fd, parts, count);
  if (noted) pthread_mutex_unlock(&turn);
  return done;
}

ssize_t write(int fd, const void *bytes, size_t size)
{
  struct iovec part = {(void *)bytes, size};
  return written(fd, &part, 1, -1);
}

ssize_t writev(int fd, const struct iovec *parts, int count) { return written(fd, parts, count, -1); }

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t at)
{
  struct iovec part = {(void *)bytes, size};
  return written(fd, &part, 1, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t at) { return pwrite(fd, bytes, size, at); }

ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t at) { return written(fd, parts, count, at); }

ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t at) { return written(fd, parts, count, at); }

int ftruncate(int fd, off_t size)
{
  struct stat found;
  int noted = lasts(fd, &found), done;
  if (noted) {
    pthread_mutex_lock(&turn);
    fstat(fd, &found);
    if (found.st_size != size) note_change(fd, TRUNCATE, &found, size, 0);
  }
  done = (int)syscall(SYS_ftruncate, fd, size);
  if (noted) pthread_mutex_unlock(&turn);
  return done;
}

int ftruncate64(int fd, off64_t size) { return ftruncate(fd, size); }

/* Counts syncs, and ends the process where the file says so. */
static void last_one(void)
{
  static atomic_int syncs;
  char text[16];
  ssize_t length;
  int fd = (int)syscall(SYS_openat, log_folder, "cut", O_RDONLY | O_CLOEXEC);
  if (fd < 0) return;
  length = syscall(SYS_read, fd, text, sizeof text - 1);
  syscall(SYS_close, fd);
  text[length > 0 ? length : 0] = 0;
  if (atomic_fetch_add(&syncs, 1) + 1 < atoi(text)) return;
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

/* What was written down before it began is on disk when it has ended well; what came meanwhile may be. */
static int synced(int fd, long call)
{
  struct stat found;
  struct record record = {.kind = SYNC};
  int noted = lasts(fd, &found), done;
  if (noted && is_skipped(fd)) return 0;
  if (noted) {
    pthread_mutex_lock(&turn);
    open_log();
    record.inode = found.st_ino;
    record.upto = logged;
    pthread_mutex_unlock(&turn);
    last_one();
  }
  done = (int)syscall(call, fd);
  if (noted && done == 0) {
    pthread_mutex_lock(&turn);
    add(&record, NULL, 0, NULL, 0);
    pthread_mutex_unlock(&turn);
  }
  return done;
}

int fsync(int fd) { return synced(fd, SYS_fsync); }

int fdatasync(int fd) { return synced(fd, SYS_fdatasync); }

/* The path from the root, by whatever folder the process is in; the last name may be of nothing. */
static void whole_path(const char *path, char whole[4096])
{
  char folder[4096], *name;
  if (path[0] == '/') {
    snprintf(whole, 4096, "%s", path);
    return;
  }
  folder[0] = 0;
  syscall(SYS_getcwd, folder, sizeof folder);
  name = (char *)path;
  while (strncmp(name, "./", 2) == 0) name += 2;
  snprintf(whole, 4096, "%.2040s/%.2040s", folder, name);
}

static int opened(const char *path, int flags, mode_t mode)
{
  char whole[4096];
  struct stat before, after;
  int changes = data_folder() != NULL && (flags & (O_CREAT | O_TRUNC)) != 0, there, fd;
  if (changes) {
    whole_path(path, whole);
    changes = is_lasting(whole);
  }
  if (!changes) return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
  pthread_mutex_lock(&turn);
  there = stat(path, &before) == 0;
  if (there && (flags & O_TRUNC) && (flags & O_EXCL) == 0 && before.st_size > 0) {
    int old = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
    if (old >= 0) {
      note_change(old, TRUNCATE, &before, 0, 0);
      syscall(SYS_close, old);
    }
  }
  fd = (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
  if (fd >= 0 && !there && fstat(fd, &after) == 0) {
    struct record record = {.kind = CREATE, .inode = after.st_ino};
    add(&record, whole, strlen(whole), NULL, 0);
  }
  pthread_mutex_unlock(&turn);
  return fd;
}

STANDS_FOR_OPEN(open, opened(path, flags, mode))
STANDS_FOR_OPEN(open64, opened(path, flags, mode))

/* A file that is about to lose its name keeps another one in the log's folder, by the place of its record. */
static void bury(const char *path)
{
  char grave[32];
  open_log();
  snprintf(grave, sizeof grave, "%llu", (unsigned long long)logged);
  if (syscall(SYS_linkat, AT_FDCWD, path, log_folder, grave, 0) != 0) give_up("a file that is removed");
}

int unlink(const char *path)
{
  char whole[4096];
  struct stat found;
  int done, noted;
  whole_path(path, whole);
  noted = is_lasting(whole) && lstat(path, &found) == 0;
  if (noted) {
    struct record record = {.kind = UNLINK, .inode = found.st_ino};
    pthread_mutex_lock(&turn);
    bury(path);
    add(&record, whole, strlen(whole), NULL, 0);
  }
  done = (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
  if (noted) pthread_mutex_unlock(&turn);
  return done;
}

int rename(const char *from, const char *to)
{
  char whole_from[4096], whole_to[4096];
  struct stat moved, target;
  int done, noted;
  whole_path(from, whole_from);
  whole_path(to, whole_to);
  noted = is_lasting(whole_from) && is_lasting(whole_to) && lstat(from, &moved) == 0;
  if (noted) {
    struct record record = {.kind = RENAME, .inode = moved.st_ino};
    pthread_mutex_lock(&turn);
    open_log();
    /* `size` says whether the new name was another file's. */
    record.size = lstat(to, &target) == 0;
    if (record.size) bury(to);
    add(&record, whole_from, strlen(whole_from), whole_to, strlen(whole_to));
  }
  done = (int)syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to);
  if (noted) pthread_mutex_unlock(&turn);
  return done;
}

int mkdir(const char *path, mode_t mode)
{
  char whole[4096];
  struct stat found;
  int done = (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
  whole_path(path, whole);
  if (done == 0 && is_lasting(whole) && stat(path, &found) == 0) {
    struct record record = {.kind = MKDIR, .inode = found.st_ino};
    pthread_mutex_lock(&turn);
    add(&record, whole, strlen(whole), NULL, 0);
    pthread_mutex_unlock(&turn);
  }
  return done;
}
