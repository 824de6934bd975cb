/*
 * crossing.c
 *	  When a decaying score first reaches a threshold.
 */
#include "math/crossing.h"

/* A person counts by touches that earn points, not by an unsubscription. */
static int
has_person(const CrossingTouch *touch)
{
	return touch->person >= 0 && touch->points > 0.0;
}

/* Is the touch longer ago than within, as of another one? */
static int
is_over(const CrossingTouch *touches, int64_t i, int64_t as_of, uint64_t within)
{
	return (uint64_t) touches[as_of].at - (uint64_t) touches[i].at > within;
}

/*
 * Index of the last touch of the first instant at which the rule holds, or -1
 * if there is none among the next so many touches.  Touches are in ascending
 * order of time; seen is a zero for each person.
 *
 * Between touches a sum above zero only shrinks, one below stays below, and
 * people only drop out: so a positive threshold is first reached at a touch.
 * Touches of one instant are looked at together, since they have no order.
 */
int64_t
first_crossing(CrossingSweep *sweep, const CrossingTouch *touches, int64_t n,
			   const CrossingRule *rule, int64_t * seen, int64_t steps)
{
	int64_t		end = steps < n - sweep->next ? sweep->next + steps : n;

	while (sweep->next < end)
	{
		int64_t		i = sweep->next++;
		DecayTime	now = decay_time(touches[i].at, rule->half_life);

		sweep->sum = decay_add(decay_rebase(sweep->sum, sweep->base, now.whole),
							   decay_point(touches[i].points, now));
		sweep->base = now.whole;
		if (has_person(&touches[i]) && seen[touches[i].person]++ == 0)
			sweep->people++;
		if (i + 1 < n && touches[i + 1].at == touches[i].at)
			continue;

		if (rule->min_people > 0)
			for (; is_over(touches, sweep->oldest, i, rule->within); sweep->oldest++)
				if (has_person(&touches[sweep->oldest]) &&
					--seen[touches[sweep->oldest].person] == 0)
					sweep->people--;
		if (sweep->people >= rule->min_people &&
			decay_read(sweep->sum, sweep->base, now) >= rule->threshold * (1.0 - CROSSING_TOLERANCE))
			return i;
	}
	return -1;
}
