/*-------------------------------------------------------------------------
 *
 * forecast_io.c
 *	  The doors of forecast_summary: text, binary and the validator of both.
 *
 * Text form: (deals,missing_amounts,missing_probabilities,weighted,variance),
 * the sums as plain decimals.  Binary form: version, the three counts, the
 * number of limbs of each sum, and the limbs.
 *
 *-------------------------------------------------------------------------
 */
#include "forecast.h"

#include <math.h>

#include "libpq/pqformat.h"

/* A little above what money_from_numeric() lets in, for a rounded bound. */
#define AMOUNT_BOUND 9.3e14

/* The sum in floating point, for bounds. */
static double
rough_value(ForecastState *state, ForecastSum sum)
{
	const int64 *limbs = forecast_sum(state, sum);
	double		value = 0.0;

	for (int i = 0; i < state->depth[sum]; i++)
		value += (double) limbs[i] * pow(10.0, DECIMAL_DIGITS * (forecast_top[sum] - 1 - i));
	return value;
}

/* The state is in canonical form. */
static bool
forecast_validate(ForecastState *state, Node *escontext)
{
	double		deals = (double) state->deals;

	if (state->deals < 0 || state->missing_amounts < 0 || state->missing_probabilities < 0)
		state_invalid(escontext, FORECAST_TYPE, "A count is negative.");
	for (ForecastSum sum = WEIGHTED; sum < N_SUMS; sum++)
		if (!decimal_sum_is_canonical(forecast_sum(state, sum), state->depth[sum]))
			state_invalid(escontext, FORECAST_TYPE, "The digits of a sum are out of range.");
	if (fabs(rough_value(state, WEIGHTED)) > deals * AMOUNT_BOUND)
		state_invalid(escontext, FORECAST_TYPE,
					  "The weighted amount is too large for %lld deals.",
					  (long long) state->deals);
	if (rough_value(state, VARIANCE) < 0.0 ||
		rough_value(state, VARIANCE) > deals * AMOUNT_BOUND * AMOUNT_BOUND / 4.0)
		state_invalid(escontext, FORECAST_TYPE,
					  "The variance is negative, or too large for %lld deals.",
					  (long long) state->deals);
	return true;
}

/* A sum of a canonical state as a plain decimal. */
void
append_forecast_sum(StringInfo buf, ForecastState *state, ForecastSum sum)
{
	const int64 *limbs = forecast_sum(state, sum);
	int			n = state->depth[sum];
	int			top = forecast_top[sum];
	int			first = 0;

	while (first < Min(n, top - 1) && limbs[first] == 0)
		first++;
	for (int i = 0; i < n; i++)
		if (limbs[i] < 0)
		{
			appendStringInfoChar(buf, '-');
			break;
		}
	if (first >= n)
		appendStringInfoChar(buf, '0');
	for (int i = first; i < Max(n, top) && first < n; i++)
	{
		int			limb = i < n ? abs((int) limbs[i]) : 0;

		if (i == top)
			appendStringInfoChar(buf, '.');
		appendStringInfo(buf, i == first ? "%d" : "%08d", limb);
	}
	if (n > top)
		while (buf->data[buf->len - 1] == '0')
			buf->data[--buf->len] = '\0';
}

/* Put so many digits into the limbs, from the given place below the top on. */
static void
put_digits(int64 *limbs, int place, const char *digits, int n)
{
	static const int power_of_ten[] = {10000000, 1000000, 100000, 10000, 1000, 100, 10, 1};

	for (int i = 0; i < n; i++, place++)
		limbs[place / DECIMAL_DIGITS] += (digits[i] - '0') * power_of_ten[place % DECIMAL_DIGITS];
}

/* Read a plain decimal into the limbs of a sum. */
static bool
literal_sum(Literal *lit, ForecastSum sum, int64 *limbs, int32 *depth)
{
	bool		is_negative = literal_peek(lit, '-');
	const char *digits = "0123456789";
	const char *decimals;
	Size		n = strspn(lit->at, digits);
	Size		n_decimals = 0;
	int			point = forecast_top[sum] * DECIMAL_DIGITS;

	decimals = lit->at + n;
	if (*decimals == '.')
	{
		n_decimals = strspn(++decimals, digits);
		if (n_decimals == 0)
			return literal_error(lit);
	}
	if (n == 0 || n > (Size) point ||
		n_decimals > (Size) (forecast_max_depth[sum] * DECIMAL_DIGITS - point))
		return literal_error(lit);

	memset(limbs, 0, forecast_max_depth[sum] * sizeof(int64));
	put_digits(limbs, point - (int) n, lit->at, (int) n);
	put_digits(limbs, point, decimals, (int) n_decimals);
	lit->at = decimals + n_decimals;
	*depth = decimal_sum_trim(limbs, forecast_max_depth[sum]);
	if (is_negative)
		for (int i = 0; i < *depth; i++)
			limbs[i] = -limbs[i];
	return true;
}

