/*
 * crossing.c
 *	  Tests of src/math/crossing: when a decaying score first reaches a
 *	  threshold, against a sum over all touches at each touch.
 */
#include "math/crossing.h"

#include "tap.h"

#define DAY INT64_C(86400000000)
#define MAX_TOUCHES 40
#define PEOPLE 5

/* In steps of so many touches. */
static int64_t
crossing_by(const CrossingTouch *touches, int64_t n, const CrossingRule *rule, int64_t steps)
{
	int64_t		seen[PEOPLE] = {0};
	CrossingSweep sweep = {0};
	int64_t		found = -1;

	while (found < 0 && sweep.next < n)
		found = first_crossing(&sweep, touches, n, rule, seen, steps);
	return found;
}

static int64_t
crossing(const CrossingTouch *touches, int64_t n, const CrossingRule *rule)
{
	return crossing_by(touches, n, rule, INT64_MAX);
}

/* The definition, word for word. */
static int
holds_at(const CrossingTouch *touches, int n, const CrossingRule *rule, int64_t t)
{
	double		score = 0.0;
	int			people = 0;
	int			known[PEOPLE] = {0};

	for (int i = 0; i < n && touches[i].at <= t; i++)
	{
		score += touches[i].points * exp2(-((double) (t - touches[i].at) / (double) rule->half_life));
		if (touches[i].person >= 0 && touches[i].points > 0.0 &&
			(uint64_t) (t - touches[i].at) <= rule->within && !known[touches[i].person]++)
			people++;
	}
	return score >= rule->threshold * (1.0 - CROSSING_TOLERANCE) && people >= rule->min_people;
}

static void
test_random(void)
{
	unsigned long long state = 42;
	int			wrong = 0;
	int			found = 0;
	int			differ = 0;
	const int	rounds = 20000;

	for (int round = 0; round < rounds; round++)
	{
		CrossingTouch touches[MAX_TOUCHES];
		CrossingRule rule;
		int			n = (int) (next_random(&state) % (MAX_TOUCHES + 1));
		int64_t		at = -DAY * (int64_t) (next_random(&state) % 1000);
		int64_t		got;
		int64_t		expected = 0;
		int			is_found = 0;

		for (int i = 0; i < n; i++)
		{
			at += DAY / 4 * (int64_t) (next_random(&state) % 8);
			touches[i].at = at;
			touches[i].points = (double) (next_random(&state) % 12) - 3.0;
			touches[i].person = (int32_t) (next_random(&state) % (PEOPLE + 1)) - 1;
		}
		rule.half_life = DAY * (int64_t) (1 + next_random(&state) % 20);
		rule.threshold = 1.0 + (double) (next_random(&state) % 40);
		rule.min_people = (int64_t) (next_random(&state) % 4);
		rule.within = (uint64_t) DAY * (1 + next_random(&state) % 15);

		for (int i = 0; i < n && !is_found; i++)
			if (holds_at(touches, n, &rule, touches[i].at))
			{
				is_found = 1;
				expected = touches[i].at;
			}
		got = crossing(touches, n, &rule);
		wrong += is_found ? got < 0 || touches[got].at != expected : got != -1;
		found += is_found;
		differ += crossing_by(touches, n, &rule, 1) != got || crossing_by(touches, n, &rule, 3) != got;
	}
	ok(wrong == 0, "%d random histories agree with the definition", rounds);
	ok(differ == 0, "however many touches are looked at in one go");
	ok(found > rounds / 4 && found < rounds * 3 / 4, "with and without a crossing (%d)", found);
}

static void
test_cases(void)
{
	CrossingTouch touches[3] = {{0, 8.0, 0}, {10 * DAY, 5.0, 1}, {10 * DAY, 1.0, -1}};
	CrossingRule rule = {10 * DAY, 10.0, 0, 0};
	const		int64_t early = INT64_C(-211813488000000000);
	const		int64_t late = INT64_C(9223371331199999999);

	ok(crossing(touches, 0, &rule) == -1, "no touches");
	ok(crossing(touches, 2, &rule) == -1, "8 / 2 + 5 is not 10");
	ok(crossing(touches, 3, &rule) == 2, "with 1 more at the same instant it is");
	touches[2].points = -1.0;
	rule.threshold = 9.0;
	ok(crossing(touches, 3, &rule) == -1, "1 less at the same instant counts as well");
	touches[2].points = 1.0;
	rule.min_people = 2;
	rule.within = (uint64_t) (10 * DAY);
	ok(crossing(touches, 3, &rule) == 2, "two people, the first exactly at the edge of the window");
	rule.within--;
	ok(crossing(touches, 3, &rule) == -1, "and beyond it");

	/* the ends of PostgreSQL's timestamps are further apart than 2^63 */
	touches[0].at = early;
	touches[1].at = touches[2].at = late;
	rule.half_life = INT64_MAX;
	rule.within = INT64_MAX;
	rule.threshold = 1.0;
	ok(crossing(touches, 3, &rule) == -1, "more than 2^63 microseconds are not within so many");
	rule.half_life = 1;
	rule.min_people = 0;
	rule.threshold = 8.1;
	touches[1].points = 8.1;
	touches[2].points = 0.0;
	ok(crossing(touches, 3, &rule) == 2, "nothing is left after so long, and nothing overflows");
}

int
main(void)
{
	test_cases();
	test_random();
	return done_testing();
}
