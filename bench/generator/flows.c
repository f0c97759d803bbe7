/* Flows: numbered messages from one sender to many listeners, each heard once and in order. */

#include "generator.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FLOWS 10000
#define DRAIN_WITHIN 30000000000ull
#define COMMITTED "\"committed_ns\":"

struct flow {
    char label;
    bool by_ack;
    unsigned number;
    struct conn *sender;
    int members, window;
    uint64_t every, due;
    uint32_t sent, acked, heard, limit;
    uint64_t sent_at[RING], committed_at[RING], heard_at[RING];
    int got[RING];
};

static struct flow *flows[FLOWS];
static unsigned flow_count;
static bool is_running, is_measuring;
static uint64_t measured_from;

void add_flow(char label, struct conn *sender, int group, int window, int every_us, bool by_ack)
{
    if (flow_count == FLOWS || sender->sends)
        fail("a socket sends one flow, and there are at most %d", FLOWS);
    struct flow *flow = calloc(1, sizeof *flow);
    flow->label = label & 127;
    flow->by_ack = by_ack;
    flow->number = flow_count;
    flow->sender = sender;
    flow->window = window;
    flow->every = (uint64_t)every_us * 1000;
    sender->sends = flow;
    sender->sends_as = flow->number;
    flows[flow_count++] = flow;
    for (int i = 0; i < conn_count; i++) {
        struct conn *conn = conns[i];
        if (conn->group != group && !(group == -1 && conn != sender))
            continue;
        if (conn->heard_count == FLOWS_HEARD)
            fail("a socket hears at most %d flows", FLOWS_HEARD);
        conn->heard[conn->heard_count++] = (struct heard){.flow = (uint16_t)flow->number};
        flow->members++;
    }
}

void set_window(char label, int window)
{
    for (unsigned i = 0; i < flow_count; i++)
        if (flows[i]->label == label)
            flows[i]->window = window;
}

void forget_flows(void)
{
    while (flow_count)
        free(flows[--flow_count]);
}

static void say(struct flow *flow, uint64_t now)
{
    static char text[TEXT];
    unsigned slot = flow->sent % RING;
    size_t size = fill_in(text, flow->sender->peer->message, flow->sender, flow->sent);
    flow->got[slot] = 0;
    flow->committed_at[slot] = flow->heard_at[slot] = 0;
    flow->sent_at[slot] = now;
    flow->sent++;
    send_text(flow->sender, text, size);
}

static void pump(struct flow *flow, uint64_t now)
{
    uint32_t finished = flow->by_ack ? flow->acked : flow->heard;
    while (is_running && flow->sent - finished < (uint32_t)flow->window &&
           flow->sent - flow->heard < RING - 1 && (!flow->limit || flow->sent < flow->limit)) {
        if (flow->every) {
            if (now < flow->due)
                return;
            flow->due = (flow->due && now - flow->due < flow->every ? flow->due : now) + flow->every;
        }
        say(flow, now);
    }
}

void pump_all(uint64_t now)
{
    for (unsigned i = 0; i < flow_count; i++)
        pump(flows[i], now);
}

static bool is_counted(const struct flow *flow, unsigned slot)
{
    return is_measuring && flow->sent_at[slot] >= measured_from;
}

static void note_since_commit(struct flow *flow, unsigned slot)
{
    if (flow->committed_at[slot] && flow->heard_at[slot] && is_counted(flow, slot)) {
        uint64_t heard = flow->heard_at[slot], committed = flow->committed_at[slot];
        keep_time(flow->label, SINCE_COMMIT, heard > committed ? heard - committed : 0);
    }
}

