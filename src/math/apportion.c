/*
 * apportion.c
 *	  Dividing whole units among weights so that nothing is lost or made.
 */
#include "math/apportion.h"

#include <stdbool.h>

int64_t
apportion_total(const Share *shares, size_t n)
{
	int64_t		total = 0;

	for (size_t i = 0; i < n; i++)
		total += shares[i].weight;
	return total;
}

/* Have at least so many shares a rest of at least so much? */
static bool
rests_reach(const Share *shares, size_t n, int64_t rest, int64_t count)
{
	for (size_t i = 0; i < n; i++)
		if (shares[i].rest >= rest && --count == 0)
			return true;
	return false;
}

/*
 * The count-th largest rest, count being from 1 to n: by bisection on its
 * value, which needs neither a sorted copy nor luck with a pivot.
 */
static int64_t
nth_largest_rest(const Share *shares, size_t n, int64_t total, int64_t count)
{
	int64_t		low = 0;		/* is reached */
	int64_t		high = total;	/* is not */

	while (high - low > 1)
	{
		int64_t		middle = low + (high - low) / 2;

		if (rests_reach(shares, n, middle, count))
			low = middle;
		else
			high = middle;
	}
	return low;
}

/*
 * Give each share its part of the units, 0 <= units < total: what is due to
 * its weight rounded down, and one more to those with the largest rests until
 * nothing is left (Hamilton's method, largest remainders).  Of equal rests the
 * earlier share comes first.  A share without weight gets nothing.
 */
void
apportion(Share *shares, size_t n, int64_t total, int64_t units)
{
	int64_t		left = units;
	int64_t		threshold;
	int64_t		at_threshold;

	for (size_t i = 0; i < n; i++)
	{
		__int128	due = (__int128) shares[i].weight * units;

		shares[i].part = (int64_t) (due / total);
		shares[i].rest = (int64_t) (due % total);
		left -= shares[i].part;
	}
	if (left == 0)
		return;

	threshold = nth_largest_rest(shares, n, total, left);
	at_threshold = left;
	for (size_t i = 0; i < n; i++)
		at_threshold -= shares[i].rest > threshold;
	for (size_t i = 0; i < n; i++)
		if (shares[i].rest > threshold ||
			(shares[i].rest == threshold && at_threshold-- > 0))
			shares[i].part++;
}
