/*
 * decay.c
 *	  Tests of src/math/decay: sums of decaying points in any order.
 *
 * Exact sums were computed with python fractions, decaying ones with mpmath
 * at 60 digits, over the same sequences of next_random().
 */
#include "math/decay.h"

#include "tap.h"

#define MAX_EVENTS 301
#define DAY INT64_C(86400000000)

typedef struct Event
{
	double		points;
	int64_t		at;
} Event;

typedef struct Total
{
	DecaySum	sum;
	int64_t		base;
	int			is_set;
} Total;

/* As score.c merges: both sides are seen from the newer base. */
static void
merge(Total *total, DecaySum sum, int64_t base)
{
	int64_t		newest = !total->is_set || base > total->base ? base : total->base;

	if (!total->is_set)
		total->sum = sum;
	else
		total->sum = decay_add(decay_rebase(total->sum, total->base, newest),
							   decay_rebase(sum, base, newest));
	total->base = newest;
	total->is_set = 1;
}

static Total
add_up(const Event *events, int n, int64_t half_life)
{
	Total		total = {{0.0, 0.0}, 0, 0};

	for (int i = 0; i < n; i++)
	{
		DecayTime	at = decay_time(events[i].at, half_life);

		merge(&total, decay_point(events[i].points, at), at.whole);
	}
	return total;
}

static void
shuffle(Event *events, int n, unsigned long long *state)
{
	for (int i = n - 1; i > 0; i--)
	{
		int			j = (int) (next_random(state) % (unsigned) (i + 1));
		Event		swapped = events[i];

		events[i] = events[j];
		events[j] = swapped;
	}
}

/* n * 2^-104 of the sum of the magnitudes, as at the newest base */
static double
error_bound(const Event *events, int n, int64_t base)
{
	double		magnitudes = 0.0;

	for (int i = 0; i < n; i++)
		magnitudes += ldexp(fabs(events[i].points), (int) (events[i].at - base));
	return n * ldexp(magnitudes, -104);
}

static double
distance(DecaySum a, double high, double low)
{
	return fabs((a.high - high) + (a.low - low));
}

static void
test_time(void)
{
	static const struct
	{
		int64_t		at;
		int64_t		half_life;
		int64_t		whole;
		double		rest;
	}			times[] = {
		{0, 10, 0, 0.0}, {9, 10, 0, 0.9}, {10, 10, 1, 0.0}, {-1, 10, -1, 0.9}, {-10, 10, -1, 0.0}, {-11, 10, -2, 0.9},
		{INT64_MAX, 1, INT64_MAX, 0.0}, {INT64_MIN, 1, INT64_MIN, 0.0}, {INT64_MAX, INT64_MAX, 1, 0.0},
		{3 * DAY + 5, DAY, 3, 5.787037037037037e-11}, {-3 * DAY, DAY, -3, 0.0}
	};
	int			good = 0;
	DecayTime	t;

	for (int i = 0; i < LENGTH(times); i++)
	{
		t = decay_time(times[i].at, times[i].half_life);
		good += t.whole == times[i].whole && agrees(t.rest, times[i].rest, 0.0, 1e-16, "rest", i);
	}
	ok(good == 11, "11 times as whole half-lives, rounded down, and a rest");
	t = decay_time(INT64_C(4611686018427387903), INT64_C(4611686018427387904));
	ok(t.whole == 0 && t.rest < 1.0 && t.rest > 0.9999999999999998, "a rest next to 1 stays below it");
	t = decay_time(INT64_MIN, INT64_MAX);
	ok(t.whole == -2 && t.rest < 1.0 && t.rest > 0.9999999999999998, "so it does at the end of the range");
}

static void
test_exact_sums(void)
{
	Event		events[MAX_EVENTS];
	unsigned long long state = 1;
	unsigned long long order = 7;
	double		worst = 0.0;
	double		bound;
	int			same_base = 1;
	int			n = 0;

	/* 300 events of -2^40 to 2^40 points, over 120 half-lives of 1 */
	for (; n < 300; n++)
	{
		events[n].points = (double) ((int64_t) (next_random(&state) % (1ULL << 41)) - (INT64_C(1) << 40));
		events[n].at = (int64_t) (next_random(&state) % 120);
	}
	bound = error_bound(events, n, 119);
	for (int i = 0; i < 200; i++)
	{
		Total		total;

		shuffle(events, n, &order);
		total = add_up(events, n, 1);
		same_base &= total.base == 119;
		worst = fmax(worst, distance(total.sum, -0x1.cb347f9c313cep+36, -0x1.07baecaaefd64p-20));
	}
	ok(same_base, "200 orders end at the newest event's half-life");
	ok(worst <= bound, "and within n * 2^-104 of the exact sum, of points of both signs");
	ok(bound < 1e-16, "which is a bound of 5e-17 on a sum of 1e11");

	/* 150 pairs that cancel, of up to 2^50 points, and one point of 39 half-lives ago */
	state = 2;
	for (n = 0; n < 300; n += 2)
	{
		events[n].points = (double) (next_random(&state) % (1ULL << 50) + 1);
		events[n].at = events[n + 1].at = (int64_t) (next_random(&state) % 40);
		events[n + 1].points = -events[n].points;
	}
	events[n].points = 1.0;
	events[n].at = 0;
	n++;
	bound = error_bound(events, n, 39);
	worst = 0.0;
	for (int i = 0; i < 200; i++)
	{
		shuffle(events, n, &order);
		worst = fmax(worst, distance(add_up(events, n, 1).sum, 0x1p-39, 0.0));
	}
	ok(worst <= bound, "200 orders of pairs that cancel leave 2^-39, within the bound");
}

