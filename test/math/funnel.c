/*
 * funnel.c
 *	  Tests of src/math/funnel: the level and the times of a funnel, against all
 *	  sequences that there are, one by one.
 */
#include "math/funnel.h"

#include <string.h>

#include "tap.h"

#define MAX_EVENTS 9
#define MAX_STEPS 5

/* One step taken once; step 0 is a row that takes none. */
typedef struct Occurrence
{
	int64_t		time;
	int			step;
}			Occurrence;

/* Occurrences in the order in which they are read, and what may be taken. */
typedef struct Log
{
	Occurrence	at[2 * MAX_EVENTS * MAX_STEPS];
	int			n;
	int64_t		within;
	int			n_steps;
	int			modes;
}			Log;

/* The longest sequence; of several the one whose times come first. */
typedef struct Best
{
	int			level;
	int64_t		times[MAX_STEPS];
}			Best;

static bool
is_earlier(const int64_t * a, const int64_t * b, int n)
{
	for (int i = 0; i < n; i++)
		if (a[i] != b[i])
			return a[i] < b[i];
	return false;
}

/* Every sequence over the first n occurrences that goes on from this one. */
static void
try_all(const Log * log, int n, int64_t * times, int level, Best * best)
{
	if (level > best->level || (level == best->level && is_earlier(times, best->times, level)))
	{
		best->level = level;
		memcpy(best->times, times, (size_t) level * sizeof(int64_t));
	}
	for (int i = 0; i < n && level < log->n_steps; i++)
	{
		int64_t		time = log->at[i].time;

		if (log->at[i].step != level + 1)
			continue;
		if (level > 0 && (time < times[level - 1] || time - times[0] > log->within ||
						  (log->modes & FUNNEL_STRICT_INCREASE && time == times[level - 1])))
			continue;
		times[level] = time;
		try_all(log, n, times, level + 1, best);
	}
}

static Best
best_of(const Log * log, int n)
{
	Best		best = {0, {0}};
	int64_t		times[MAX_STEPS];

	try_all(log, n, times, 0, &best);
	return best;
}

/* How many occurrences a strict mode reads before it stops. */
static int
n_read(const Log * log)
{
	for (int i = 0; i < log->n; i++)
	{
		int			step = log->at[i].step;
		int			reached = best_of(log, i).level;

		if (log->modes & FUNNEL_STRICT_ORDER && reached > 0 && (step == 0 || step > reached + 1))
			return i;
		if (log->modes & FUNNEL_STRICT_DEDUPLICATION && step >= 2 && step <= reached)
			return i;
	}
	return log->n;
}

/* Events in the order that funnel_read() wants; returns how many. */
static int
random_events(unsigned long long *state, const Log * log, FunnelEvent *events)
{
	int			n = (int) (next_random(state) % (MAX_EVENTS + 1));
	uint32_t	all = ((uint32_t) 1 << log->n_steps) - 1;
	int64_t		time = -5;

	for (int i = 0; i < n; i++)
	{
		FunnelEvent *event = &events[i];
		bool		follows_foreign = i > 0 && events[i - 1].steps == 0;

		time += (int64_t) (next_random(state) % 4) + (follows_foreign ? 0 : 1);
		event->time = time;
		/* Mostly one step, now and then several. */
		event->steps = (uint32_t) 1 << next_random(state) % (unsigned) log->n_steps;
		if (next_random(state) % 4 == 0)
			event->steps |= (uint32_t) next_random(state) & all;
		event->repeated = 0;
		if (log->modes & FUNNEL_STRICT_DEDUPLICATION && next_random(state) % 8 == 0)
			event->repeated = event->steps & (uint32_t) next_random(state);
		if (log->modes & FUNNEL_STRICT_ORDER && next_random(state) % 8 == 0 &&
			!(follows_foreign && events[i - 1].time == time))
			event->steps = event->repeated = 0;
	}
	return n;
}

static void
add_occurrence(Log * log, int64_t time, int step)
{
	log->at[log->n].time = time;
	log->at[log->n].step = step;
	log->n++;
}

static void
fill_log(Log * log, const FunnelEvent *events, int n)
{
	log->n = 0;
	for (int i = 0; i < n; i++)
	{
		if (events[i].steps == 0)
			add_occurrence(log, events[i].time, 0);
		for (int step = 1; step <= log->n_steps; step++)
			for (int times = 0; times < 2; times++)
				if ((times == 0 ? events[i].steps : events[i].repeated) >> (step - 1) & 1)
					add_occurrence(log, events[i].time, step);
	}
}

