/* RFC 6455 frames, and what a message means: a ping, an answer, or something to count. */

#define _GNU_SOURCE
#include "generator.h"

#include <stdio.h>
#include <string.h>

enum { TEXT_FRAME = 1, BINARY_FRAME = 2, CLOSE_FRAME = 8, PING_FRAME = 9, PONG_FRAME = 10 };

/* Client frames must be masked; the key of zeros masks and costs the server what any other does. */
size_t put_frame(char *out, int opcode, const char *text, size_t size)
{
    size_t head;
    out[0] = (char)(0x80 | opcode);
    if (size < 126) {
        out[1] = (char)(0x80 | size);
        head = 2;
    } else {
        out[1] = (char)(0x80 | 126);
        out[2] = (char)(size >> 8);
        out[3] = (char)size;
        head = 4;
    }
    memset(out + head, 0, 4);
    memcpy(out + head + 4, text, size);
    return head + 4 + size;
}

/* Four digits of the flow and eight of the message; in a text they stand between two '#'. */
void put_mark(char *out, unsigned flow, uint32_t sequence)
{
    uint64_t value = (uint64_t)flow * 100000000ull + sequence;
    for (int i = 11; i >= 0; i--, value /= 10)
        out[i] = (char)('0' + value % 10);
}

void greet(struct conn *conn)
{
    while (conn->step < conn->peer->step_count && conn->peer->steps[conn->step].is_sent) {
        char text[TEXT];
        size_t size = fill_in(text, conn->peer->steps[conn->step++].text, conn, -1);
        send_text(conn, text, size);
    }
    if (conn->step == conn->peer->step_count) {
        conn->state = READY;
        ready_count++;
    }
}

static bool is_equal(const char *text, size_t size, const char *other)
{
    return *other && strlen(other) == size && !memcmp(text, other, size);
}

static bool begins(const char *text, size_t size, const char *start)
{
    size_t length = strlen(start);
    return length && size >= length && !memcmp(text, start, length);
}

static void count_marks(struct conn *conn, const char *text, size_t size, uint64_t now)
{
    const char *end = text + size;
    while ((text = memchr(text, '#', (size_t)(end - text))) != NULL) {
        if (end - text < 14 || text[13] != '#')
            fail("socket %d: a broken mark: %.40s", conn->number, text);
        hear(conn, text + 1, now);
        text += 14;
    }
}

static void take_message(struct conn *conn, const char *text, size_t size, uint64_t now)
{
    const struct peer *peer = conn->peer;
    if (is_equal(text, size, peer->ping)) {
        send_text(conn, peer->pong, strlen(peer->pong));
    } else if (conn->state == GREETING) {
        if (memmem(text, size, "\"error\"", 7))
            fail("socket %d was refused: %.*s", conn->number, (int)(size < 200 ? size : 200), text);
        const char *expected = peer->steps[conn->step].text;
        if (memmem(text, size, expected, strlen(expected))) {
            conn->step++;
            greet(conn);
        }
    } else if (conn->sends && begins(text, size, peer->ack)) {
        acknowledge(conn, text + strlen(peer->ack), size - strlen(peer->ack), now);
    } else {
        count_marks(conn, text, size, now);
    }
}

/* A frame may carry several messages, a line each. */
static void take_text(struct conn *conn, const char *text, size_t size, uint64_t now)
{
    const char *newline;
    while ((newline = memchr(text, '\n', size)) != NULL) {
        take_message(conn, text, (size_t)(newline - text), now);
        size -= (size_t)(newline - text) + 1;
        text = newline + 1;
    }
    take_message(conn, text, size, now);
}

static void take_frame(struct conn *conn, int opcode, const char *text, size_t size, uint64_t now)
{
    if (opcode == TEXT_FRAME || opcode == BINARY_FRAME) {
        count_frame();
        take_text(conn, text, size, now);
    } else if (opcode == PING_FRAME)
        send_frame(conn, PONG_FRAME, text, size);
    else if (opcode == CLOSE_FRAME) {
        int code = size >= 2 ? (unsigned char)text[0] << 8 | (unsigned char)text[1] : 0;
        fail("socket %d was closed: %d %.*s", conn->number, code, size > 2 ? (int)size - 2 : 0,
             size > 2 ? text + 2 : "");
    } else if (opcode != PONG_FRAME)
        fail("socket %d: opcode %d is not expected", conn->number, opcode);
}

/* Take every whole frame; returns how many bytes they had. */
size_t take_frames(struct conn *conn, char *data, size_t size)
{
    size_t at = 0;
    uint64_t now = now_ns();
    while (size - at >= 2) {
        const unsigned char *frame = (const unsigned char *)data + at;
        size_t head = 2, length = frame[1] & 0x7f;
        if (frame[1] & 0x80 || !(frame[0] & 0x80) || frame[0] & 0x70)
            fail("socket %d: a masked, fragmented or extended frame", conn->number);
        if (length == 126) {
            if (size - at < 4)
                break;
            length = (size_t)frame[2] << 8 | frame[3];
            head = 4;
        } else if (length == 127) {
            if (size - at < 10)
                break;
            length = 0;
            for (int i = 2; i < 10; i++)
                length = length << 8 | frame[i];
            head = 10;
        }
        if (size - at < head + length)
            break;
        take_frame(conn, frame[0] & 0x0f, data + at + head, length, now);
        at += head + length;
    }
    return at;
}
