/*-------------------------------------------------------------------------
 *
 * forecast.c
 *	  forecast_summary: what the open deals are worth, each amount weighted
 *	  with the probability that it is won.  Here the state is built, merged
 *	  and read; forecast_io.c is its doors.
 *
 * A probability of 0.1 means one tenth and not the float8 next to it: it is
 * taken as the shortest decimal that reads back to it, and then everything is
 * exact.  So the sums do not depend on the order of the rows, and a row can be
 * taken away again.
 *
 *-------------------------------------------------------------------------
 */
#include "forecast.h"

#include <math.h>

#include "common/shortest_dec.h"
#include "utils/builtins.h"

#include "args.h"
#include "math/interval.h"
#include "money.h"

/* So many rows at the most can be added before the limbs need a carry. */
#define CARRY_EVERY ((int64) 1 << 30)

/*
 * The state with room for sums of so many limbs: itself, or a copy with zeros
 * below the limbs that it has.
 */
ForecastState *
forecast_reserve(ForecastState *state, int weighted, int variance)
{
	ForecastState *larger;

	weighted = Max(weighted, state->depth[WEIGHTED]);
	variance = Max(variance, state->depth[VARIANCE]);
	if (likely(weighted == state->depth[WEIGHTED] && variance == state->depth[VARIANCE]))
		return state;
	larger = kpi_state_new(FORECAST_SIZE(weighted, variance));
	memcpy((char *) larger + VARHDRSZ, (char *) state + VARHDRSZ,
		   offsetof(ForecastState, limbs) - VARHDRSZ);
	larger->depth[WEIGHTED] = weighted;
	larger->depth[VARIANCE] = variance;
	for (ForecastSum sum = WEIGHTED; sum < N_SUMS; sum++)
		memcpy(forecast_sum(larger, sum), forecast_sum(state, sum),
			   state->depth[sum] * sizeof(int64));
	return larger;
}

static void
forecast_carry(ForecastState *state)
{
	for (ForecastSum sum = WEIGHTED; sum < N_SUMS; sum++)
		decimal_sum_carry(forecast_sum(state, sum), state->depth[sum]);
}

/* A sum of squares is negative only where more was taken away than was in it. */
static void
check_variance(const int64 *limbs, int n)
{
	for (int i = 0; i < n; i++)
		if (limbs[i] < 0)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("cannot take away from a %s what is not in it", FORECAST_TYPE)));
}

/*
 * A copy in canonical form: without carries that are due, and with no more
 * limbs than the sums need.
 */
ForecastState *
forecast_canonical(const ForecastState *state)
{
	ForecastState *copy = kpi_state_copy(state);
	int64	   *variance = forecast_sum(copy, VARIANCE);

	forecast_carry(copy);
	check_variance(variance, copy->depth[VARIANCE]);
	for (ForecastSum sum = WEIGHTED; sum < N_SUMS; sum++)
		copy->depth[sum] = decimal_sum_trim(sum == WEIGHTED ? copy->limbs : variance,
											copy->depth[sum]);
	memmove(forecast_sum(copy, VARIANCE), variance, copy->depth[VARIANCE] * sizeof(int64));
	SET_VARSIZE(copy, FORECAST_SIZE(copy->depth[WEIGHTED], copy->depth[VARIANCE]));
	return copy;
}

static void
probability_out_of_range(double probability)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("probability %s is out of range, it must be from 0 to 1",
					arg_float8_text(probability)),
			 probability > 1.0 && !isinf(probability)
			 ? errhint("Write 45 %% as 0.45: divide a column of percentages by 100, and leave out what is above 100 with FILTER (WHERE ...).")
			 : errhint("Leave such deals out with FILTER (WHERE ...), and count them apart.")));
}

