/* A fan-out server that does nothing else: what the generator and the kernel can take at most.

   raw PORT BATCH    /publish publishes, everybody else listens. A frame of the publisher is written
                     to each listener, BATCH of them with one write. Frames must arrive whole. */

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define SOCKETS 20000
#define ANSWER                                                                                     \
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"            \
    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"

static int listeners[SOCKETS], listener_count, batch, batched;
static bool is_open[SOCKETS], is_publisher[SOCKETS];
static char pending[1 << 20], input[1 << 16];
static size_t pending_size;

static void publish(const char *text, size_t size)
{
    char *head = pending + pending_size;
    head[0] = (char)0x81;
    head[1] = (char)(size < 126 ? size : 126);
    head[2] = (char)(size >> 8);
    head[3] = (char)size;
    size_t head_size = size < 126 ? 2 : 4;
    memcpy(head + head_size, text, size);
    pending_size += head_size + size;
    if (++batched < batch)
        return;
    for (int i = 0; i < listener_count; i++)
        if (write(listeners[i], pending, pending_size) != (ssize_t)pending_size)
            exit(1);
    pending_size = 0;
    batched = 0;
}

static void take_frames(size_t size)
{
    for (size_t at = 0; at < size;) {
        unsigned char *frame = (unsigned char *)input + at;
        size_t length = frame[1] & 0x7f, head = 6;
        if (length == 126) {
            length = (size_t)frame[2] << 8 | frame[3];
            head = 8;
        }
        if (at + head + length > size)
            exit(1);
        publish(input + at + head, length); /* the generator's key is zero */
        at += head + length;
    }
}

static void on_socket(int fd)
{
    ssize_t got = read(fd, input, sizeof input);
    if (got <= 0 && is_open[fd])
        exit(0); /* the measurement is over */
    if (got <= 0) {
        close(fd); /* somebody looked whether we are there */
    } else if (is_publisher[fd]) {
        take_frames((size_t)got);
    } else if (!is_open[fd]) {
        is_open[fd] = true;
        is_publisher[fd] = memmem(input, (size_t)got, "GET /publish", 12) != NULL;
        if (!is_publisher[fd])
            listeners[listener_count++] = fd;
        if (write(fd, ANSWER, sizeof ANSWER - 1) < 0)
            exit(1);
    }
}

int main(int count, char **words)
{
    if (count != 3)
        return 2;
    batch = atoi(words[2]);
    struct sockaddr_in here = {
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)atoi(words[1])),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    int on = 1, server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), epoll = epoll_create1(0);
    setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(server, (struct sockaddr *)&here, sizeof here) < 0 || listen(server, 1024) < 0)
        return 1;
    struct epoll_event event = {.events = EPOLLIN, .data.fd = server}, events[64];
    epoll_ctl(epoll, EPOLL_CTL_ADD, server, &event);
    for (;;) {
        int found = epoll_wait(epoll, events, 64, -1);
        for (int i = 0; i < found; i++) {
            int fd = events[i].data.fd;
            if (fd != server) {
                on_socket(fd);
                continue;
            }
            fd = accept4(server, NULL, NULL, SOCK_CLOEXEC);
            if (fd < 0 || fd >= SOCKETS)
                return 1;
            setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            event = (struct epoll_event){.events = EPOLLIN, .data.fd = fd};
            epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
        }
    }
}
