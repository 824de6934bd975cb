/*-------------------------------------------------------------------------
 *
 * funnel.c
 *	  funnel_summary: units counted by how far they got in a funnel.
 *
 * The state has one exact counter per level from 0 to the number of steps,
 * which is a group constant; a state without units has none.
 *
 * Text form: (steps;n0,n1,...) with the units of level 0, 1 and so on, (0)
 * without units.  Binary form: version, steps, the counters.
 *
 *-------------------------------------------------------------------------
 */
#include "abm_kpi.h"

#include <math.h>

#include "common/int.h"
#include "funcapi.h"
#include "utils/tuplestore.h"
#include "libpq/pqformat.h"

#include "args.h"
#include "literal.h"
#include "math/funnel.h"
#include "math/interval.h"
#include "state.h"

#define TYPE_NAME "funnel_summary"

typedef struct FunnelState
{
	KpiState	head;			/* flags: number of steps, 0 without units */
	int64		counts[FLEXIBLE_ARRAY_MEMBER];	/* per level from 0 on */
} FunnelState;

#define N_STEPS(state) ((state)->head.flags[0])

static FunnelState *
funnel_new(int n_steps)
{
	int			n = n_steps == 0 ? 0 : n_steps + 1;
	FunnelState *state = kpi_state_new(offsetof(FunnelState, counts) + n * sizeof(int64));

	N_STEPS(state) = (uint8) n_steps;
	return state;
}

static void
too_many_units(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("more than %lld units in one %s", (long long) PG_INT64_MAX, TYPE_NAME)));
}

/* Units that got to a level or further; false if they are beyond a bigint. */
static bool
sum_reached(const FunnelState *state, int level, int64 *total)
{
	*total = 0;
	for (int i = level; N_STEPS(state) != 0 && i <= N_STEPS(state); i++)
		if (pg_add_s64_overflow(*total, state->counts[i], total))
			return false;
	return true;
}

static int64
funnel_reached(const FunnelState *state, int level)
{
	int64		total;

	if (!sum_reached(state, level, &total))
		too_many_units();
	return total;
}

/* A state without units has no steps. */
static FunnelState *
funnel_canonical(FunnelState *state)
{
	for (int i = 0; N_STEPS(state) != 0 && i <= N_STEPS(state); i++)
		if (state->counts[i] != 0)
			return state;
	return funnel_new(0);
}

static bool
funnel_validate(const FunnelState *state, Node *escontext)
{
	int64		total;

	if (N_STEPS(state) > FUNNEL_MAX_STEPS)
		state_invalid(escontext, TYPE_NAME, "There are %d steps, but at most %d are possible.",
					  N_STEPS(state), FUNNEL_MAX_STEPS);
	for (int i = 0; N_STEPS(state) != 0 && i <= N_STEPS(state); i++)
		if (state->counts[i] < 0)
			state_invalid(escontext, TYPE_NAME, "The count of level %d must be 0 or more, but is %lld.",
						  i, (long long) state->counts[i]);
	if (!sum_reached(state, 0, &total))
		state_invalid(escontext, TYPE_NAME, "There are more than %lld units.",
					  (long long) PG_INT64_MAX);
	if ((total == 0) != (N_STEPS(state) == 0))
		state_invalid(escontext, TYPE_NAME, "There are steps, but there are no units.");
	return true;
}