/* The shortest decimal that reads back to a probability. */
static void
probability_decimal(Decimal *d, double probability)
{
	char text[	DOUBLE_SHORTEST_DECIMAL_LEN + 1];
	double		percent = rint(probability * 100.0);
	uint64		digits = 0;
	int			decimals = 0;
	bool		after_point = false;
	const char *p;

	if (unlikely(!(probability >= 0.0 && probability <= 1.0)))
		probability_out_of_range(probability);

	/* Up to 15 digits a decimal that reads back to it is the shortest. */
	if (likely(percent / 100.0 == probability))
	{
		decimal_set(d, (uint64) percent, 2);
		return;
	}

	text[		double_to_shortest_decimal_bufn(probability, text)] = '\0';

	for (p = text; *p != '\0' && *p != 'e'; p++)
	{
		if (*p == '.')
		{
			after_point = true;
			continue;
		}
		digits = digits * 10 + (uint64) (*p - '0');
		decimals += after_point ? 1 : 0;
	}
	if (*p == 'e')
		decimals -= atoi(p + 1);
	decimal_set(d, digits, decimals);
}

/* After a removal: without deals nothing may be left of the sums. */
static void
check_emptied(ForecastState *state)
{
	if (state->deals > 0)
		return;
	forecast_carry(state);
	for (ForecastSum sum = WEIGHTED; sum < N_SUMS; sum++)
		if (decimal_sum_trim(forecast_sum(state, sum), state->depth[sum]) > 0)
			kpi_count_add(&state->deals, -1, FORECAST_TYPE);
}

/* A deal with both of its figures: add it (1) or take it away (-1). */
static ForecastState *
forecast_deal(ForecastState *state, Datum amount_datum, double probability, int sign)
{
	Money		money = money_from_numeric(amount_datum, "amount");
	int			amount_sign = money.units < 0 ? -sign : sign;
	Decimal		amount;
	Decimal		chance;
	Decimal		rest;
	Decimal		weighted;
	Decimal		variance;
	Decimal		product;

	decimal_set(&amount, (uint128) (money.units < 0 ? -money.units : money.units),
				4 * money.scale);
	probability_decimal(&chance, probability);
	decimal_complement(&rest, &chance);
	decimal_multiply(&weighted, &amount, &chance);
	decimal_multiply(&product, &amount, &rest);
	decimal_multiply(&variance, &weighted, &product);

	state = forecast_reserve(state,
							 decimal_depth(&weighted, forecast_top[WEIGHTED]),
							 decimal_depth(&variance, forecast_top[VARIANCE]));
	kpi_count_add(&state->deals, sign, FORECAST_TYPE);
	decimal_sum_add(forecast_sum(state, WEIGHTED), forecast_top[WEIGHTED],
					&weighted, amount_sign);
	decimal_sum_add(forecast_sum(state, VARIANCE), forecast_top[VARIANCE],
					&variance, sign);
	if (unlikely(state->deals % CARRY_EVERY == 0))
		forecast_carry(state);
	if (sign < 0)
		check_emptied(state);
	return state;
}

/*
 * One row of (state, amount, probability).  Not strict: a deal that lacks one
 * of them is counted.
 */
static inline Datum
forecast_transition(FunctionCallInfo fcinfo, int sign)
{
	ForecastState *state;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	state = PG_KPI_STATE_RW(ForecastState);
	if (PG_ARGISNULL(1))
		kpi_count_add(&state->missing_amounts, sign, FORECAST_TYPE);
	else if (PG_ARGISNULL(2))
		kpi_count_add(&state->missing_probabilities, sign, FORECAST_TYPE);
	else
		state = forecast_deal(state, PG_GETARG_DATUM(1), PG_GETARG_FLOAT8(2), sign);
	PG_RETURN_POINTER(state);
}

/* Transition of forecast_agg and weighted_forecast */
PG_FUNCTION_INFO_V1(forecast_accum);
Datum
forecast_accum(PG_FUNCTION_ARGS)
{
	return forecast_transition(fcinfo, 1);
}

PG_FUNCTION_INFO_V1(forecast_discard);
Datum
forecast_discard(PG_FUNCTION_ARGS)
{
	return forecast_transition(fcinfo, -1);
}

