/*-------------------------------------------------------------------------
 *
 * revenue_read.c
 *	  What is read from a revenue_summary: retention, its parts and counts.
 *
 *-------------------------------------------------------------------------
 */
#include "revenue.h"

#include "args.h"
#include "math/interval.h"

/* Customers of some kinds; a state never has more than fit. */
#define COUNT_FUNCTION(name, expression) \
PG_FUNCTION_INFO_V1(name); \
Datum \
name(PG_FUNCTION_ARGS) \
{ \
	const int64 *counts = PG_KPI_STATE(RevenueState, 0)->counts; \
\
	PG_RETURN_INT64(expression); \
}

#define VALUE_FUNCTION(name, movement) \
PG_FUNCTION_INFO_V1(name); \
Datum \
name(PG_FUNCTION_ARGS) \
{ \
	RevenueState *state = PG_KPI_STATE(RevenueState, 0); \
\
	return money_to_numeric(state->values[movement], REVENUE_SCALE(state)); \
}

/* A share of the revenue at the start; NULL without any. */
#define START_RATE_FUNCTION(name, expression) \
PG_FUNCTION_INFO_V1(name); \
Datum \
name(PG_FUNCTION_ARGS) \
{ \
	const int128 *values = PG_KPI_STATE(RevenueState, 0)->values; \
\
	if (values[REVENUE_START] == 0) \
		PG_RETURN_NULL(); \
	PG_RETURN_FLOAT8(kpi_int128_ratio(expression, values[REVENUE_START])); \
}

static inline int64
retained(const int64 *counts)
{
	return counts[REVENUE_FLAT] + counts[REVENUE_EXPANDED] + counts[REVENUE_CONTRACTED];
}

static inline int64
at_start(const int64 *counts)
{
	return retained(counts) + counts[REVENUE_CHURNED];
}

/* What is left of the revenue at the start, without expansion. */
static inline int128
kept(const int128 *values)
{
	return values[REVENUE_START] - values[REVENUE_CONTRACTED] - values[REVENUE_CHURNED];
}

/* A sum of two sums; an error beyond the range of one. */
static inline int128
sum_of(int128 a, int128 b)
{
	money_add(&a, b, false);
	return a;
}

COUNT_FUNCTION(revenue_start_count, at_start(counts))
COUNT_FUNCTION(revenue_retained_count, retained(counts))
COUNT_FUNCTION(revenue_expanded_count, counts[REVENUE_EXPANDED])
COUNT_FUNCTION(revenue_contracted_count, counts[REVENUE_CONTRACTED])
COUNT_FUNCTION(revenue_churned_count, counts[REVENUE_CHURNED])
COUNT_FUNCTION(revenue_new_count, counts[REVENUE_NEW])
COUNT_FUNCTION(revenue_reactivated_count, counts[REVENUE_REACTIVATED])
COUNT_FUNCTION(revenue_end_count,
			   retained(counts) + counts[REVENUE_NEW] + counts[REVENUE_REACTIVATED])

VALUE_FUNCTION(revenue_start_value, REVENUE_START)
VALUE_FUNCTION(revenue_expansion_value, REVENUE_EXPANDED)
VALUE_FUNCTION(revenue_contraction_value, REVENUE_CONTRACTED)
VALUE_FUNCTION(revenue_churned_value, REVENUE_CHURNED)
VALUE_FUNCTION(revenue_new_value, REVENUE_NEW)
VALUE_FUNCTION(revenue_reactivated_value, REVENUE_REACTIVATED)

START_RATE_FUNCTION(revenue_nrr, sum_of(kept(values), values[REVENUE_EXPANDED]))
START_RATE_FUNCTION(revenue_grr, kept(values))
START_RATE_FUNCTION(revenue_expansion_rate, values[REVENUE_EXPANDED])
START_RATE_FUNCTION(revenue_contraction_rate, values[REVENUE_CONTRACTED])
START_RATE_FUNCTION(revenue_churn_rate, values[REVENUE_CHURNED])

/* end_value(summary): the revenue now, of old and new customers */
PG_FUNCTION_INFO_V1(revenue_end_value);
Datum
revenue_end_value(PG_FUNCTION_ARGS)
{
	RevenueState *state = PG_KPI_STATE(RevenueState, 0);
	int128		sum = sum_of(kept(state->values), state->values[REVENUE_EXPANDED]);

	sum = sum_of(sum, state->values[REVENUE_NEW]);
	return money_to_numeric(sum_of(sum, state->values[REVENUE_REACTIVATED]),
							REVENUE_SCALE(state));
}

/* quick_ratio(summary): revenue gained / revenue lost; NULL if none is lost */
PG_FUNCTION_INFO_V1(revenue_quick_ratio);
Datum
revenue_quick_ratio(PG_FUNCTION_ARGS)
{
	const int128 *values = PG_KPI_STATE(RevenueState, 0)->values;
	int128		lost = sum_of(values[REVENUE_CONTRACTED], values[REVENUE_CHURNED]);
	int128		gained = sum_of(values[REVENUE_EXPANDED], values[REVENUE_NEW]);

	if (lost == 0)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(kpi_int128_ratio(sum_of(gained, values[REVENUE_REACTIVATED]), lost));
}

/* logo_retention(summary): customers retained / customers at the start */
PG_FUNCTION_INFO_V1(revenue_logo_retention);
Datum
revenue_logo_retention(PG_FUNCTION_ARGS)
{
	const int64 *counts = PG_KPI_STATE(RevenueState, 0)->counts;

	if (at_start(counts) == 0)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8((double) retained(counts) / (double) at_start(counts));
}

/* logo_churn_rate(summary): customers churned / customers at the start */
PG_FUNCTION_INFO_V1(revenue_logo_churn_rate);
Datum
revenue_logo_churn_rate(PG_FUNCTION_ARGS)
{
	const int64 *counts = PG_KPI_STATE(RevenueState, 0)->counts;

	if (at_start(counts) == 0)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8((double) counts[REVENUE_CHURNED] / (double) at_start(counts));
}

/* logo_retention_ci(summary, level): Wilson score interval */
PG_FUNCTION_INFO_V1(revenue_logo_retention_ci);
Datum
revenue_logo_retention_ci(PG_FUNCTION_ARGS)
{
	const int64 *counts = PG_KPI_STATE(RevenueState, 0)->counts;
	double		z = level_to_z(arg_level(PG_GETARG_FLOAT8(1)));
	Interval2	ci;

	if (at_start(counts) == 0)
		PG_RETURN_NULL();
	ci = wilson_interval((double) retained(counts), (double) at_start(counts), z);
	return kpi_interval_datum(fcinfo, ci.low, ci.high);
}

/* logo_retention_compare(a, b, level): as rate_compare */
PG_FUNCTION_INFO_V1(revenue_logo_retention_compare);
Datum
revenue_logo_retention_compare(PG_FUNCTION_ARGS)
{
	const int64 *a = PG_KPI_STATE(RevenueState, 0)->counts;
	const int64 *b = PG_KPI_STATE(RevenueState, 1)->counts;
	double		z = level_to_z(arg_level(PG_GETARG_FLOAT8(2)));
	TwoSampleTest t;

	if (at_start(a) == 0 || at_start(b) == 0)
		PG_RETURN_NULL();
	t = compare_rates((double) retained(a), (double) at_start(a),
					  (double) retained(b), (double) at_start(b), z);
	return kpi_comparison_datum(fcinfo, t);
}
