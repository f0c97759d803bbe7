/* One websocket each: connect, upgrade, greet, read, write. */

#define _GNU_SOURCE
#include "generator.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

/* The nonce of RFC 6455, section 1.3, and the answer that it gives for it. */
#define KEY "dGhlIHNhbXBsZSBub25jZQ=="
#define ACCEPT "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
#define BUFFER (1 << 20)

static char buffer[BUFFER + 1]; /* shared: a socket keeps only what is left of a frame */

static void watch(struct conn *conn, int operation, uint32_t events)
{
    /* Edge-triggered: a read that did not fill the buffer has taken everything. */
    struct epoll_event event = {.events = events | EPOLLET, .data.ptr = conn};
    if (epoll_ctl(epoll_fd, operation, conn->fd, &event) < 0)
        fail("epoll_ctl: %s", strerror(errno));
}

struct conn *open_socket(const struct peer *peer, int number, int group)
{
    struct conn *conn = calloc(1, sizeof *conn);
    conn->peer = peer;
    conn->number = number;
    conn->group = group;
    conn->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (conn->fd < 0)
        fail("socket: %s", strerror(errno));
    int on = 1;
    setsockopt(conn->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    /* A reset at the end, so that thousands of ports do not stay in TIME_WAIT. */
    struct linger abortive = {.l_onoff = 1, .l_linger = 0};
    setsockopt(conn->fd, SOL_SOCKET, SO_LINGER, &abortive, sizeof abortive);
    if (peer->sources > 0) {
        uint32_t source = 0x7f000002u + (uint32_t)(number % peer->sources);
        struct sockaddr_in from = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(source)};
        setsockopt(conn->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
        if (bind(conn->fd, (struct sockaddr *)&from, sizeof from) < 0)
            fail("bind: %s", strerror(errno));
    }
    struct sockaddr_in to = {
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)peer->port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    if (connect(conn->fd, (struct sockaddr *)&to, sizeof to) < 0 && errno != EINPROGRESS)
        fail("connect: %s", strerror(errno));
    watch(conn, EPOLL_CTL_ADD, EPOLLIN | EPOLLOUT);
    return conn;
}

void close_socket(struct conn *conn)
{
    close(conn->fd);
    free(conn->rest);
    free(conn->waiting);
    free(conn);
}

static void write_out(struct conn *conn, const char *data, size_t size)
{
    if (conn->waiting_size == 0) {
        ssize_t sent = send(conn->fd, data, size, MSG_NOSIGNAL);
        if (sent < 0 && errno != EAGAIN)
            fail("socket %d could not send: %s", conn->number, strerror(errno));
        if (sent > 0) {
            data += sent;
            size -= (size_t)sent;
        }
        if (size == 0)
            return;
        watch(conn, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT);
    }
    conn->waiting = realloc(conn->waiting, conn->waiting_size + size);
    memcpy(conn->waiting + conn->waiting_size, data, size);
    conn->waiting_size += size;
}

void send_frame(struct conn *conn, int opcode, const char *text, size_t size)
{
    static char frame[TEXT + 16];
    write_out(conn, frame, put_frame(frame, opcode, text, size));
}

void send_text(struct conn *conn, const char *text, size_t size)
{
    send_frame(conn, 1, text, size);
}

/* Fill {conn}, {group} and, in a flow's message, {id}, {digits} and {uuid} in; returns the size. */
size_t fill_in(char *out, const char *text, const struct conn *conn, int64_t sequence)
{
    char *end = out;
    while (*text) {
        if (end - out > TEXT - 64)
            fail("a message is longer than %d bytes", TEXT);
        if (!strncmp(text, "{conn}", 6)) {
            end += sprintf(end, "%d", conn->number);
            text += 6;
        } else if (!strncmp(text, "{group}", 7)) {
            end += sprintf(end, "%d", conn->group);
            text += 7;
        } else if (sequence >= 0 && !strncmp(text, "{id}", 4)) {
            end += sprintf(end, "%lld", (long long)sequence + FIRST_ID);
            text += 4;
        } else if (sequence >= 0 && !strncmp(text, "{uuid}", 6)) {
            end += sprintf(end, "00000000-0000-4000-8000-");
            put_mark(end, conn->sends_as, (uint32_t)sequence);
            end += 12;
            text += 6;
        } else if (sequence >= 0 && !strncmp(text, "{digits}", 8)) {
            put_mark(end, conn->sends_as, (uint32_t)sequence);
            end += 12;
            text += 8;
        } else
            *end++ = *text++;
    }
    *end = 0;
    return (size_t)(end - out);
}

static void on_writable(struct conn *conn)
{
    if (conn->state == CONNECTING) {
        int error = 0;
        socklen_t size = sizeof error;
        getsockopt(conn->fd, SOL_SOCKET, SO_ERROR, &error, &size);
        if (error)
            fail("socket %d could not connect: %s", conn->number, strerror(error));
        char path[TEXT], request[TEXT * 2];
        fill_in(path, conn->peer->path, conn, -1);
        char headers[TEXT];
        fill_in(headers, conn->peer->headers, conn, -1);
        int length = snprintf(request, sizeof request,
                              "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\n"
                              "Connection: Upgrade\r\nSec-WebSocket-Key: " KEY
                              "\r\nSec-WebSocket-Version: 13\r\n%s\r\n",
                              path, conn->peer->port, headers);
        conn->state = UPGRADING;
        watch(conn, EPOLL_CTL_MOD, EPOLLIN);
        write_out(conn, request, (size_t)length);
        return;
    }
    ssize_t sent = send(conn->fd, conn->waiting, conn->waiting_size, MSG_NOSIGNAL);
    if (sent < 0 && errno != EAGAIN)
        fail("socket %d could not send: %s", conn->number, strerror(errno));
    if (sent > 0) {
        conn->waiting_size -= (size_t)sent;
        memmove(conn->waiting, conn->waiting + sent, conn->waiting_size);
    }
    if (conn->waiting_size == 0)
        watch(conn, EPOLL_CTL_MOD, EPOLLIN);
}

/* Returns the size of the server's answer to the upgrade, 0 while it is not whole. */
static size_t take_upgrade(struct conn *conn, char *data, size_t size)
{
    char *end = memmem(data, size, "\r\n\r\n", 4);
    if (end == NULL)
        return 0;
    *end = 0;
    if (strncmp(data, "HTTP/1.1 101", 12) || !strstr(data, ACCEPT))
        fail("socket %d was not upgraded: %.80s", conn->number, data);
    conn->state = GREETING;
    greet(conn);
    return (size_t)(end - data) + 4;
}

/* Returns whether there may be more to read. */
static bool read_some(struct conn *conn)
{
    size_t size = conn->rest_size;
    if (size)
        memcpy(buffer, conn->rest, size);
    ssize_t got = recv(conn->fd, buffer + size, BUFFER - size, 0);
    if (got < 0 && errno == EAGAIN)
        return false;
    if (got <= 0)
        fail("socket %d was closed: %s", conn->number, got ? strerror(errno) : "end of stream");
    size += (size_t)got;
    bool is_full = size == BUFFER;
    size_t taken = conn->state == UPGRADING ? take_upgrade(conn, buffer, size) : 0;
    if (conn->state >= GREETING)
        taken += take_frames(conn, buffer + taken, size - taken);
    size_t left = size - taken;
    if (left == 0 && conn->rest_size == 0)
        return is_full;
    if (left == BUFFER)
        fail("a frame is larger than %d bytes", BUFFER);
    free(conn->rest);
    conn->rest = left ? memcpy(malloc(left), buffer + taken, left) : NULL;
    conn->rest_size = left;
    return is_full;
}

void on_socket(struct conn *conn, uint32_t events)
{
    if (events & EPOLLOUT)
        on_writable(conn);
    if (events & (EPOLLIN | EPOLLHUP | EPOLLERR))
        while (read_some(conn))
            ;
}