/* A state with the limbs of both sums. */
static ForecastState *
forecast_make(const int64 *weighted, int n_weighted, const int64 *variance, int n_variance)
{
	ForecastState *state = kpi_state_new(FORECAST_SIZE(n_weighted, n_variance));

	state->depth[WEIGHTED] = n_weighted;
	state->depth[VARIANCE] = n_variance;
	memcpy(forecast_sum(state, WEIGHTED), weighted, n_weighted * sizeof(int64));
	memcpy(forecast_sum(state, VARIANCE), variance, n_variance * sizeof(int64));
	return state;
}

/* forecast_summary_in(cstring): 22P02 for syntax, 22003 for the impossible */
PG_FUNCTION_INFO_V1(forecast_summary_in);
Datum
forecast_summary_in(PG_FUNCTION_ARGS)
{
	Literal		lit = literal_start(fcinfo, FORECAST_TYPE);
	int64	   *limbs[N_SUMS];
	int32		depth[N_SUMS];
	int64		counts[3];
	ForecastState *state;

	for (int i = 0; i < 3; i++)
		if (!literal_char(&lit, i == 0 ? '(' : ',') || !literal_int64(&lit, &counts[i]))
			PG_RETURN_NULL();
	for (ForecastSum sum = WEIGHTED; sum < N_SUMS; sum++)
	{
		limbs[sum] = palloc(forecast_max_depth[sum] * sizeof(int64));
		if (!literal_char(&lit, ',') || !literal_sum(&lit, sum, limbs[sum], &depth[sum]))
			PG_RETURN_NULL();
	}
	if (!literal_char(&lit, ')') || !literal_end(&lit))
		PG_RETURN_NULL();
	state = forecast_make(limbs[WEIGHTED], depth[WEIGHTED], limbs[VARIANCE], depth[VARIANCE]);
	state->deals = counts[0];
	state->missing_amounts = counts[1];
	state->missing_probabilities = counts[2];
	if (!forecast_validate(state, lit.escontext))
		PG_RETURN_NULL();
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(forecast_summary_out);
Datum
forecast_summary_out(PG_FUNCTION_ARGS)
{
	ForecastState *state = forecast_canonical(PG_KPI_STATE(ForecastState, 0));
	StringInfoData buf;

	initStringInfo(&buf);
	appendStringInfo(&buf, "(%lld,%lld,%lld", (long long) state->deals,
					 (long long) state->missing_amounts,
					 (long long) state->missing_probabilities);
	for (ForecastSum sum = WEIGHTED; sum < N_SUMS; sum++)
	{
		appendStringInfoChar(&buf, ',');
		append_forecast_sum(&buf, state, sum);
	}
	appendStringInfoChar(&buf, ')');
	PG_RETURN_CSTRING(buf.data);
}

PG_FUNCTION_INFO_V1(forecast_summary_recv);
Datum
forecast_summary_recv(PG_FUNCTION_ARGS)
{
	StringInfo	msg = (StringInfo) PG_GETARG_POINTER(0);
	int64	   *limbs[N_SUMS];
	int32		depth[N_SUMS];
	int64		counts[3];
	ForecastState *state;

	pq_getmsgversion(msg, FORECAST_TYPE);
	for (int i = 0; i < 3; i++)
		counts[i] = pq_getmsgint64(msg);
	for (ForecastSum sum = WEIGHTED; sum < N_SUMS; sum++)
	{
		depth[sum] = pq_getmsgbyte(msg);
		if (depth[sum] > forecast_max_depth[sum])
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
					 errmsg("invalid %s", FORECAST_TYPE),
					 errdetail("A sum has %d limbs, at most %d are possible.",
							   depth[sum], forecast_max_depth[sum])));
		limbs[sum] = palloc(forecast_max_depth[sum] * sizeof(int64));
		for (int i = 0; i < depth[sum]; i++)
			limbs[sum][i] = (int32) pq_getmsgint(msg, 4);
	}
	state = forecast_make(limbs[WEIGHTED], depth[WEIGHTED], limbs[VARIANCE], depth[VARIANCE]);
	state->deals = counts[0];
	state->missing_amounts = counts[1];
	state->missing_probabilities = counts[2];
	forecast_validate(state, NULL);
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(forecast_summary_send);
Datum
forecast_summary_send(PG_FUNCTION_ARGS)
{
	ForecastState *state = forecast_canonical(PG_KPI_STATE(ForecastState, 0));
	StringInfoData buf;

	pq_begintypsend(&buf);
	pq_sendbyte(&buf, KPI_STATE_VERSION);
	pq_sendint64(&buf, state->deals);
	pq_sendint64(&buf, state->missing_amounts);
	pq_sendint64(&buf, state->missing_probabilities);
	for (ForecastSum sum = WEIGHTED; sum < N_SUMS; sum++)
	{
		const int64 *limbs = forecast_sum(state, sum);

		pq_sendbyte(&buf, state->depth[sum]);
		for (int i = 0; i < state->depth[sum]; i++)
			pq_sendint32(&buf, (int32) limbs[i]);
	}
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}
