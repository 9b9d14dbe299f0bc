/* A WebSocket load generator on loopback: one thread, epoll, no allocation while it measures.
 *
 *   load PORT HANDSHAKES
 *
 * HANDSHAKES holds one client a line: the path, a tab, and one more header line or nothing. Commands come on stdin, one
 * a line, and each is answered on stdout with one line of JSON:
 *
 *   connect UPTO AT_ONCE           open clients until UPTO of them are open, AT_ONCE handshakes at a time
 *   idle SECONDS                   answer pings, and whatever else comes, for that long
 *   saturate MESSAGES SECONDS N    closed loop: N messages are always on their way
 *   pace MESSAGES SECONDS RATE     open loop: RATE messages a second
 *
 * MESSAGES is a file with one line a client: what that client sends. Each holds STAMP; its digits are overwritten with
 * the time of sending, and whoever receives it reads the delay from them. Both loops send for SECONDS and then wait for
 * what is still on its way, so that the CPU of a server can be divided by the messages it has really carried.
 *
 * A delay is from the moment of writing to the moment at which the kernel has the message for its receiver. So it holds
 * no time in which another program had this one's core: the kernel gives a core away for a whole tick, which is 4 ms at
 * 250 Hz. A server that stops reading cannot hide behind that: `blocked` counts the writes that had to wait for it.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define STAMP "@@0000000000000000000"
#define STAMP_DIGITS 19
#define BUFFER 16384
#define SECOND 1000000000ull
#define DRAIN (2 * SECOND)

enum state { CLOSED, CONNECTING, UPGRADING, OPEN };

struct client {
  enum state state;
  int fd, received;
  int frame_size, head_size, stamp; /* the stamp's digits begin at frame + head_size + stamp */
  char *handshake, *frame;
  char buffer[BUFFER];
};

static const unsigned char MASK[4] = {0x37, 0xfa, 0x21, 0x3d};
static struct client *clients;
static int client_count, opened, failed, epoll_fd, port;
static bool closed_loop;
static uint64_t stop_sending_at, sent, blocked, delivered, others;
static uint32_t *delays; /* tenths of a microsecond */
static size_t delay_capacity;

static void die(const char *what) {
  perror(what);
  exit(1);
}

static uint64_t clock_ns(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (uint64_t)now.tv_sec * SECOND + (uint64_t)now.tv_nsec;
}

static uint64_t now_ns(void) { return clock_ns(CLOCK_MONOTONIC); }

/* The clock by which the kernel tells when something has come. */
static uint64_t stamp_ns(void) { return clock_ns(CLOCK_REALTIME); }

/* --- sending ------------------------------------------------------------------------------------------------------ */

static void send_all(struct client *client, const char *data, size_t size) {
  while (size) {
    ssize_t written = send(client->fd, data, size, MSG_NOSIGNAL);
    if (written > 0) {
      data += written;
      size -= (size_t)written;
    } else if (errno == EAGAIN) {
      struct pollfd writable = {.fd = client->fd, .events = POLLOUT};
      blocked++;
      poll(&writable, 1, 1000);
    } else {
      return; /* the reading side sees the end of the connection */
    }
  }
}

/* RFC 6455 §5.2: a final frame, masked as every client's is. Returns its size; `out` has room for 14 bytes more. */
static int make_frame(char *out, int opcode, const char *payload, int size) {
  unsigned char *byte = (unsigned char *)out;
  *byte++ = (unsigned char)(0x80 | opcode);
  if (size < 126) {
    *byte++ = (unsigned char)(0x80 | size);
  } else {
    *byte++ = 0x80 | 126;
    *byte++ = (unsigned char)(size >> 8);
    *byte++ = (unsigned char)size;
  }
  memcpy(byte, MASK, 4);
  byte += 4;
  for (int i = 0; i < size; i++) byte[i] = (unsigned char)payload[i] ^ MASK[i % 4];
  return (int)(byte - (unsigned char *)out) + size;
}

static void send_message(struct client *client) {
  char *payload = client->frame + client->head_size;
  uint64_t stamp = stamp_ns();
  for (int i = client->stamp + STAMP_DIGITS - 1; i >= client->stamp; i--, stamp /= 10)
    payload[i] = (char)(('0' + stamp % 10) ^ MASK[i % 4]);
  send_all(client, client->frame, (size_t)client->frame_size);
  sent++;
}

/* --- receiving ---------------------------------------------------------------------------------------------------- */

static void end(struct client *client) {
  if (client->state == OPEN) opened--;
  failed++;
  client->state = CLOSED;
  close(client->fd);
}

static void record(uint64_t delay) {
  if (delivered == delay_capacity) {
    delay_capacity = delay_capacity ? 2 * delay_capacity : 1 << 20;
    delays = realloc(delays, delay_capacity * sizeof *delays);
    if (!delays) die("realloc");
  }
  delays[delivered++] = delay / 100 > UINT32_MAX ? UINT32_MAX : (uint32_t)(delay / 100);
}

