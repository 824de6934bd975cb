/*
 * weights.c
 *	  Tests of src/math/weights: what the touches of a path weigh in each rule
 *	  of attribution.
 */
#include "math/weights.h"

#include <stdlib.h>

#include "tap.h"

static Share shares[WEIGHTS_MAX];
static uint64_t ages[WEIGHTS_MAX];

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
	weights_only(shares, 3, 2);
	ok(weights_are(3, "0 0 1000"), "only the last");
	weights_linear(shares, 4);
	ok(weights_are(4, "250 250 250 250"), "linear");
	weights_position(shares, 1);
	ok(weights_are(1, "1000"), "position of one");
	weights_position(shares, 2);
	ok(weights_are(2, "500 500"), "position of two");
	weights_position(shares, 3);
	ok(weights_are(3, "400 200 400"), "position of three");
	weights_position(shares, 6);
	ok(weights_are(6, "400 50 50 50 50 400"), "position of six");
	weights_w_shaped(shares, 5, 1, 3);
	ok(weights_are(5, "300 300 50 300 50"), "w_shaped");
	weights_w_shaped(shares, 5, 0, 3);
	ok(shares[0].weight == 2 * shares[3].weight && shares[3].weight == 9 * shares[1].weight,
	   "w_shaped that coincides");
	weights_w_shaped(shares, 2, 1, 1);
	ok(shares[1].weight == 2 * shares[0].weight, "w_shaped without others");
	weights_w_shaped(shares, 2, -1, -1);
	ok(weights_are(2, "750 250"), "w_shaped without lead and opportunity");
}

static void
test_decay(void)
{
	int64_t		total;

	for (int i = 0; i < 4; i++)
		ages[i] = (uint64_t) (3 - i) * 1000;
	weights_decay(shares, 4, ages, 1000);
	ok(shares[3].weight == 8 * shares[0].weight && shares[3].weight == 2 * shares[2].weight,
	   "whole half-lives are powers of two");
	ages[0] = 500;
	weights_decay(shares, 4, ages, 1000);
	is_near((double) shares[0].weight / (double) shares[3].weight, sqrt(0.5), 1e-15, "half of one");
	ages[0] = UINT64_MAX;
	weights_decay(shares, 4, ages, 1);
	ok(shares[0].weight == 0 && shares[3].weight > 0, "the longest age in the shortest half-lives");
	weights_decay(shares, 4, ages, INT64_MAX);
	is_near((double) shares[0].weight / (double) shares[3].weight, 0.25, 1e-15, "and in the longest");

	for (int i = 0; i < WEIGHTS_MAX; i++)
		ages[i] = 0;
	weights_decay(shares, WEIGHTS_MAX, ages, 1);
	total = apportion_total(shares, WEIGHTS_MAX);
	ok(total > 0 && total <= APPORTION_MAX_TOTAL, "the longest path has a total within bounds");
	weights_decay(shares, 1, ages, 1);
	ok(apportion_total(shares, 1) == APPORTION_MAX_TOTAL, "and so has the shortest");
	weights_w_shaped(shares, WEIGHTS_MAX, 1, 2);
	ok(apportion_total(shares, WEIGHTS_MAX) == 10 * (INT64_C(100000) - 3), "and other rules");
}

int
main(void)
{
	test_rules();
	test_decay();
	return done_testing();
}
