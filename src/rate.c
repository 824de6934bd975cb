/*-------------------------------------------------------------------------
 *
 * rate.c
 *	  rate_summary: hits among trials, for win, conversion and any other rate
 *	  by count.
 *
 * Text form: (hits,trials).  Binary form: version, hits, trials.
 *
 *-------------------------------------------------------------------------
 */
#include "abm_kpi.h"

#include <math.h>

#include "common/int.h"
#include "libpq/pqformat.h"

#include "args.h"
#include "literal.h"
#include "math/interval.h"
#include "state.h"

#define TYPE_NAME "rate_summary"

typedef struct RateState
{
	KpiState	head;
	int64		hits;
	int64		trials;
} RateState;

static bool
rate_validate(const RateState *state, Node *escontext)
{
	if (state->hits < 0 || state->trials < 0 || state->hits > state->trials)
		state_invalid(escontext, TYPE_NAME,
					  "Hits must be from 0 to trials, but are %lld of %lld.",
					  (long long) state->hits, (long long) state->trials);
	return true;
}

/* rate_summary_in(cstring): 22P02 for syntax, 22003 for impossible counts */
PG_FUNCTION_INFO_V1(rate_summary_in);
Datum
rate_summary_in(PG_FUNCTION_ARGS)
{
	Literal		lit = literal_start(fcinfo, TYPE_NAME);
	RateState  *state = kpi_state_new(sizeof(RateState));

	if (literal_char(&lit, '(') &&
		literal_int64(&lit, &state->hits) &&
		literal_char(&lit, ',') &&
		literal_int64(&lit, &state->trials) &&
		literal_char(&lit, ')') &&
		literal_end(&lit) &&
		rate_validate(state, lit.escontext))
		PG_RETURN_POINTER(state);
	PG_RETURN_NULL();
}

PG_FUNCTION_INFO_V1(rate_summary_out);
Datum
rate_summary_out(PG_FUNCTION_ARGS)
{
	RateState  *state = PG_KPI_STATE(RateState, 0);

	PG_RETURN_CSTRING(psprintf("(%lld,%lld)", (long long) state->hits,
							   (long long) state->trials));
}

PG_FUNCTION_INFO_V1(rate_summary_recv);
Datum
rate_summary_recv(PG_FUNCTION_ARGS)
{
	StringInfo	msg = (StringInfo) PG_GETARG_POINTER(0);
	RateState  *state = kpi_state_new(sizeof(RateState));

	pq_getmsgversion(msg, TYPE_NAME);
	state->hits = pq_getmsgint64(msg);
	state->trials = pq_getmsgint64(msg);
	rate_validate(state, NULL);
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(rate_summary_send);
Datum
rate_summary_send(PG_FUNCTION_ARGS)
{
	RateState  *state = PG_KPI_STATE(RateState, 0);
	StringInfoData buf;

	pq_begintypsend(&buf);
	pq_sendbyte(&buf, KPI_STATE_VERSION);
	pq_sendint64(&buf, state->hits);
	pq_sendint64(&buf, state->trials);
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}

/* rate_summary(hits, trials): counts that somebody has already made */
PG_FUNCTION_INFO_V1(rate_summary_make);
Datum
rate_summary_make(PG_FUNCTION_ARGS)
{
	RateState  *state = kpi_state_new(sizeof(RateState));

	state->hits = arg_numeric_count(PG_GETARG_DATUM(0), "hits");
	state->trials = arg_numeric_count(PG_GETARG_DATUM(1), "trials");
	rate_validate(state, NULL);
	PG_RETURN_POINTER(state);
}

/* Add to the counts, or with a negative sign take away from them. */
static inline void
rate_add(RateState *state, int64 hits, int64 trials)
{
	if (unlikely(pg_add_s64_overflow(state->trials, trials, &state->trials)))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("more than %lld trials in one %s",
						(long long) PG_INT64_MAX, TYPE_NAME)));
	state->hits += hits;
	if (unlikely(state->hits < 0 || state->hits > state->trials))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("cannot take away from a %s what is not in it", TYPE_NAME)));
}