/* funnel_summary_in(cstring): 22P02 for syntax, 22003 for impossible counts */
PG_FUNCTION_INFO_V1(funnel_summary_in);
Datum
funnel_summary_in(PG_FUNCTION_ARGS)
{
	Literal		lit = literal_start(fcinfo, TYPE_NAME);
	FunnelState *state;
	const char *start;
	int64		n_steps;

	if (!literal_char(&lit, '('))
		PG_RETURN_NULL();
	start = lit.at;
	if (!literal_int64(&lit, &n_steps))
		PG_RETURN_NULL();
	if (n_steps < 0 || n_steps > FUNNEL_MAX_STEPS)
	{
		lit.at = start;
		literal_error(&lit);
		PG_RETURN_NULL();
	}
	state = funnel_new((int) n_steps);
	for (int i = 0; n_steps != 0 && i <= n_steps; i++)
		if (!literal_char(&lit, i == 0 ? ';' : ',') ||
			!literal_int64(&lit, &state->counts[i]))
			PG_RETURN_NULL();
	if (!literal_char(&lit, ')') || !literal_end(&lit))
		PG_RETURN_NULL();
	state = funnel_canonical(state);
	if (!funnel_validate(state, lit.escontext))
		PG_RETURN_NULL();
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(funnel_summary_out);
Datum
funnel_summary_out(PG_FUNCTION_ARGS)
{
	FunnelState *state = PG_KPI_STATE(FunnelState, 0);
	StringInfoData buf;

	initStringInfo(&buf);
	appendStringInfo(&buf, "(%d", N_STEPS(state));
	for (int i = 0; N_STEPS(state) != 0 && i <= N_STEPS(state); i++)
		appendStringInfo(&buf, "%c%lld", i == 0 ? ';' : ',', (long long) state->counts[i]);
	appendStringInfoChar(&buf, ')');
	PG_RETURN_CSTRING(buf.data);
}

PG_FUNCTION_INFO_V1(funnel_summary_recv);
Datum
funnel_summary_recv(PG_FUNCTION_ARGS)
{
	StringInfo	msg = (StringInfo) PG_GETARG_POINTER(0);
	FunnelState *state;
	int			n_steps;

	pq_getmsgversion(msg, TYPE_NAME);
	n_steps = pq_getmsgbyte(msg);
	state = funnel_new(n_steps);
	for (int i = 0; n_steps != 0 && i <= n_steps; i++)
		state->counts[i] = pq_getmsgint64(msg);
	funnel_validate(state, NULL);
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(funnel_summary_send);
Datum
funnel_summary_send(PG_FUNCTION_ARGS)
{
	FunnelState *state = PG_KPI_STATE(FunnelState, 0);
	StringInfoData buf;

	pq_begintypsend(&buf);
	pq_sendbyte(&buf, KPI_STATE_VERSION);
	pq_sendbyte(&buf, N_STEPS(state));
	for (int i = 0; N_STEPS(state) != 0 && i <= N_STEPS(state); i++)
		pq_sendint64(&buf, state->counts[i]);
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}

/* funnel_summary(units): units of level 0, 1, 2 ..., already counted */
PG_FUNCTION_INFO_V1(funnel_summary_make);
Datum
funnel_summary_make(PG_FUNCTION_ARGS)
{
	Datum	   *elements;
	int			n = arg_numeric_array(PG_GETARG_DATUM(0), "units", &elements);
	FunnelState *state;

	if (n < 2 || n > FUNNEL_MAX_STEPS + 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("units must have from 2 to %d elements, for level 0 and each step, not %d",
						FUNNEL_MAX_STEPS + 1, n)));
	state = funnel_new(n - 1);
	for (int i = 0; i < n; i++)
		state->counts[i] = arg_numeric_count(elements[i], "units");
	state = funnel_canonical(state);
	funnel_validate(state, NULL);
	PG_RETURN_POINTER(state);
}

/* Group constant: one number of steps; the first unit makes the counters. */
static inline FunnelState *
funnel_with_steps(FunnelState *state, int n_steps)
{
	if (likely(N_STEPS(state) == n_steps))
		return state;
	if (N_STEPS(state) != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("cannot merge a funnel of %d steps with a funnel of %d steps",
						N_STEPS(state), n_steps),
				 errhint("n_steps must be the same in all rows of a group.")));
	return funnel_new(n_steps);
}

static inline void
count_add(FunnelState *state, int level, int64 n)
{
	int64		count;

	if (unlikely(pg_add_s64_overflow(state->counts[level], n, &count)))
		too_many_units();
	if (unlikely(count < 0))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("cannot take away from a %s what is not in it", TYPE_NAME)));
	state->counts[level] = count;
}

/* Not strict: a NULL n_steps is an error, and not a lost unit. */
static Datum
funnel_transition(FunctionCallInfo fcinfo, int sign)
{
	FunnelState *state;
	int32		level;
	int32		n_steps;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	if (PG_ARGISNULL(1))
		return PG_GETARG_DATUM(0);
	arg_not_null(fcinfo, 2, "n_steps");
	level = PG_GETARG_INT32(1);
	n_steps = PG_GETARG_INT32(2);
	if (unlikely(n_steps < 1 || n_steps > FUNNEL_MAX_STEPS))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("n_steps %d is out of range, it must be from 1 to %d",
						n_steps, FUNNEL_MAX_STEPS)));
	if (unlikely(level < 0 || level > n_steps))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("level %d is out of range, it must be from 0 to n_steps, which is %d",
						level, n_steps)));
	state = funnel_with_steps(PG_KPI_STATE_RW(FunnelState), n_steps);
	count_add(state, level, sign);
	PG_RETURN_POINTER(sign < 0 ? funnel_canonical(state) : state);
}

PG_FUNCTION_INFO_V1(funnel_accum);
Datum
funnel_accum(PG_FUNCTION_ARGS)
{
	return funnel_transition(fcinfo, 1);
}

PG_FUNCTION_INFO_V1(funnel_discard);
Datum
funnel_discard(PG_FUNCTION_ARGS)
{
	return funnel_transition(fcinfo, -1);
}

static Datum
funnel_merge(FunctionCallInfo fcinfo, int sign)
{
	FunnelState *state = PG_KPI_STATE_RW(FunnelState);
	FunnelState *other = PG_KPI_STATE(FunnelState, 1);

	if (N_STEPS(other) == 0)
		PG_RETURN_POINTER(state);
	state = funnel_with_steps(state, N_STEPS(other));
	for (int i = 0; i <= N_STEPS(other); i++)
		count_add(state, i, sign * other->counts[i]);
	PG_RETURN_POINTER(sign < 0 ? funnel_canonical(state) : state);
}

