/*
 * survival.h
 *	  Estimates from durations that have not all ended: Kaplan-Meier, its
 *	  limits and quantiles, and the log-rank test.
 *
 * Pure C, no PostgreSQL.  A figure that cannot be told is NaN.
 */
#ifndef ABM_KPI_MATH_SURVIVAL_H
#define ABM_KPI_MATH_SURVIVAL_H

#include <stdint.h>

#include "math/interval.h"

/* One distinct time, in ascending order; the first three are the input. */
typedef struct SurvivalRow
{
	int64_t		time;
	int64_t		events;
	int64_t		censored;
	int64_t		at_risk;		/* just before time */
	double		survival;		/* just after it */
	double		greenwood;		/* sum of d / (n (n - d)) up to it */
} SurvivalRow;

typedef struct LogRank
{
	double		chi_square;
	double		p_value;
	double		observed1;
	double		expected1;
	double		observed2;
	double		expected2;
} LogRank;

extern void survival_fill(SurvivalRow *rows, int n);
extern double survival_at(const SurvivalRow *rows, int n, double time,
						  double z, Interval2 *limits);
extern Interval2 survival_limits(const SurvivalRow *row, double z);
extern double survival_quantile(const SurvivalRow *rows, int n, double p,
								double z, Interval2 *limits);
extern LogRank log_rank(const SurvivalRow *a, int na, const SurvivalRow *b, int nb);

#endif							/* ABM_KPI_MATH_SURVIVAL_H */