static Datum
forecast_merge(FunctionCallInfo fcinfo, int sign)
{
	ForecastState *state = PG_KPI_STATE_RW(ForecastState);
	ForecastState *other = PG_KPI_STATE(ForecastState, 1);

	state = forecast_reserve(state, other->depth[WEIGHTED], other->depth[VARIANCE]);
	kpi_count_add(&state->deals, sign * other->deals, FORECAST_TYPE);
	kpi_count_add(&state->missing_amounts, sign * other->missing_amounts, FORECAST_TYPE);
	kpi_count_add(&state->missing_probabilities, sign * other->missing_probabilities, FORECAST_TYPE);
	for (ForecastSum sum = WEIGHTED; sum < N_SUMS; sum++)
	{
		int64	   *limbs = forecast_sum(state, sum);
		const int64 *others = forecast_sum(other, sum);

		for (int i = 0; i < other->depth[sum]; i++)
			limbs[i] += sign * others[i];
	}
	if (state->deals >= CARRY_EVERY)
		forecast_carry(state);
	if (sign < 0)
		check_emptied(state);
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(forecast_combine);
Datum
forecast_combine(PG_FUNCTION_ARGS)
{
	return forecast_merge(fcinfo, 1);
}

PG_FUNCTION_INFO_V1(forecast_uncombine);
Datum
forecast_uncombine(PG_FUNCTION_ARGS)
{
	return forecast_merge(fcinfo, -1);
}

/* Final function of forecast_agg and rollup */
PG_FUNCTION_INFO_V1(forecast_final);
Datum
forecast_final(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(forecast_canonical(PG_KPI_STATE(ForecastState, 0)));
}

static Datum
sum_numeric(const ForecastState *state, ForecastSum sum)
{
	StringInfoData buf;

	initStringInfo(&buf);
	append_forecast_sum(&buf, forecast_canonical(state), sum);
	return kpi_numeric_from_text(buf.data);
}

static double
sum_float8(const ForecastState *state, ForecastSum sum)
{
	StringInfoData buf;

	initStringInfo(&buf);
	append_forecast_sum(&buf, forecast_canonical(state), sum);
	return strtod(buf.data, NULL);
}

/* weighted_value(summary): sum of amount * probability; 0 without deals */
PG_FUNCTION_INFO_V1(forecast_weighted_value);
Datum
forecast_weighted_value(PG_FUNCTION_ARGS)
{
	return sum_numeric(PG_KPI_STATE(ForecastState, 0), WEIGHTED);
}

/* forecast_variance(summary): exact, in the square of the currency */
PG_FUNCTION_INFO_V1(forecast_forecast_variance);
Datum
forecast_forecast_variance(PG_FUNCTION_ARGS)
{
	ForecastState *state = PG_KPI_STATE(ForecastState, 0);

	if (state->deals == 0)
		PG_RETURN_NULL();
	return sum_numeric(state, VARIANCE);
}

PG_FUNCTION_INFO_V1(forecast_forecast_stddev);
Datum
forecast_forecast_stddev(PG_FUNCTION_ARGS)
{
	ForecastState *state = PG_KPI_STATE(ForecastState, 0);

	if (state->deals == 0)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(sqrt(sum_float8(state, VARIANCE)));
}

/* weighted_forecast_ci(summary, level): weighted value -/+ z stddev */
PG_FUNCTION_INFO_V1(forecast_ci);
Datum
forecast_ci(PG_FUNCTION_ARGS)
{
	ForecastState *state = PG_KPI_STATE(ForecastState, 0);
	double		z = level_to_z(arg_level(PG_GETARG_FLOAT8(1)));
	double		mean;
	double		reach;

	if (state->deals == 0)
		PG_RETURN_NULL();
	mean = sum_float8(state, WEIGHTED);
	reach = z * sqrt(sum_float8(state, VARIANCE));
	return kpi_interval_datum(fcinfo, mean - reach, mean + reach);
}

PG_FUNCTION_INFO_V1(forecast_count);
Datum
forecast_count(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(PG_KPI_STATE(ForecastState, 0)->deals);
}

PG_FUNCTION_INFO_V1(forecast_missing_amounts);
Datum
forecast_missing_amounts(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(PG_KPI_STATE(ForecastState, 0)->missing_amounts);
}

PG_FUNCTION_INFO_V1(forecast_missing_probabilities);
Datum
forecast_missing_probabilities(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(PG_KPI_STATE(ForecastState, 0)->missing_probabilities);
}
