/*-------------------------------------------------------------------------
 *
 * deal_read.c
 *	  What is read from a deal_summary: the figures of the sales dashboard,
 *	  their intervals and the comparison of two groups.
 *
 *-------------------------------------------------------------------------
 */
#include "deal.h"

#include <math.h>

#include "datatype/timestamp.h"
#include "utils/builtins.h"

#include "args.h"
#include "exact.h"
#include "math/special.h"

#define COUNT_FUNCTION(name, expression) \
PG_FUNCTION_INFO_V1(name); \
Datum \
name(PG_FUNCTION_ARGS) \
{ \
	DealState  *state = PG_KPI_STATE(DealState, 0); \
\
	PG_RETURN_INT64(expression); \
}

#define VALUE_FUNCTION(name, outcome) \
PG_FUNCTION_INFO_V1(name); \
Datum \
name(PG_FUNCTION_ARGS) \
{ \
	DealState  *state = PG_KPI_STATE(DealState, 0); \
\
	return money_to_numeric(state->values[outcome], DEAL_SCALE(state)); \
}

COUNT_FUNCTION(deal_won, state->counts[DEAL_WON])
COUNT_FUNCTION(deal_lost, state->counts[DEAL_LOST])
COUNT_FUNCTION(deal_open, state->counts[DEAL_OPEN])
COUNT_FUNCTION(deal_missing_won, state->missing[DEAL_WON])
COUNT_FUNCTION(deal_missing_lost, state->missing[DEAL_LOST])
COUNT_FUNCTION(deal_cycles, elapsed_count(state, DEAL_FIXED, ELAPSED_ENDED))
COUNT_FUNCTION(deal_negative_count, elapsed_count(state, DEAL_FIXED, ELAPSED_NEGATIVE))

VALUE_FUNCTION(deal_won_value, DEAL_WON)
VALUE_FUNCTION(deal_lost_value, DEAL_LOST)
VALUE_FUNCTION(deal_open_value, DEAL_OPEN)

/* Number of closed deals; an error beyond a bigint. */
static int64
closed_count(const DealState *state)
{
	int64		closed = state->counts[DEAL_WON];

	kpi_count_add(&closed, state->counts[DEAL_LOST], DEAL_TYPE);
	return closed;
}

/* win_rate(summary): won / (won + lost) by count */
PG_FUNCTION_INFO_V1(deal_win_rate);
Datum
deal_win_rate(PG_FUNCTION_ARGS)
{
	DealState  *state = PG_KPI_STATE(DealState, 0);
	int64		closed = closed_count(state);

	if (closed == 0)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8((double) state->counts[DEAL_WON] / (double) closed);
}

/* win_rate_ci(summary, level): Wilson score interval */
PG_FUNCTION_INFO_V1(deal_win_rate_ci);
Datum
deal_win_rate_ci(PG_FUNCTION_ARGS)
{
	DealState  *state = PG_KPI_STATE(DealState, 0);
	double		z = level_to_z(arg_level(PG_GETARG_FLOAT8(1)));
	int64		closed = closed_count(state);
	Interval2	ci;

	if (closed == 0)
		PG_RETURN_NULL();
	ci = wilson_interval((double) state->counts[DEAL_WON], (double) closed, z);
	return kpi_interval_datum(fcinfo, ci.low, ci.high);
}

/* win_rate_value(summary): won value / (won + lost value) */
PG_FUNCTION_INFO_V1(deal_win_rate_value);
Datum
deal_win_rate_value(PG_FUNCTION_ARGS)
{
	DealState  *state = PG_KPI_STATE(DealState, 0);
	int128		closed = state->values[DEAL_WON] + state->values[DEAL_LOST];

	if (closed <= 0)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(kpi_int128_ratio(state->values[DEAL_WON], closed));
}

/* Won deals with an amount. */
static int64
valued_count(const DealState *state)
{
	return state->counts[DEAL_WON] - state->missing[DEAL_WON];
}

/* average_deal_value(summary): won value / won deals with an amount */
PG_FUNCTION_INFO_V1(deal_average_deal_value);
Datum
deal_average_deal_value(PG_FUNCTION_ARGS)
{
	DealState  *state = PG_KPI_STATE(DealState, 0);
	int64		n = valued_count(state);

	if (n == 0)
		PG_RETURN_NULL();
	return exact_divide(money_to_numeric(state->values[DEAL_WON], DEAL_SCALE(state)),
						DirectFunctionCall1(int8_numeric, Int64GetDatum(n)));
}