/* Transition of rate_agg, win_rate and conversion_rate; strict. */
PG_FUNCTION_INFO_V1(rate_accum);
Datum
rate_accum(PG_FUNCTION_ARGS)
{
	RateState  *state = PG_KPI_STATE_RW(RateState);

	rate_add(state, PG_GETARG_BOOL(1) ? 1 : 0, 1);
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(rate_discard);
Datum
rate_discard(PG_FUNCTION_ARGS)
{
	RateState  *state = PG_KPI_STATE_RW(RateState);

	rate_add(state, PG_GETARG_BOOL(1) ? -1 : 0, -1);
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(rate_combine);
Datum
rate_combine(PG_FUNCTION_ARGS)
{
	RateState  *state = PG_KPI_STATE_RW(RateState);
	RateState  *other = PG_KPI_STATE(RateState, 1);

	rate_add(state, other->hits, other->trials);
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(rate_uncombine);
Datum
rate_uncombine(PG_FUNCTION_ARGS)
{
	RateState  *state = PG_KPI_STATE_RW(RateState);
	RateState  *other = PG_KPI_STATE(RateState, 1);

	rate_add(state, -other->hits, -other->trials);
	PG_RETURN_POINTER(state);
}

/* Final function of rate_agg and rollup: the state is canonical, copy it. */
PG_FUNCTION_INFO_V1(rate_final);
Datum
rate_final(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(kpi_state_copy(PG_KPI_STATE(RateState, 0)));
}

/* rate(summary): hits / trials, 0..1; NULL without trials */
PG_FUNCTION_INFO_V1(rate_rate);
Datum
rate_rate(PG_FUNCTION_ARGS)
{
	RateState  *state = PG_KPI_STATE(RateState, 0);

	if (state->trials == 0)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8((double) state->hits / (double) state->trials);
}

PG_FUNCTION_INFO_V1(rate_hits);
Datum
rate_hits(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(PG_KPI_STATE(RateState, 0)->hits);
}

PG_FUNCTION_INFO_V1(rate_trials);
Datum
rate_trials(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(PG_KPI_STATE(RateState, 0)->trials);
}

/* rate_ci(summary, level): Wilson score interval; NULL without trials */
PG_FUNCTION_INFO_V1(rate_ci);
Datum
rate_ci(PG_FUNCTION_ARGS)
{
	RateState  *state = PG_KPI_STATE(RateState, 0);
	double		z = level_to_z(arg_level(PG_GETARG_FLOAT8(1)));
	Interval2	ci;

	if (state->trials == 0)
		PG_RETURN_NULL();
	ci = wilson_interval((double) state->hits, (double) state->trials, z);
	return kpi_interval_datum(fcinfo, ci.low, ci.high);
}

/*
 * rate_compare(a, b, level): difference of two rates with Newcombe's hybrid
 * score interval, lift, z and p; NULL where either has no trials
 */
PG_FUNCTION_INFO_V1(rate_compare);
Datum
rate_compare(PG_FUNCTION_ARGS)
{
	RateState  *a = PG_KPI_STATE(RateState, 0);
	RateState  *b = PG_KPI_STATE(RateState, 1);
	double		z = level_to_z(arg_level(PG_GETARG_FLOAT8(2)));
	TwoSampleTest t;

	if (a->trials == 0 || b->trials == 0)
		PG_RETURN_NULL();
	t = compare_rates((double) a->hits, (double) a->trials,
					  (double) b->hits, (double) b->trials, z);
	return kpi_comparison_datum(fcinfo, t);
}

/*
 * rate_lift_ci(a, b, level): Katz's log interval of rate(a) / rate(b) - 1; NULL
 * where either has no hits, or neither a miss
 */
PG_FUNCTION_INFO_V1(rate_lift_ci);
Datum
rate_lift_ci(PG_FUNCTION_ARGS)
{
	RateState  *a = PG_KPI_STATE(RateState, 0);
	RateState  *b = PG_KPI_STATE(RateState, 1);
	double		z = level_to_z(arg_level(PG_GETARG_FLOAT8(2)));
	Interval2	ci = lift_interval((double) a->hits, (double) a->trials,
								   (double) b->hits, (double) b->trials, z);

	if (isnan(ci.low))
		PG_RETURN_NULL();
	return kpi_interval_datum(fcinfo, ci.low, ci.high);
}