void hear(struct conn *conn, const char *mark, uint64_t now)
{
    unsigned number = 0;
    uint32_t sequence = 0;
    for (int i = 0; i < 4; i++)
        number = number * 10 + (unsigned)(mark[i] - '0');
    for (int i = 4; i < 12; i++)
        sequence = sequence * 10 + (uint32_t)(mark[i] - '0');
    struct heard *heard = conn->heard;
    while (heard < conn->heard + conn->heard_count && heard->flow != number)
        heard++;
    if (heard == conn->heard + conn->heard_count || number >= flow_count)
        fail("socket %d heard flow %u, which is not for it", conn->number, number);
    if (sequence != heard->next || sequence >= flows[number]->sent)
        fail("socket %d heard message %u where %u was next", conn->number, sequence, heard->next);
    heard->next++;

    struct flow *flow = flows[number];
    unsigned slot = sequence % RING;
    count_delivery(flow->label);
    if (++flow->got[slot] < flow->members)
        return;
    flow->heard++;
    flow->heard_at[slot] = now;
    if (!flow->by_ack)
        count_message(flow->label);
    if (is_counted(flow, slot))
        keep_time(flow->label, LAST, now - flow->sent_at[slot]);
    note_since_commit(flow, slot);
    pump(flow, now);
}

void acknowledge(struct conn *conn, const char *text, size_t size, uint64_t now)
{
    struct flow *flow = conn->sends;
    char copy[TEXT];
    snprintf(copy, sizeof copy, "%.*s", (int)(size < TEXT - 1 ? size : TEXT - 1), text);
    if (strstr(copy, "\"error\""))
        fail("socket %d was refused: %.200s", conn->number, copy);
    if (strtoul(copy, NULL, 10) != (unsigned long)flow->acked + FIRST_ID || flow->acked >= flow->sent)
        fail("socket %d: answer %.20s where %u was next", conn->number, copy, flow->acked + FIRST_ID);
    unsigned slot = flow->acked++ % RING;
    const char *committed = strstr(copy, COMMITTED);
    if (committed) {
        flow->committed_at[slot] = strtoull(committed + strlen(COMMITTED), NULL, 10);
        note_since_commit(flow, slot);
    }
    if (flow->by_ack)
        count_message(flow->label);
    if (is_counted(flow, slot))
        keep_time(flow->label, ACK, now - flow->sent_at[slot]);
    pump(flow, now);
}

static bool is_finished(bool is_limit_meant)
{
    for (unsigned i = 0; i < flow_count; i++) {
        const struct flow *flow = flows[i];
        bool has_answers = *flow->sender->peer->ack;
        if (flow->heard < flow->sent || (has_answers && flow->acked < flow->sent))
            return false;
        if (is_limit_meant && flow->window && flow->sent < flow->limit)
            return false;
    }
    return true;
}

static void spin(uint64_t until, bool is_limited)
{
    bool is_paced = false;
    for (unsigned i = 0; i < flow_count; i++)
        is_paced = is_paced || flows[i]->every;
    /* Never asleep: a thousand real listeners are not woken on the server's account either, and waking
       one idle virtual core from the other costs as much as several writes. */
    for (uint64_t now; (now = now_ns()) < until && !(is_limited && is_finished(true));) {
        bool is_busy = turn(0);
        if (is_paced)
            pump_all(now_ns());
        if (is_busy)
            count_busy(now_ns() - now);
    }
}

void run(int warm_ms, int measured_ms, int limit)
{
    for (unsigned i = 0; i < flow_count; i++) {
        flows[i]->limit = limit ? flows[i]->sent + (uint32_t)limit : 0;
        flows[i]->due = 0;
    }
    is_running = true;
    is_measuring = false;
    if (warm_ms) {
        uint64_t began = now_ns();
        pump_all(began);
        spin(began + (uint64_t)warm_ms * 1000000, false);
    }
    is_measuring = true;
    measured_from = now_ns();
    begin_counting();
    pump_all(measured_from);
    spin(measured_from + (uint64_t)measured_ms * 1000000, limit > 0);
    end_counting((double)(now_ns() - measured_from) / 1e9);
    is_running = false;
    for (uint64_t until = now_ns() + DRAIN_WITHIN; !is_finished(false);) {
        turn(10);
        if (now_ns() > until)
            fail("messages were lost: not every listener heard all of them");
    }
    print_results();
}