/* A mean with the variance of what it is the mean of; n - 1. */
typedef struct Sample
{
	double		n;
	double		mean;
	double		variance;
} Sample;

/*
 * The won amounts.  The sum of squares is one of ten-thousandths, and so is
 * the sum that is taken off it: exact, unless amounts have more decimals.
 */
static Sample
value_sample(const DealState *state)
{
	Sample		s = {(double) valued_count(state), NAN, NAN};
	int128		sum = state->values[DEAL_WON];
	Wide		left = deal_squares(state);
	Wide		part;
	int128		mean;
	int128		rest;

	if (s.n < 1.0)
		return s;
	s.mean = money_to_float8(sum, DEAL_SCALE(state)) / s.n;
	if (s.n < 2.0)
		return s;
	money_set_scale(&sum, DEAL_SCALE(state), 1);

	/* As for durations: the sum of (x - m)^2 by integers, m a whole number. */
	sum = sum < 0 ? -sum : sum;
	mean = sum / valued_count(state);
	rest = sum % valued_count(state);
	s.variance = 0.0;
	if (wide_multiply(&part, (uint128) sum, (uint64) mean) && wide_subtract(&left, part) &&
		wide_multiply(&part, (uint128) rest, (uint64) mean) && wide_subtract(&left, part))
		s.variance = Max(wide_to_double(left) - (double) rest * (double) rest / s.n, 0.0)
			/ (s.n - 1.0) / 1e8;
	return s;
}

/*
 * The won cycles, in days: their mean is that of the exact elapsed time, their
 * variance that of whole days.
 */
static Sample
cycle_sample(const DealState *state)
{
	int64		n = elapsed_count(state, DEAL_FIXED, ELAPSED_ENDED);
	Sample		s = {(double) n, NAN, NAN};
	double		sum = 0.0;
	double		squares = 0.0;

	if (n == 0)
		return s;
	s.mean = kpi_int128_ratio(state->elapsed, (int128) n * USECS_PER_DAY);
	for (int32 i = 0; i < state->head.n; i++)
		if (elapsed_kind(&state->entries[i]) == ELAPSED_ENDED)
			sum += (double) state->entries[i].count * (double) KEY_UNIT(state->entries[i].key);
	for (int32 i = 0; i < state->head.n; i++)
	{
		double		distance = (double) KEY_UNIT(state->entries[i].key) - sum / s.n;

		if (elapsed_kind(&state->entries[i]) == ELAPSED_ENDED)
			squares += (double) state->entries[i].count * distance * distance;
	}
	if (n > 1)
		s.variance = squares / (s.n - 1.0);
	return s;
}

/* Student's interval of a mean, not below the least that it can be. */
static Datum
mean_interval(FunctionCallInfo fcinfo, Sample s, double least)
{
	double		level = arg_level(PG_GETARG_FLOAT8(1));
	double		half;

	if (s.n < 2.0)
		PG_RETURN_NULL();
	half = student_t_half_width(level, s.n - 1.0) * sqrt(s.variance / s.n);
	return kpi_interval_datum(fcinfo, Max(s.mean - half, least), s.mean + half);
}

/* deal_value_stddev(summary): of the won amounts; NULL below two */
PG_FUNCTION_INFO_V1(deal_deal_value_stddev);
Datum
deal_deal_value_stddev(PG_FUNCTION_ARGS)
{
	Sample		s = value_sample(PG_KPI_STATE(DealState, 0));

	if (s.n < 2.0)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(sqrt(s.variance));
}

/* average_deal_value_ci(summary, level): Student's t */
PG_FUNCTION_INFO_V1(deal_average_deal_value_ci);
Datum
deal_average_deal_value_ci(PG_FUNCTION_ARGS)
{
	return mean_interval(fcinfo, value_sample(PG_KPI_STATE(DealState, 0)), -INFINITY);
}

/* cycle_length(summary): mean days of the won deals */
PG_FUNCTION_INFO_V1(deal_cycle_length);
Datum
deal_cycle_length(PG_FUNCTION_ARGS)
{
	Sample		s = cycle_sample(PG_KPI_STATE(DealState, 0));

	if (s.n == 0.0)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(s.mean);
}

/* cycle_length_ci(summary, level): Student's t, not below 0 */
PG_FUNCTION_INFO_V1(deal_cycle_length_ci);
Datum
deal_cycle_length_ci(PG_FUNCTION_ARGS)
{
	return mean_interval(fcinfo, cycle_sample(PG_KPI_STATE(DealState, 0)), 0.0);
}