PG_FUNCTION_INFO_V1(funnel_combine);
Datum
funnel_combine(PG_FUNCTION_ARGS)
{
	return funnel_merge(fcinfo, 1);
}

PG_FUNCTION_INFO_V1(funnel_uncombine);
Datum
funnel_uncombine(PG_FUNCTION_ARGS)
{
	return funnel_merge(fcinfo, -1);
}

/* Final function of funnel_agg and rollup: a copy that the validator accepts. */
PG_FUNCTION_INFO_V1(funnel_final);
Datum
funnel_final(PG_FUNCTION_ARGS)
{
	FunnelState *state = PG_KPI_STATE(FunnelState, 0);

	funnel_reached(state, 0);
	PG_RETURN_POINTER(kpi_state_copy(state));
}

/* reached(summary, step): units that got there or further; of 0, all units */
PG_FUNCTION_INFO_V1(funnel_reached_step);
Datum
funnel_reached_step(PG_FUNCTION_ARGS)
{
	FunnelState *state = PG_KPI_STATE(FunnelState, 0);
	int32		step = PG_GETARG_INT32(1);
	int			n_steps = N_STEPS(state) != 0 ? N_STEPS(state) : FUNNEL_MAX_STEPS;

	if (step < 0 || step > n_steps)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("step %d is out of range, it must be from 0 to %d", step, n_steps)));
	PG_RETURN_INT64(funnel_reached(state, step));
}

/* units(summary): all of them */
PG_FUNCTION_INFO_V1(funnel_units);
Datum
funnel_units(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(funnel_reached(PG_KPI_STATE(FunnelState, 0), 0));
}

/* entered(summary): units that took step 1 */
PG_FUNCTION_INFO_V1(funnel_entered);
Datum
funnel_entered(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(funnel_reached(PG_KPI_STATE(FunnelState, 0), 1));
}

/* completed(summary): units that took the last step */
PG_FUNCTION_INFO_V1(funnel_completed);
Datum
funnel_completed(PG_FUNCTION_ARGS)
{
	FunnelState *state = PG_KPI_STATE(FunnelState, 0);

	PG_RETURN_INT64(N_STEPS(state) == 0 ? 0 : state->counts[N_STEPS(state)]);
}

/* hits / trials; NaN, which becomes NULL, without trials */
static double
share(int64 hits, int64 trials)
{
	return trials == 0 ? NAN : (double) hits / (double) trials;
}

static void
put_row(FunctionCallInfo fcinfo, KpiRow *row, int step, int64 reached)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;

	row->values[0] = Int32GetDatum(step);
	row->values[1] = Int64GetDatum(reached);
	row->nulls[0] = row->nulls[1] = false;
	tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, row->values, row->nulls);
}

/*
 * funnel_steps(summary): a row per step with the units that reached it, their
 * share of those of the step before and of the first step, and the share lost
 */
PG_FUNCTION_INFO_V1(funnel_steps);
Datum
funnel_steps(PG_FUNCTION_ARGS)
{
	FunnelState *state = PG_KPI_STATE(FunnelState, 0);
	int64		first = funnel_reached(state, 1);

	InitMaterializedSRF(fcinfo, 0);
	for (int step = 1; step <= N_STEPS(state); step++)
	{
		int64		reached = funnel_reached(state, step);
		int64		previous = step == 1 ? 0 : funnel_reached(state, step - 1);
		KpiRow		row;

		kpi_row_init(&row);
		kpi_row_float8(&row, 2, share(reached, previous));
		kpi_row_float8(&row, 3, share(reached, first));
		kpi_row_float8(&row, 4, share(previous - reached, previous));
		put_row(fcinfo, &row, step, reached);
	}
	PG_RETURN_NULL();
}

static void
put_interval(KpiRow *row, int column, int64 hits, int64 trials, double z)
{
	Interval2	ci;

	if (trials == 0)
		return;
	ci = wilson_interval((double) hits, (double) trials, z);
	kpi_row_float8(row, column, ci.low);
	kpi_row_float8(row, column + 1, ci.high);
}

/* funnel_steps_ci(summary, level): Wilson limits of both rates of each step */
PG_FUNCTION_INFO_V1(funnel_steps_ci);
Datum
funnel_steps_ci(PG_FUNCTION_ARGS)
{
	FunnelState *state = PG_KPI_STATE(FunnelState, 0);
	double		z = level_to_z(arg_level(PG_GETARG_FLOAT8(1)));
	int64		first = funnel_reached(state, 1);

	InitMaterializedSRF(fcinfo, 0);
	for (int step = 1; step <= N_STEPS(state); step++)
	{
		int64		reached = funnel_reached(state, step);
		KpiRow		row;

		kpi_row_init(&row);
		/* That those of step 1 have reached step 1 is no estimate. */
		if (step > 1)
		{
			put_interval(&row, 2, reached, funnel_reached(state, step - 1), z);
			put_interval(&row, 4, reached, first, z);
		}
		put_row(fcinfo, &row, step, reached);
	}
	PG_RETURN_NULL();
}
