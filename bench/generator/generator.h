/* The load generator: websocket clients of any server, on one core, told what to do line by line. */

#ifndef GENERATOR_H
#define GENERATOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define STEPS 8          /* messages of a greeting, sent and expected */
#define FLOWS_HEARD 8    /* flows that one socket may listen to */
#define RING 1024        /* messages of one flow under way at most */
#define FIRST_ID 1000    /* {id} of a flow's first message */
#define TEXT 4096        /* longest message that we send */

/* How to talk to one kind of server. In texts {conn}, {group}, {id}, {digits}, {uuid} are filled in. */
struct peer {
    int port;
    int sources;              /* connect from so many addresses, from 127.0.0.2 on; 0: as it comes */
    char path[256];
    char headers[1024];       /* each with its \r\n */
    struct step { bool is_sent; char text[512]; } steps[STEPS];
    int step_count;
    char ping[64], pong[64];  /* a message equal to `ping` is answered by `pong` */
    char ack[64];             /* a sender's message that begins so is an answer; {id} follows it */
    char message[TEXT];       /* what a flow sends */
};

struct flow;

struct conn {
    int fd, number, group;
    enum { CONNECTING, UPGRADING, GREETING, READY } state;
    int step;                 /* next of the greeting */
    const struct peer *peer;
    char *rest;               /* a frame that has not arrived whole */
    size_t rest_size;
    char *waiting;            /* what the kernel did not take yet */
    size_t waiting_size;
    struct flow *sends;
    unsigned sends_as;        /* the number of that flow */
    struct heard { uint16_t flow; uint32_t next; } heard[FLOWS_HEARD];
    int heard_count;
};

/* sockets.c */
struct conn *open_socket(const struct peer *peer, int number, int group);
void close_socket(struct conn *conn);
void send_frame(struct conn *conn, int opcode, const char *text, size_t size);
void send_text(struct conn *conn, const char *text, size_t size);
void on_socket(struct conn *conn, uint32_t events);
size_t fill_in(char *out, const char *text, const struct conn *conn, int64_t sequence);

/* frames.c */
size_t take_frames(struct conn *conn, char *data, size_t size);
size_t put_frame(char *out, int opcode, const char *text, size_t size);
void put_mark(char *out, unsigned flow, uint32_t sequence);
void greet(struct conn *conn);

/* flows.c */
void add_flow(char label, struct conn *sender, int group, int window, int every_us, bool by_ack);
void set_window(char label, int window);
void hear(struct conn *conn, const char *mark, uint64_t now);
void acknowledge(struct conn *conn, const char *text, size_t size, uint64_t now);
void pump_all(uint64_t now);
void run(int warm_ms, int measured_ms, int limit);
void forget_flows(void);

/* results.c */
enum { LAST, SINCE_COMMIT, ACK, TIMES };
void begin_counting(void);
void count_frame(void);
void count_busy(uint64_t ns);
void count_delivery(char label);
void count_message(char label);
void keep_time(char label, int kind, uint64_t ns);
void end_counting(double seconds);
void print_results(void);

/* main.c */
extern struct conn **conns;
extern int conn_count, ready_count, epoll_fd;
/* Returns whether there was anything to do. */
bool turn(int timeout_ms);
uint64_t now_ns(void);
_Noreturn void fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