/* percentile_cycle_length(summary, p) and median_cycle_length(summary) */
static Datum
cycle_percentile(FunctionCallInfo fcinfo, double p)
{
	DealState  *state = PG_KPI_STATE(DealState, 0);
	int64		n = elapsed_count(state, DEAL_FIXED, ELAPSED_ENDED);

	if (n == 0)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(elapsed_percentile(state, DEAL_FIXED, n, p));
}

PG_FUNCTION_INFO_V1(deal_percentile_cycle_length);
Datum
deal_percentile_cycle_length(PG_FUNCTION_ARGS)
{
	return cycle_percentile(fcinfo, arg_fraction(PG_GETARG_FLOAT8(1), "percentile"));
}

PG_FUNCTION_INFO_V1(deal_median_cycle_length);
Datum
deal_median_cycle_length(PG_FUNCTION_ARGS)
{
	return cycle_percentile(fcinfo, 0.5);
}

/* median_cycle_length_ci(summary, level): by order statistics */
PG_FUNCTION_INFO_V1(deal_median_cycle_length_ci);
Datum
deal_median_cycle_length_ci(PG_FUNCTION_ARGS)
{
	DealState  *state = PG_KPI_STATE(DealState, 0);
	double		level = arg_level(PG_GETARG_FLOAT8(1));
	int64		n = elapsed_count(state, DEAL_FIXED, ELAPSED_ENDED);
	Interval2	limits;

	if (n == 0)
		PG_RETURN_NULL();
	limits = elapsed_percentile_limits(state, DEAL_FIXED, n, 0.5, level);
	return kpi_interval_datum(fcinfo, limits.low, limits.high);
}

/*
 * sales_velocity(summary): won value / mean won cycle in days, which is deals
 * x win rate x average value / cycle.  Exact: value x cycles x microseconds of
 * a day / elapsed microseconds.
 */
PG_FUNCTION_INFO_V1(deal_sales_velocity);
Datum
deal_sales_velocity(PG_FUNCTION_ARGS)
{
	DealState  *state = PG_KPI_STATE(DealState, 0);
	int64		n = elapsed_count(state, DEAL_FIXED, ELAPSED_ENDED);
	Datum		value;

	if (valued_count(state) == 0 || state->elapsed <= 0)
		PG_RETURN_NULL();
	value = money_to_numeric(state->values[DEAL_WON], DEAL_SCALE(state));
	return exact_divide(DirectFunctionCall2(numeric_mul, value,
											money_to_numeric((int128) n * USECS_PER_DAY, 0)),
						money_to_numeric(state->elapsed, 0));
}

/* win_rate_compare(a, b, level): as rate_compare */
PG_FUNCTION_INFO_V1(deal_win_rate_compare);
Datum
deal_win_rate_compare(PG_FUNCTION_ARGS)
{
	DealState  *a = PG_KPI_STATE(DealState, 0);
	DealState  *b = PG_KPI_STATE(DealState, 1);
	double		z = level_to_z(arg_level(PG_GETARG_FLOAT8(2)));
	int64		closed_a = closed_count(a);
	int64		closed_b = closed_count(b);

	if (closed_a == 0 || closed_b == 0)
		PG_RETURN_NULL();
	return kpi_comparison_datum(fcinfo,
								compare_rates((double) a->counts[DEAL_WON], (double) closed_a,
											  (double) b->counts[DEAL_WON], (double) closed_b, z));
}

static Datum
mean_comparison(FunctionCallInfo fcinfo, Sample a, Sample b)
{
	double		level = arg_level(PG_GETARG_FLOAT8(2));

	if (a.n < 2.0 || b.n < 2.0)
		PG_RETURN_NULL();
	return kpi_comparison_datum(fcinfo, compare_means(a.mean, a.variance, a.n,
													  b.mean, b.variance, b.n, level));
}

/* average_deal_value_compare(a, b, level): Welch's t */
PG_FUNCTION_INFO_V1(deal_average_deal_value_compare);
Datum
deal_average_deal_value_compare(PG_FUNCTION_ARGS)
{
	return mean_comparison(fcinfo, value_sample(PG_KPI_STATE(DealState, 0)),
						   value_sample(PG_KPI_STATE(DealState, 1)));
}

/* cycle_length_compare(a, b, level): Welch's t */
PG_FUNCTION_INFO_V1(deal_cycle_length_compare);
Datum
deal_cycle_length_compare(PG_FUNCTION_ARGS)
{
	return mean_comparison(fcinfo, cycle_sample(PG_KPI_STATE(DealState, 0)),
						   cycle_sample(PG_KPI_STATE(DealState, 1)));
}