static void
test_order(void)
{
	Event		events[MAX_EVENTS];
	unsigned long long state = 3;
	unsigned long long order = 11;
	DecaySum	first;
	double		worst = 0.0;
	double		apart = 0.0;
	Total		parts[7];
	Total		whole = {{0.0, 0.0}, 0, 0};
	Total		total;
	int			n = 200;

	/* 1 to 1000 points at any microsecond of 400 days, half-life 7 days, read after 500 */
	for (int i = 0; i < n; i++)
	{
		events[i].points = (double) (1 + next_random(&state) % 1000);
		events[i].at = (int64_t) (next_random(&state) % (unsigned long long) (400 * DAY));
	}
	first = add_up(events, n, 7 * DAY).sum;
	for (int i = 0; i < 100; i++)
	{
		shuffle(events, n, &order);
		total = add_up(events, n, 7 * DAY);
		worst = fmax(worst, fabs(decay_read(total.sum, total.base, decay_time(500 * DAY, 7 * DAY)) / 0.142733551004457388 - 1.0));
		apart = fmax(apart, distance(total.sum, first.high, first.low));
	}
	ok(worst < 1e-15 * 4, "200 events within a few last digits of the exact score, in 100 orders");
	ok(apart <= 2.0 * n * ldexp(first.high, -104), "the orders are within twice the bound of each other");

	for (int i = 0; i < 7; i++)
		parts[i] = add_up(events + i * 28, i == 6 ? n - 168 : 28, 7 * DAY);
	for (int i = 0; i < 7; i++)
		merge(&whole, parts[(i * 3) % 7].sum, parts[(i * 3) % 7].base);
	ok(distance(whole.sum, first.high, first.low) <= 2.0 * n * ldexp(first.high, -104), "so are seven parts merged");
}

static void
test_add(void)
{
	DecaySum	big = {1e15, 0.0};
	DecaySum	minus = {-1e15, 0.0};
	DecaySum	small = {1e-15, 0.0};
	DecaySum	s;

	s = decay_add(decay_add(big, small), minus);
	ok(s.high == 1e-15 && s.low == 0.0, "1e15 + 1e-15 - 1e15 is 1e-15");
	s = decay_add(decay_add(big, minus), small);
	ok(s.high == 1e-15 && s.low == 0.0, "in another order too");
	s = decay_add(big, small);
	ok(s.high + s.low == s.high && s.low == 1e-15, "the low part is below half a unit of the high one");
	s = decay_add(s, (DecaySum) {0.0, 0.0});
	ok(s.high == 1e15 && s.low == 1e-15, "nothing added changes nothing");
}

static void
test_rebase(void)
{
	DecaySum	sum = {1e300, 1e280};
	DecaySum	s;

	s = decay_rebase(sum, 5, 5);
	ok(s.high == 1e300 && s.low == 1e280, "the same base changes nothing");
	s = decay_rebase(sum, -3, 997);
	ok(s.high == ldexp(1e300, -1000) && s.low == ldexp(1e280, -1000), "1000 half-lives later it is 2^-1000 of it, exactly");
	s = decay_rebase(sum, 0, 1000000);
	ok(s.high == 0.0 && s.low == 0.0, "a million half-lives later nothing is left");
	s = decay_rebase(sum, INT64_MIN, INT64_MAX);
	ok(s.high == 0.0 && s.low == 0.0, "nor after 2^64");
	s = decay_rebase((DecaySum) {-1.0, 0.0}, 0, 1074);
	ok(s.high == -0x1p-1074 && s.low == 0.0, "1074 half-lives later -1 is the least float8");
}

static void
test_extremes(void)
{
	DecayTime	zero = decay_time(0, DAY);
	DecaySum	s = decay_point(1e15, zero);

	ok(decay_read(s, zero.whole, zero) == 1e15, "points at their own time");
	ok(decay_read(s, zero.whole, decay_time(10 * DAY, DAY)) == 1e15 / 1024, "10 half-lives later: a 1024th");
	is_near(decay_read(s, zero.whole, decay_time(DAY / 2, DAY)), 707106781186547.524, 2e-16, "half a half-life later: by the root of 2");
	ok(decay_read(s, INT64_MIN, (DecayTime) {INT64_MAX, 0.5}) == 0.0, "2^64 half-lives later: 0");
	ok(decay_point(0.0, decay_time(-7, 10)).high == 0.0, "no points");
	is_near(decay_point(-3.0, decay_time(-1, 4)).high, -3.0 * 1.6817928305074290861, 4e-16, "a point is carried from its half-life's start");
}

int
main(void)
{
	test_time();
	test_exact_sums();
	test_order();
	test_add();
	test_rebase();
	test_extremes();
	return done_testing();
}
