/* A point-to-point link between two network namespaces, with delay, loss, rate and outages.
 *
 *   link NAMESPACE_A DEVICE_A NAMESPACE_B DEVICE_B
 *
 * It makes a TUN device in each namespace and carries packets between them through one queue a direction. It prints
 * "ready"; then every line "DELAY_MS LOSS_PERCENT RATE_KBIT DOWN" on stdin sets both directions and is answered with
 * "ok". It ends when stdin ends. Packets are never reordered.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#define QUEUE_PACKETS 8192
#define PACKET_BYTES 2048
#define NANOSECONDS 1000000000LL
#define READS_PER_WAKE 64 /* so that a flood in one direction cannot starve the other */

struct packet {
    int64_t due;
    ssize_t length;
    char bytes[PACKET_BYTES];
};

struct direction {
    int from, to;
    struct packet *queue;
    int head, count;
    int64_t line_free; /* when the last queued packet has left a line of limited rate */
};

static double delay_ms, loss_percent, rate_kbit;
static int down;

static int64_t now(void) {
    struct timespec clock;
    clock_gettime(CLOCK_MONOTONIC, &clock);
    return clock.tv_sec * NANOSECONDS + clock.tv_nsec;
}

static void die(const char *what) {
    perror(what);
    exit(1);
}

static int open_tun(const char *namespace, const char *device) {
    char path[256];
    snprintf(path, sizeof path, "/run/netns/%s", namespace);
    int there = open(path, O_RDONLY | O_CLOEXEC);
    if (there < 0 || setns(there, CLONE_NEWNET)) die(path);
    close(there);
    int tun = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (tun < 0) die("/dev/net/tun");
    struct ifreq request = {.ifr_flags = IFF_TUN | IFF_NO_PI};
    snprintf(request.ifr_name, sizeof request.ifr_name, "%s", device);
    if (ioctl(tun, TUNSETIFF, &request)) die(device);
    return tun;
}

static int64_t arrival(struct direction *way, ssize_t length) {
    int64_t due = now();
    if (rate_kbit > 0) {
        if (way->line_free < due) way->line_free = due;
        way->line_free += (int64_t)(length * 8 * 1e6 / rate_kbit);
        due = way->line_free;
    }
    due += (int64_t)(delay_ms * 1e6);
    if (way->count) {
        int64_t previous = way->queue[(way->head + way->count - 1) % QUEUE_PACKETS].due;
        if (due < previous) due = previous;
    }
    return due;
}

static void receive(struct direction *way) {
    for (int reads = 0; reads < READS_PER_WAKE; reads++) {
        struct packet *slot = &way->queue[(way->head + way->count) % QUEUE_PACKETS];
        ssize_t length = read(way->from, slot->bytes, PACKET_BYTES);
        if (length <= 0) return;
        if (down || drand48() * 100 < loss_percent || way->count == QUEUE_PACKETS - 1) continue;
        slot->due = arrival(way, length);
        slot->length = length;
        way->count++;
    }
}

static void deliver(struct direction *way) {
    int64_t moment = now();
    while (way->count && way->queue[way->head].due <= moment) {
        struct packet *first = &way->queue[way->head];
        /* A device that is down refuses the packet: it is lost, as on a pulled cable. */
        if (!down && write(way->to, first->bytes, first->length) < 0 && errno == EBADF) die("write");
        way->head = (way->head + 1) % QUEUE_PACKETS;
        way->count--;
    }
}

static int64_t next_due(const struct direction *ways) {
    int64_t next = INT64_MAX;
    for (int i = 0; i < 2; i++)
        if (ways[i].count && ways[i].queue[ways[i].head].due < next) next = ways[i].queue[ways[i].head].due;
    return next;
}

static void wait_for_work(struct direction *ways, struct pollfd *polled) {
    int64_t next = next_due(ways), pause = next == INT64_MAX ? 0 : next - now();
    struct timespec limit = {pause > 0 ? pause / NANOSECONDS : 0, pause > 0 ? pause % NANOSECONDS : 0};
    if (ppoll(polled, 3, next == INT64_MAX ? NULL : &limit, NULL) < 0 && errno != EINTR) die("ppoll");
}

static void obey(void) {
    char line[256];
    if (!fgets(line, sizeof line, stdin)) exit(0);
    if (sscanf(line, "%lf %lf %lf %d", &delay_ms, &loss_percent, &rate_kbit, &down) != 4) exit(2);
    puts("ok");
}

int main(int count, char **words) {
    if (count != 5) return 2;
    setvbuf(stdout, NULL, _IOLBF, 0);
    srand48(1); /* the same losses in every run */
    int one = open_tun(words[1], words[2]), other = open_tun(words[3], words[4]);
    struct direction ways[2] = {{.from = one, .to = other}, {.from = other, .to = one}};
    for (int i = 0; i < 2; i++)
        if (!(ways[i].queue = calloc(QUEUE_PACKETS, sizeof *ways[i].queue))) die("calloc");
    puts("ready");
    struct pollfd polled[3] = {{one, POLLIN, 0}, {other, POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}};
    for (;;) {
        wait_for_work(ways, polled);
        for (int i = 0; i < 2; i++) receive(&ways[i]);
        for (int i = 0; i < 2; i++) deliver(&ways[i]);
        if (polled[2].revents) obey();
    }
}
