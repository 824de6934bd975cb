/*
 * crossing.h
 *	  When a decaying score first reaches a threshold.
 *
 * Pure C, no PostgreSQL.
 */
#ifndef ABM_KPI_MATH_CROSSING_H
#define ABM_KPI_MATH_CROSSING_H

#include <stdint.h>

#include "math/decay.h"

typedef struct CrossingTouch
{
	int64_t		at;
	double		points;
	int32_t		person;			/* a number from 0, or -1 if nobody is known */
} CrossingTouch;

/* What must hold at one time: depth and, if people are asked for, breadth. */
typedef struct CrossingRule
{
	int64_t		half_life;
	double		threshold;		/* above 0 */
	int64_t		min_people;		/* 0 or less: none needed */
	uint64_t	within;			/* how long a person counts after a touch */
} CrossingRule;

/* How far a sweep over the touches has come; zeros before it. */
typedef struct CrossingSweep
{
	int64_t		next;			/* touch to go on with */
	int64_t		oldest;			/* first touch whose person may still count */
	int64_t		people;
	int64_t		base;			/* of sum */
	DecaySum	sum;
} CrossingSweep;

/*
 * A score that falls short of the threshold by no more than this share of it
 * has reached it: ten times 0.1 point are one point.
 */
#define CROSSING_TOLERANCE 1e-12

extern int64_t first_crossing(CrossingSweep *sweep, const CrossingTouch *touches, int64_t n,
							  const CrossingRule *rule, int64_t * seen, int64_t steps);

#endif							/* ABM_KPI_MATH_CROSSING_H */
