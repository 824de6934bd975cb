/*
 * decay.c
 *	  Sums of exponentially decaying points, in any order, without overflow.
 */
#include "math/decay.h"

#include <math.h>

/*
 * A time between two timestamps may need a 65th bit; so many of the shortest
 * half-lives are as good as the 63 that are kept.
 */
DecayTime
decay_time(__int128 at, int64_t half_life)
{
	DecayTime	t;
	__int128	whole = at / half_life;
	__int128	rest = at % half_life;

	if (rest < 0)
	{
		whole--;
		rest += half_life;
	}
	t.whole = whole < INT64_MIN ? INT64_MIN : whole > INT64_MAX ? INT64_MAX : (int64_t) whole;
	t.rest = (double) rest / (double) half_life;
	/* The quotient may round up to 1; the pair must stay in its range. */
	if (t.rest >= 1.0)
		t.rest = nextafter(1.0, 0.0);
	return t;
}

/* Sum of a and b with its rounding error (Knuth 1969). */
static DecaySum
two_sum(double a, double b)
{
	DecaySum	s;
	double		b_part;

	s.high = a + b;
	b_part = s.high - a;
	s.low = (a - (s.high - b_part)) + (b - b_part);
	return s;
}

/*
 * Double-double sum (the accurate one of Li et al. 2002): both pairs are
 * added with their errors, so that it also holds for points of opposite sign.
 */
DecaySum
decay_add(DecaySum a, DecaySum b)
{
	DecaySum	high = two_sum(a.high, b.high);
	DecaySum	low = two_sum(a.low, b.low);

	high = two_sum(high.high, high.low + low.high);
	return two_sum(high.high, high.low + low.low);
}

/* A point as a sum based on its own whole half-life. */
DecaySum
decay_point(double points, DecayTime at)
{
	DecaySum	s;

	s.high = points * exp2(at.rest);
	s.low = 0.0;
	return s;
}

/* 2^(from - to) as an exponent for ldexp(), which takes an int. */
static int
shift_between(int64_t from, int64_t to)
{
	__int128	shift = (__int128) from - to;

	if (shift < -5000)
		return -5000;
	return shift > 5000 ? 5000 : (int) shift;
}

/* The same sum seen from a newer base. */
DecaySum
decay_rebase(DecaySum sum, int64_t from, int64_t to)
{
	DecaySum	s;
	int			shift;

	if (from == to)
		return sum;
	shift = shift_between(from, to);
	s.high = ldexp(sum.high, shift);
	s.low = ldexp(sum.low, shift);
	return two_sum(s.high, s.low);
}

/* What is left of the sum at as_of. */
double
decay_read(DecaySum sum, int64_t base, DecayTime as_of)
{
	return ldexp((sum.high + sum.low) * exp2(-as_of.rest),
				 shift_between(base, as_of.whole));
}