static void on_frame(struct client *client, int opcode, const char *payload, int size, uint64_t came_at) {
  if (opcode == 9) {
    char pong[160];
    send_all(client, pong, (size_t)make_frame(pong, 10, payload, size));
    return;
  }
  const char *stamp = opcode == 1 ? memmem(payload, (size_t)size, "@@", 2) : NULL;
  if (!stamp) {
    others++;
    return;
  }
  uint64_t sent_at = 0;
  for (int i = 0; i < STAMP_DIGITS; i++) sent_at = sent_at * 10 + (uint64_t)(stamp[2 + i] - '0');
  record(came_at > sent_at ? came_at - sent_at : 0);
  if (closed_loop && now_ns() < stop_sending_at) send_message(client);
}

static int on_upgrade(struct client *client) {
  char *end_of_head = memmem(client->buffer, (size_t)client->received, "\r\n\r\n", 4);
  if (!end_of_head) return 0;
  if (strncmp(client->buffer, "HTTP/1.1 101", 12) != 0) {
    fprintf(stderr, "refused: %.*s\n", (int)(end_of_head - client->buffer), client->buffer);
    end(client);
    return 0;
  }
  client->state = OPEN;
  opened++;
  return (int)(end_of_head - client->buffer) + 4;
}

/* Handles what the buffer holds of complete frames, and keeps the rest. Servers do not mask. */
static void parse(struct client *client, uint64_t came_at) {
  int at = client->state == UPGRADING ? on_upgrade(client) : 0;
  while (client->state == OPEN && client->received - at >= 2) {
    const unsigned char *frame = (const unsigned char *)client->buffer + at;
    int head = 2, size = frame[1] & 127, available = client->received - at;
    if (size == 127) die("a frame of 64 KiB or more");
    if (size == 126) {
      if (available < 4) break;
      head = 4;
      size = frame[2] << 8 | frame[3];
    }
    if (available < head + size) break;
    on_frame(client, frame[0] & 15, (const char *)frame + head, size, came_at);
    at += head + size;
  }
  client->received -= at;
  memmove(client->buffer, client->buffer + at, (size_t)client->received);
}

