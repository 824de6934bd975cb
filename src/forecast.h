/*-------------------------------------------------------------------------
 *
 * forecast.h
 *	  The state of forecast_summary, for its building part and its doors.
 *
 *-------------------------------------------------------------------------
 */
#ifndef ABM_KPI_FORECAST_H
#define ABM_KPI_FORECAST_H

#include "literal.h"
#include "math/decimal.h"
#include "state.h"

#define FORECAST_TYPE "forecast_summary"

/*
 * Two exact sums over the deals: amount * probability, and its variance
 * amount^2 * probability * (1 - probability).  Each is an array of limbs as
 * math/decimal.h has them, from the highest that any number of deals can
 * reach down to the last that is needed.
 */
typedef enum ForecastSum
{
	WEIGHTED,
	VARIANCE
} ForecastSum;

#define N_SUMS 2

/* Limbs above the point: below 10^40, and below 10^56. */
static const int forecast_top[N_SUMS] = {5, 7};

/* With 20 decimals of the amount and 324 of the probability, or twice both. */
static const int forecast_max_depth[N_SUMS] = {5 + 44, 7 + 88};

typedef struct ForecastState
{
	KpiState	head;
	int64		deals;			/* with an amount and a probability */
	int64		missing_amounts;
	int64		missing_probabilities;	/* of those with an amount */
	int32		depth[N_SUMS];	/* limbs of each sum */
	int64		limbs[FLEXIBLE_ARRAY_MEMBER];	/* of one, then of the other */
} ForecastState;

#define FORECAST_SIZE(weighted, variance) \
	(offsetof(ForecastState, limbs) + ((weighted) + (variance)) * sizeof(int64))

static inline int64 *
forecast_sum(ForecastState *state, ForecastSum sum)
{
	return state->limbs + (sum == WEIGHTED ? 0 : state->depth[WEIGHTED]);
}

extern ForecastState *forecast_reserve(ForecastState *state, int weighted, int variance);
extern ForecastState *forecast_canonical(const ForecastState *state);
extern void append_forecast_sum(StringInfo buf, ForecastState *state, ForecastSum sum);

#endif							/* ABM_KPI_FORECAST_H */
