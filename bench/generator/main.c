/* Reads commands from stdin, a line each, and answers those that take time with a line of JSON.

   peer PORT PATH | sources N | header NAME: VALUE | send TEXT | expect TEXT | ping TEXT | pong TEXT
   ack TEXT | message TEXT      describe the server for the sockets that are opened next
   open GROUP COUNT             open sockets, greet, wait until all are ready
   flow LABEL SENDER GROUP WINDOW EVERY_US BY_ACK
                                the socket with number SENDER sends to the listeners of GROUP (-1: all
                                groups), so many under way; next when all have heard or, BY_ACK, at its answer
   window LABEL WINDOW          change it for all flows of this label; 0 silences them
   run WARM_MS MS LIMIT         let the flows run; after LIMIT messages each, if it is not 0, it ends
   idle MS | close              wait, answering pings | close everything and forget the flows
 */

#include "generator.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#define OPENING 64 /* handshakes under way at most */
#define OPEN_WITHIN 120000000000ull
#define EVENTS 512

struct conn **conns;
int conn_count, ready_count, epoll_fd;

static struct peer *described;
static char input[1 << 16];
static size_t input_size;
static bool is_input_over;

uint64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000ull + (uint64_t)t.tv_nsec;
}

void fail(const char *format, ...)
{
    char text[512];
    va_list values;
    va_start(values, format);
    vsnprintf(text, sizeof text, format, values);
    va_end(values);
    for (char *c = text; *c; c++)
        if (*c == '"' || *c == '\\' || (unsigned char)*c < ' ')
            *c = '\'';
    printf("{\"error\":\"%s\"}\n", text);
    fflush(stdout);
    exit(1);
}

static void read_input(void)
{
    ssize_t got = read(0, input + input_size, sizeof input - input_size - 1);
    if (got <= 0) {
        is_input_over = true;
        epoll_ctl(epoll_fd, EPOLL_CTL_DEL, 0, NULL);
    } else {
        input_size += (size_t)got;
    }
}

bool turn(int timeout_ms)
{
    struct epoll_event events[EVENTS];
    int count = epoll_wait(epoll_fd, events, EVENTS, timeout_ms);
    if (count < 0 && errno != EINTR)
        fail("epoll_wait: %s", strerror(errno));
    for (int i = 0; i < count; i++) {
        if (events[i].data.ptr == NULL)
            read_input();
        else
            on_socket(events[i].data.ptr, events[i].events);
    }
    return count > 0;
}

static void open_group(int group, int count)
{
    /* The sockets keep what is described now, whatever is described later. */
    struct peer *peer = malloc(sizeof *peer);
    *peer = *described;
    uint64_t began = now_ns();
    int target = conn_count + count;
    conns = realloc(conns, (size_t)target * sizeof *conns);
    while (ready_count < target) {
        while (conn_count < target && conn_count - ready_count < OPENING) {
            conns[conn_count] = open_socket(peer, conn_count, group);
            conn_count++;
        }
        turn(100);
        if (now_ns() - began > OPEN_WITHIN)
            fail("only %d of %d sockets were ready in time", ready_count, target);
    }
    printf("{\"open\":%d,\"seconds\":%.3f}\n", conn_count, (double)(now_ns() - began) / 1e9);
}

static void close_all(void)
{
    for (int i = 0; i < conn_count; i++)
        close_socket(conns[i]);
    free(conns);
    conns = NULL;
    conn_count = ready_count = 0;
    forget_flows();
    printf("{\"open\":0}\n");
}

static void add_step(bool is_sent, const char *text)
{
    if (described->step_count == STEPS)
        fail("a greeting has at most %d steps", STEPS);
    struct step *step = &described->steps[described->step_count++];
    step->is_sent = is_sent;
    snprintf(step->text, sizeof step->text, "%s", text);
}

static void idle(int ms)
{
    for (uint64_t until = now_ns() + (uint64_t)ms * 1000000; now_ns() < until;)
        turn(10);
    printf("{\"idle\":%d,\"open\":%d}\n", ms, ready_count);
}

static void obey(char *line)
{
    char *space = strchr(line, ' '), *rest = space ? space + 1 : "";
    int a, b, c, d, e;
    char label;
    if (space)
        *space = 0;
    if (!strcmp(line, "peer")) {
        memset(described, 0, sizeof *described);
        if (sscanf(rest, "%d %255s", &described->port, described->path) != 2)
            fail("peer PORT PATH");
    } else if (!strcmp(line, "sources"))
        described->sources = atoi(rest);
    else if (!strcmp(line, "header")) {
        size_t used = strlen(described->headers);
        snprintf(described->headers + used, sizeof described->headers - used, "%s\r\n", rest);
    } else if (!strcmp(line, "send") || !strcmp(line, "expect"))
        add_step(*line == 's', rest);
    else if (!strcmp(line, "ping"))
        snprintf(described->ping, sizeof described->ping, "%s", rest);
    else if (!strcmp(line, "pong"))
        snprintf(described->pong, sizeof described->pong, "%s", rest);
    else if (!strcmp(line, "ack"))
        snprintf(described->ack, sizeof described->ack, "%s", rest);
    else if (!strcmp(line, "message"))
        snprintf(described->message, sizeof described->message, "%s", rest);
    else if (!strcmp(line, "open") && sscanf(rest, "%d %d", &a, &b) == 2)
        open_group(a, b);
    else if (!strcmp(line, "flow") &&
             sscanf(rest, "%c %d %d %d %d %d", &label, &a, &b, &c, &d, &e) == 6 && a < conn_count)
        add_flow(label, conns[a], b, c, d, e);
    else if (!strcmp(line, "window") && sscanf(rest, "%c %d", &label, &a) == 2)
        set_window(label, a);
    else if (!strcmp(line, "run") && sscanf(rest, "%d %d %d", &a, &b, &c) == 3)
        run(a, b, c);
    else if (!strcmp(line, "idle"))
        idle(atoi(rest));
    else if (!strcmp(line, "close"))
        close_all();
    else
        fail("not a command: %.60s %.60s", line, rest);
    fflush(stdout);
}

int main(void)
{
    described = calloc(1, sizeof *described);
    epoll_fd = epoll_create1(0);
    struct epoll_event stdin_event = {.events = EPOLLIN, .data.ptr = NULL};
    if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, 0, &stdin_event) < 0)
        fail("stdin must be a pipe");
    for (;;) {
        char *end;
        while ((end = memchr(input, '\n', input_size)) != NULL) {
            char line[sizeof input];
            size_t size = (size_t)(end - input);
            memcpy(line, input, size);
            line[size] = 0;
            input_size -= size + 1;
            memmove(input, end + 1, input_size);
            obey(line);
        }
        if (is_input_over)
            return 0;
        turn(-1);
    }
}