static void
test_random(void)
{
	unsigned long long state = 27;
	const int	rounds = 80000;
	int			wrong_level = 0;
	int			wrong_times = 0;
	int			wrong_end = 0;
	int			levels[MAX_STEPS + 1] = {0};
	int			stopped[FUNNEL_ALL_MODES + 1] = {0};
	bool		all_levels = true;

	for (int round = 0; round < rounds; round++)
	{
		FunnelEvent events[MAX_EVENTS];
		FunnelScan	scan;
		Log			log;
		Best		best;
		int64_t		times[MAX_STEPS];
		bool		goes_on = true;
		int			n;

		log.modes = round % (FUNNEL_ALL_MODES + 1);
		log.n_steps = 1 + (int) (next_random(&state) % MAX_STEPS);
		log.within = 1 + (int64_t) (next_random(&state) % 14);
		n = random_events(&state, &log, events);
		fill_log(&log, events, n);
		best = best_of(&log, n_read(&log));
		stopped[log.modes] += best.level < best_of(&log, log.n).level;
		levels[best.level]++;

		/* In portions, and on where it need not: that may change nothing. */
		funnel_start(&scan, log.within, log.n_steps, log.modes);
		for (int i = 0; i < n;)
		{
			int			portion = 1 + (int) (next_random(&state) % (unsigned) (n - i));

			goes_on = funnel_read(&scan, events + i, (size_t) portion);
			i += portion;
		}
		funnel_times(&scan, events, times);
		wrong_level += funnel_level(&scan) != best.level;
		wrong_times += memcmp(times, best.times, (size_t) best.level * sizeof(int64_t)) != 0;
		wrong_end += goes_on && best.level == log.n_steps;
	}
	for (int i = 0; i <= MAX_STEPS; i++)
		all_levels = all_levels && levels[i] > 100;
	ok(wrong_level == 0, "the level is that of the longest of all sequences, %d logs", rounds);
	ok(wrong_times == 0, "the times are those of the one that comes first");
	ok(wrong_end == 0, "a complete sequence ends the reading");
	ok(all_levels, "the logs are of every level");
	ok(stopped[0] == 0 && stopped[FUNNEL_STRICT_INCREASE] == 0, "the first two modes stop nowhere");
	ok(stopped[FUNNEL_STRICT_ORDER] > 100 && stopped[FUNNEL_STRICT_DEDUPLICATION] > 100 &&
	   stopped[FUNNEL_ALL_MODES] > 100, "the other two stop before many a longer sequence");
}

static int
level_of(const FunnelEvent *events, size_t n, int64_t within, int n_steps, int modes)
{
	FunnelScan	scan;

	funnel_start(&scan, within, n_steps, modes);
	funnel_read(&scan, events, n);
	return funnel_level(&scan);
}

static void
test_extremes(void)
{
	FunnelEvent ends[] = {{INT64_MIN, 1, 0}, {INT64_MAX, 2, 0}};
	FunnelEvent apart[] = {{-1, 1, 0}, {INT64_MAX - 1, 2, 0}};
	FunnelEvent all[] = {{0, UINT32_MAX, 0}};
	FunnelEvent days[FUNNEL_MAX_STEPS];
	FunnelScan	scan;
	int64_t		times[FUNNEL_MAX_STEPS];
	bool		is_each = true;

	ok(level_of(NULL, 0, 1, 3, 0) == 0, "no events: level 0");
	ok(level_of(ends, 2, INT64_MAX, 2, 0) == 1, "a distance beyond 63 bits is longer than any window");
	ok(level_of(apart, 2, INT64_MAX, 2, 0) == 2, "the longest window is inclusive");
	ok(level_of(apart, 2, INT64_MAX - 1, 2, 0) == 1, "and one less is not enough");
	ok(level_of(all, 1, 1, FUNNEL_MAX_STEPS, 0) == FUNNEL_MAX_STEPS, "32 steps at one time");
	ok(level_of(all, 1, 1, FUNNEL_MAX_STEPS, FUNNEL_STRICT_INCREASE) == 1, "are one where times increase");

	for (int i = 0; i < FUNNEL_MAX_STEPS; i++)
	{
		days[i].time = i;
		days[i].steps = (uint32_t) 1 << i;
		days[i].repeated = 0;
	}
	ok(level_of(days, FUNNEL_MAX_STEPS, FUNNEL_MAX_STEPS - 1, FUNNEL_MAX_STEPS, FUNNEL_ALL_MODES) == FUNNEL_MAX_STEPS,
	   "32 steps one after the other");
	ok(level_of(days, FUNNEL_MAX_STEPS, FUNNEL_MAX_STEPS - 2, FUNNEL_MAX_STEPS, 0) == FUNNEL_MAX_STEPS - 1,
	   "the last of them too late");

	funnel_start(&scan, FUNNEL_MAX_STEPS, FUNNEL_MAX_STEPS, 0);
	funnel_read(&scan, days, FUNNEL_MAX_STEPS);
	funnel_times(&scan, days, times);
	for (int i = 0; i < FUNNEL_MAX_STEPS; i++)
		is_each = is_each && times[i] == i;
	ok(is_each, "each at its time");

	times[0] = 42;
	funnel_start(&scan, 1, 2, 0);
	funnel_read(&scan, days + 1, 1);
	funnel_times(&scan, days + 1, times);
	ok(funnel_level(&scan) == 0 && times[0] == 42, "level 0 has no times");
}

int
main(void)
{
	test_random();
	test_extremes();
	return done_testing();
}
