/*
 * apportion.c
 *	  Tests of src/math/apportion: nothing is lost or made.
 */
#include "math/apportion.h"

#include "tap.h"

static Share shares[40];

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

int
main(void)
{
	test_by_hand();
	test_random();
	return done_testing();
}
