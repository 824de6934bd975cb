/*
 * decay.h
 *	  Sums of exponentially decaying points, in any order, without overflow.
 *
 * Pure C, no PostgreSQL.
 *
 * A point's weight halves every half-life.  Its time is split into a whole
 * number of half-lives and a rest: only the rest needs exp2(), and a sum is
 * moved to a newer base by a power of two, which loses nothing.  The sum is
 * carried as an unevaluated pair (double-double), so that the order of the
 * points moves the result by no more than n * 2^-104 of the sum of their
 * magnitudes.
 */
#ifndef ABM_KPI_MATH_DECAY_H
#define ABM_KPI_MATH_DECAY_H

#include <stdint.h>

typedef struct DecaySum
{
	double		high;
	double		low;			/* at most half a unit of high */
} DecaySum;

typedef struct DecayTime
{
	int64_t		whole;			/* half-lives since the epoch, rounded down */
	double		rest;			/* 0 <= rest < 1 */
} DecayTime;

extern DecayTime decay_time(__int128 at, int64_t half_life);
extern DecaySum decay_add(DecaySum a, DecaySum b);
extern DecaySum decay_point(double points, DecayTime at);
extern DecaySum decay_rebase(DecaySum sum, int64_t from, int64_t to);
extern double decay_read(DecaySum sum, int64_t base, DecayTime as_of);

#endif							/* ABM_KPI_MATH_DECAY_H */