/* Reads what has come, and when: the last of it (SO_TIMESTAMPNS, socket(7)). */
static ssize_t read_some(struct client *client, uint64_t *came_at) {
  struct iovec into = {client->buffer + client->received, (size_t)(BUFFER - client->received)};
  char control[CMSG_SPACE(sizeof(struct timespec))];
  struct msghdr message = {.msg_iov = &into, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
  ssize_t size = recvmsg(client->fd, &message, 0);
  struct cmsghdr *told = size > 0 ? CMSG_FIRSTHDR(&message) : NULL;
  if (told) {
    struct timespec time;
    memcpy(&time, CMSG_DATA(told), sizeof time);
    *came_at = (uint64_t)time.tv_sec * SECOND + (uint64_t)time.tv_nsec;
  }
  return size;
}

static void on_readable(struct client *client) {
  while (client->state >= UPGRADING) {
    uint64_t came_at = stamp_ns();
    ssize_t size = read_some(client, &came_at);
    if (size < 0 && errno == EAGAIN) return;
    if (size <= 0) {
      end(client);
      return;
    }
    client->received += (int)size;
    parse(client, came_at);
  }
}

/* --- connections -------------------------------------------------------------------------------------------------- */

static void start(int index) {
  struct client *client = &clients[index];
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  struct epoll_event event = {.events = EPOLLIN | EPOLLOUT, .data.u32 = (uint32_t)index};
  int on = 1;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  client->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  if (client->fd < 0) die("socket");
  setsockopt(client->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (setsockopt(client->fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on)) die("SO_TIMESTAMPNS");
  if (connect(client->fd, (struct sockaddr *)&address, sizeof address) && errno != EINPROGRESS) die("connect");
  client->state = CONNECTING;
  epoll_ctl(epoll_fd, EPOLL_CTL_ADD, client->fd, &event);
}

static void upgrade(struct client *client, int index) {
  struct epoll_event event = {.events = EPOLLIN, .data.u32 = (uint32_t)index};
  char request[BUFFER], *header = strchr(client->handshake, '\t');
  int size = snprintf(request, sizeof request,
                      "GET %.*s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n%s%s\r\n",
                      (int)(header - client->handshake), client->handshake, port, header + 1, header[1] ? "\r\n" : "");
  epoll_ctl(epoll_fd, EPOLL_CTL_MOD, client->fd, &event);
  client->state = UPGRADING;
  send_all(client, request, (size_t)size);
}

static void turn(int timeout_ms) {
  struct epoll_event events[256];
  int count = epoll_wait(epoll_fd, events, 256, timeout_ms);
  for (int i = 0; i < count; i++) {
    struct client *client = &clients[events[i].data.u32];
    if (client->state == CONNECTING && events[i].events & (EPOLLERR | EPOLLHUP)) end(client);
    else if (client->state == CONNECTING) upgrade(client, (int)events[i].data.u32);
    else on_readable(client);
  }
}

/* --- commands ----------------------------------------------------------------------------------------------------- */

static char **lines_of(const char *path, int *count) {
  FILE *file = fopen(path, "r");
  char **lines = NULL, *line = NULL;
  size_t capacity = 0;
  ssize_t size;
  if (!file) die(path);
  for (*count = 0; (size = getline(&line, &capacity, file)) >= 0; (*count)++) {
    if (size && line[size - 1] == '\n') line[size - 1] = 0;
    lines = realloc(lines, (size_t)(*count + 1) * sizeof *lines);
    lines[*count] = strdup(line);
  }
  free(line);
  fclose(file);
  return lines;
}

static void load_messages(const char *path) {
  int count;
  char **messages = lines_of(path, &count);
  for (int i = 0; i < client_count && i < count; i++) {
    struct client *client = &clients[i];
    char *stamp = strstr(messages[i], STAMP);
    int size = (int)strlen(messages[i]);
    if (!stamp || size > BUFFER / 2) die("a message without a stamp, or too long");
    free(client->frame);
    client->frame = malloc((size_t)size + 14);
    client->frame_size = make_frame(client->frame, 1, messages[i], size);
    client->head_size = client->frame_size - size;
    client->stamp = (int)(stamp - messages[i]) + 2;
    free(messages[i]);
  }
  free(messages);
}

static int by_size(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return (x > y) - (x < y);
}

static double quantile_ms(double share) {
  return delivered ? delays[(size_t)((double)(delivered - 1) * share)] / 1e4 : 0;
}

static void connect_clients(int upto, int at_once) {
  uint64_t give_up = now_ns() + 60 * SECOND;
  int next = opened + failed;
  while (opened + failed < upto && now_ns() < give_up) {
    while (next < upto && next - opened - failed < at_once) start(next++);
    turn(100);
  }
}

static void saturate(double seconds, int in_flight) {
  closed_loop = true;
  stop_sending_at = now_ns() + (uint64_t)(seconds * 1e9);
  for (int i = 0; i < in_flight; i++) send_message(&clients[i % client_count]);
  while (now_ns() < stop_sending_at) turn(10);
}

static void pace(double seconds, double rate) {
  uint64_t begin = now_ns(), count = (uint64_t)(seconds * rate), chosen = 12345;
  closed_loop = false;
  stop_sending_at = begin + (uint64_t)(seconds * 1e9);
  for (uint64_t i = 0; i < count;) {
    uint64_t due = begin + (uint64_t)((double)i * 1e9 / rate);
    if (now_ns() >= due) {
      chosen = chosen * 6364136223846793005ull + 1442695040888963407ull; /* Knuth's MMIX */
      send_message(&clients[(chosen >> 33) % (uint64_t)client_count]);
      i++;
    }
    turn(0); /* never sleeps: waking up late would be counted as the server's delay */
  }
}

static void drain(void) {
  uint64_t give_up = now_ns() + DRAIN;
  while (delivered < sent && now_ns() < give_up) turn(10);
}

static void run(char *line) {
  char path[4096];
  double seconds = 0;
  int a = 0, b = 0;
  uint64_t wall = now_ns(), cpu = clock_ns(CLOCK_PROCESS_CPUTIME_ID);
  sent = blocked = delivered = others = 0;
  if (sscanf(line, "connect %d %d", &a, &b) == 2) {
    connect_clients(a < client_count ? a : client_count, b);
  } else if (sscanf(line, "idle %lf", &seconds) == 1) {
    while (now_ns() < wall + (uint64_t)(seconds * 1e9)) turn(10);
  } else if (sscanf(line, "saturate %4095s %lf %d", path, &seconds, &a) == 3) {
    load_messages(path);
    saturate(seconds, a);
    drain();
  } else if (sscanf(line, "pace %4095s %lf %d", path, &seconds, &a) == 3) {
    load_messages(path);
    pace(seconds, a);
    drain();
  } else {
    fprintf(stderr, "unknown command: %s", line);
    exit(2);
  }
  cpu = clock_ns(CLOCK_PROCESS_CPUTIME_ID) - cpu;
  wall = now_ns() - wall;
  qsort(delays, delivered, sizeof *delays, by_size);
  printf("{\"open\":%d,\"failed\":%d,\"sent\":%lu,\"blocked\":%lu,\"delivered\":%lu,\"others\":%lu,\"cpu_s\":%.6f,"
         "\"wall_s\":%.6f,\"p50_ms\":%.4f,\"p99_ms\":%.4f,\"max_ms\":%.4f}\n",
         opened, failed, sent, blocked, delivered, others, (double)cpu / 1e9, (double)wall / 1e9, quantile_ms(0.5),
         quantile_ms(0.99), quantile_ms(1));
  fflush(stdout);
}

int main(int argc, char **argv) {
  struct rlimit files;
  char *line = NULL, **handshakes;
  size_t capacity = 0;
  if (argc != 3) die("usage: load PORT HANDSHAKES");
  port = atoi(argv[1]);
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  epoll_fd = epoll_create1(0);
  handshakes = lines_of(argv[2], &client_count);
  clients = calloc((size_t)client_count, sizeof *clients);
  for (int i = 0; i < client_count; i++) clients[i].handshake = handshakes[i];
  while (getline(&line, &capacity, stdin) >= 0) run(line);
  return 0;
}
