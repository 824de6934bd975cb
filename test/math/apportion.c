/*
 * apportion.c
 *	  Tests of src/math/apportion and src/math/touch: nothing is lost or made.
 */
#include "math/apportion.h"

#include <stdlib.h>

#include "math/touch.h"
#include "tap.h"

static Share shares[TOUCH_MAX];
static uint64_t ages[TOUCH_MAX];

/* Does share i come before share j when what is left is given out? */
static int
is_before(const Share *all, int i, int j)
{
	return all[i].rest > all[j].rest || (all[i].rest == all[j].rest && i < j);
}

/* The definition of largest remainders, each share against each other. */
static int
is_fair(const Share *all, int n, int64_t total, int64_t units)
{
	int64_t		sum = 0;

	for (int i = 0; i < n; i++)
	{
		int64_t		down = (int64_t) ((__int128) all[i].weight * units / total);
		int			has_more = all[i].part > down;

		sum += all[i].part;
		if (all[i].part < down || all[i].part > down + 1 ||
			all[i].rest != (int64_t) ((__int128) all[i].weight * units % total) ||
			(all[i].weight == 0 && all[i].part != 0))
			return 0;
		for (int j = 0; j < n; j++)
		{
			int64_t		other = (int64_t) ((__int128) all[j].weight * units / total);

			if (has_more && all[j].part == other && is_before(all, j, i))
				return 0;
		}
	}
	return sum == units;
}

static int
parts_are(int n, int64_t units, const int64_t * weights, const int64_t * parts)
{
	int			same = 1;

	for (int i = 0; i < n; i++)
		shares[i].weight = weights[i];
	apportion(shares, n, apportion_total(shares, n), units);
	for (int i = 0; i < n; i++)
		same &= shares[i].part == parts[i];
	return same;
}

static void
test_by_hand(void)
{
	const		int64_t equal[] = {1, 1, 1};
	const		int64_t one_more[] = {1, 0, 0};
	const		int64_t two_more[] = {1, 1, 0};
	const		int64_t seats[] = {47000, 16000, 15800, 12000, 6100, 3100};
	const		int64_t ten[] = {5, 2, 1, 1, 1, 0};
	const		int64_t gaps[] = {0, 7, 0, 3};
	const		int64_t filled[] = {0, 6, 0, 3};
	const		int64_t nothing[] = {0, 0, 0, 0};
	const		int64_t large[] = {INT64_C(1) << 61, (INT64_C(1) << 61) - 1, 1};
	const		int64_t halves[] = {INT64_C(1) << 60, INT64_C(1) << 60, 0};

	ok(parts_are(3, 1, equal, one_more), "one unit goes to the first of equals");
	ok(parts_are(3, 2, equal, two_more), "two to the first two");
	/* 10 seats for 100000 votes, the usual textbook example */
	ok(parts_are(6, 10, seats, ten), "the textbook's parliament");
	ok(parts_are(4, 9, gaps, filled), "nothing without weight");
	ok(parts_are(4, 0, gaps, nothing), "nothing of nothing");
	ok(parts_are(3, INT64_C(1) << 61, large, halves), "the largest total");
}

static void
test_random(void)
{
	unsigned long long seed = 1;
	int			n_fair = 0;
	int			n_cases = 0;

	for (int i = 0; i < 20000; i++)
	{
		int			n = 1 + (int) (next_random(&seed) % 40);
		int			bits = 1 + (int) (next_random(&seed) % 53);
		int64_t		total;

		for (int j = 0; j < n; j++)
			shares[j].weight = (int64_t) (next_random(&seed) & ((UINT64_C(1) << bits) - 1));
		total = apportion_total(shares, n);
		if (total == 0)
			continue;
		for (int k = 0; k < 3; k++)
		{
			int64_t		units = k == 2 ? total - 1 : (int64_t) (next_random(&seed) % (uint64_t) total);

			apportion(shares, n, total, units);
			n_cases++;
			n_fair += is_fair(shares, n, total, units);
		}
	}
	ok(n_cases > 50000 && n_fair == n_cases, "%d of %d random divisions are fair", n_fair, n_cases);
}

/* Weights against shares per thousand, by their product. */
static int
weights_are(int n, const char *permille)
{
	int64_t		total = apportion_total(shares, n);
	int			same = total > 0;

	for (int i = 0; i < n; i++)
		same &= shares[i].weight * 1000 == total * strtol(permille, (char **) &permille, 10);
	return same;
}

static void
test_rules(void)
{
	touch_weigh_only(shares, 3, 2);
	ok(weights_are(3, "0 0 1000"), "only the last");
	touch_weigh_linear(shares, 4);
	ok(weights_are(4, "250 250 250 250"), "linear");
	touch_weigh_position(shares, 1);
	ok(weights_are(1, "1000"), "position of one");
	touch_weigh_position(shares, 2);
	ok(weights_are(2, "500 500"), "position of two");
	touch_weigh_position(shares, 3);
	ok(weights_are(3, "400 200 400"), "position of three");
	touch_weigh_position(shares, 6);
	ok(weights_are(6, "400 50 50 50 50 400"), "position of six");
	touch_weigh_w_shaped(shares, 5, 1, 3);
	ok(weights_are(5, "300 300 50 300 50"), "w_shaped");
	touch_weigh_w_shaped(shares, 5, 0, 3);
	ok(shares[0].weight == 2 * shares[3].weight && shares[3].weight == 9 * shares[1].weight,
	   "w_shaped that coincides");
	touch_weigh_w_shaped(shares, 2, 1, 1);
	ok(shares[1].weight == 2 * shares[0].weight, "w_shaped without others");
	touch_weigh_w_shaped(shares, 2, -1, -1);
	ok(weights_are(2, "750 250"), "w_shaped without lead and opportunity");
}

static void
test_decay(void)
{
	int64_t		total;

	for (int i = 0; i < 4; i++)
		ages[i] = (uint64_t) (3 - i) * 1000;
	touch_weigh_decay(shares, 4, ages, 1000);
	ok(shares[3].weight == 8 * shares[0].weight && shares[3].weight == 2 * shares[2].weight,
	   "whole half-lives are powers of two");
	ages[0] = 500;
	touch_weigh_decay(shares, 4, ages, 1000);
	is_near((double) shares[0].weight / (double) shares[3].weight, sqrt(0.5), 1e-15, "half of one");
	ages[0] = UINT64_MAX;
	touch_weigh_decay(shares, 4, ages, 1);
	ok(shares[0].weight == 0 && shares[3].weight > 0, "the longest age in the shortest half-lives");
	touch_weigh_decay(shares, 4, ages, INT64_MAX);
	is_near((double) shares[0].weight / (double) shares[3].weight, 0.25, 1e-15, "and in the longest");

	for (int i = 0; i < TOUCH_MAX; i++)
		ages[i] = 0;
	touch_weigh_decay(shares, TOUCH_MAX, ages, 1);
	total = apportion_total(shares, TOUCH_MAX);
	ok(total > 0 && total <= APPORTION_MAX_TOTAL, "the longest path has a total within bounds");
	touch_weigh_decay(shares, 1, ages, 1);
	ok(apportion_total(shares, 1) == APPORTION_MAX_TOTAL, "and so has the shortest");
	touch_weigh_w_shaped(shares, TOUCH_MAX, 1, 2);
	ok(apportion_total(shares, TOUCH_MAX) == 10 * (INT64_C(100000) - 3), "and other rules");
}

int
main(void)
{
	test_by_hand();
	test_random();
	test_rules();
	test_decay();
	return done_testing();
}
