/* What a run found, by the flows' label: counts while it lasts, times also of what was under way. */

#include "generator.h"

#include <stdio.h>
#include <stdlib.h>

#define LABELS 128

/* Nanoseconds; grown as needed. */
struct times {
    uint64_t *values;
    size_t count, room;
};

static struct result {
    uint64_t deliveries, messages;
    struct times times[TIMES];
} results[LABELS];

static uint64_t frames;
static bool is_counting;
static double seconds;
static uint64_t busy_ns;

void begin_counting(void)
{
    for (int i = 0; i < LABELS; i++) {
        results[i].deliveries = results[i].messages = 0;
        for (int kind = 0; kind < TIMES; kind++)
            results[i].times[kind].count = 0;
    }
    frames = 0;
    is_counting = true;
    busy_ns = 0;
}

void count_frame(void)
{
    frames += is_counting;
}

void count_busy(uint64_t ns)
{
    busy_ns += is_counting ? ns : 0;
}

void count_delivery(char label)
{
    results[(int)label].deliveries += is_counting;
}

void count_message(char label)
{
    results[(int)label].messages += is_counting;
}

void keep_time(char label, int kind, uint64_t ns)
{
    struct times *times = &results[(int)label].times[kind];
    if (times->count == times->room) {
        times->room = times->room ? times->room * 2 : 1024;
        times->values = realloc(times->values, times->room * sizeof ns);
    }
    times->values[times->count++] = ns;
}

void end_counting(double after)
{
    is_counting = false;
    seconds = after;
}

static int ascending(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

static void print_times(const char *name, struct times *times)
{
    size_t count = times->count;
    if (count == 0)
        return;
    qsort(times->values, count, sizeof *times->values, ascending);
    printf(",\"%s\":{\"count\":%zu,\"p50\":%.4f,\"p99\":%.4f,\"max\":%.4f}", name, count,
           (double)times->values[count / 2] / 1e6, (double)times->values[count * 99 / 100] / 1e6,
           (double)times->values[count - 1] / 1e6);
}

void print_results(void)
{
    static const char *names[TIMES] = {"last_ms", "since_commit_ms", "ack_ms"};
    const char *comma = "";
    printf("{\"seconds\":%.4f,\"generator_busy\":%.3f,\"frames\":%llu,\"flows\":{", seconds,
           (double)busy_ns / 1e9 / seconds, (unsigned long long)frames);
    for (int i = 0; i < LABELS; i++) {
        struct result *each = &results[i];
        if (!each->deliveries && !each->messages)
            continue;
        printf("%s\"%c\":{\"deliveries\":%llu,\"messages\":%llu", comma, i,
               (unsigned long long)each->deliveries, (unsigned long long)each->messages);
        for (int kind = 0; kind < TIMES; kind++)
            print_times(names[kind], &each->times[kind]);
        printf("}");
        comma = ",";
    }
    printf("}}\n");
}
