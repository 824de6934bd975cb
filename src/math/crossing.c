/*
 * crossing.c
 *	  When a decaying score first reaches a threshold.
 */
#include "math/crossing.h"

#include "math/decay.h"

/* A person counts by touches that earn points, not by an unsubscription. */
static int
has_person(const CrossingTouch *touch)
{
	return touch->person >= 0 && touch->points > 0.0;
}

/*
 * Index of the last touch of the first instant at which the rule holds, or -1
 * if there is none.  Touches are in ascending order of time; seen is a zero
 * for each person.
 *
 * Between touches a sum above zero only shrinks, one below stays below, and
 * people only drop out: so a positive threshold is first reached at a touch.
 * Touches of one instant are looked at together, since they have no order.
 */
int64_t
first_crossing(const CrossingTouch *touches, int64_t n, const CrossingRule *rule,
			   int64_t * seen)
{
	DecaySum	sum = {0.0, 0.0};
	int64_t		base = n > 0 ? decay_time(touches[0].at, rule->half_life).whole : 0;
	int64_t		people = 0;
	int64_t		oldest = 0;		/* first touch whose person may still count */

	for (int64_t i = 0; i < n; i++)
	{
		DecayTime	now = decay_time(touches[i].at, rule->half_life);

		sum = decay_add(decay_rebase(sum, base, now.whole),
						decay_point(touches[i].points, now));
		base = now.whole;
		if (has_person(&touches[i]) && seen[touches[i].person]++ == 0)
			people++;
		if (i + 1 < n && touches[i + 1].at == touches[i].at)
			continue;

		if (rule->min_people > 0)
			for (; (uint64_t) touches[i].at - (uint64_t) touches[oldest].at > rule->within; oldest++)
				if (has_person(&touches[oldest]) && --seen[touches[oldest].person] == 0)
					people--;
		if (people >= rule->min_people &&
			decay_read(sum, base, now) >= rule->threshold * (1.0 - CROSSING_TOLERANCE))
			return i;
	}
	return -1;
}
