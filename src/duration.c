/*-------------------------------------------------------------------------
 *
 * duration.c
 *	  duration_summary: how long things took, and how long those that have
 *	  not ended have been going on.  Here the state is built and merged;
 *	  duration_io.c is its doors, duration_read.c reads it.
 *
 *-------------------------------------------------------------------------
 */
#include "duration.h"

#include "datatype/timestamp.h"
#include "utils/timestamp.h"

#include "args.h"

/* The group constants that a row brings. */
typedef struct Setup
{
	int64		resolution;
	AsOfKind	kind;
	int64		as_of;
} Setup;

/* A state without rows has no group constants. */
static void
duration_canonical(DurationState *state)
{
	if (state->head.n > 0)
		return;
	state->head.head.flags[0] = AS_OF_UNSET;
	state->resolution = 0;
	state->as_of = 0;
}

/* What two as_of or resolutions that differ are told. */
static void
constant_differs(const char *name)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("%s must be the same in all rows of a group", name),
			 errhint("Group by %s, or give one value.", name)));
}

/* Group constants: set by the first row, equal in all others. */
static inline void
setup_check(DurationState *state, const Setup *setup)
{
	if (likely(state->resolution == setup->resolution &&
			   duration_as_of_kind(state) == setup->kind &&
			   state->as_of == setup->as_of))
		return;
	if (state->resolution != 0)
		constant_differs(state->resolution != setup->resolution ? "resolution" : "as_of");
	state->resolution = setup->resolution;
	state->head.head.flags[0] = setup->kind;
	state->as_of = setup->as_of;
}

/* Add an elapsed time and its square to the sums, or take them away. */
static inline void
sums_add(DurationState *state, int128 elapsed, Wide square, bool is_removal)
{
	Wide		squares = duration_squares(state);

	state->elapsed += is_removal ? -elapsed : elapsed;
	if (unlikely(is_removal ? !wide_subtract(&squares, square) : !wide_add(&squares, square)))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("the squares of the elapsed times leave the range of a %s",
						DURATION_TYPE)));
	state->squares_low = squares.low;
	state->head.extra = squares.high;
}

static inline Wide
square_of(int64 elapsed)
{
	Wide		square = {(uint128) elapsed * (uint64) elapsed, 0};

	return square;
}

/* One row of so many microseconds: add it (1) or take it away (-1). */
static inline DurationState *
duration_add(DurationState *state, const Setup *setup, int64 elapsed,
			 bool is_open, int sign)
{
	int64		key = elapsed_key(elapsed, setup->resolution, is_open);

	setup_check(state, setup);
	state = histogram_add(state, DURATION_FIXED, key, sign);
	if (likely(!is_open && elapsed >= 0))
		sums_add(state, elapsed, square_of(elapsed), sign < 0);
	duration_canonical(state);
	return state;
}

/*
 * One row of (state, started, ended[, as_of[, resolution]]).  A NULL end is
 * censored at as_of, and so is an end after it, which was not known then.
 */
static inline Datum
duration_transition(FunctionCallInfo fcinfo, const Span *span, int sign)
{
	Setup		setup = {USECS_PER_DAY, AS_OF_NONE, 0};
	bool		has_end = !PG_ARGISNULL(2);
	bool		has_as_of = PG_NARGS() > 3 && !PG_ARGISNULL(3);
	bool		is_open = has_as_of && (!has_end || span->ended > span->as_of);
	int64		elapsed;

	if (PG_NARGS() > 4)
	{
		arg_not_null(fcinfo, 4, "resolution");
		setup.resolution = arg_fixed_length(PG_GETARG_INTERVAL_P(4), "resolution");
	}
	if (!has_end && !has_as_of)
		return PG_GETARG_DATUM(0);
	if (has_as_of)
	{
		setup.kind = span->clock == CLOCK_INSTANT ? AS_OF_INSTANT : AS_OF_LOCAL;
		setup.as_of = span->as_of;
	}
	elapsed = elapsed_between(span->started, is_open ? span->as_of : span->ended);
	PG_RETURN_POINTER(duration_add(PG_KPI_STATE_RW(DurationState), &setup,
								   elapsed, is_open, sign));
}

/* Not strict: a NULL end has a meaning. */
#define DURATION_FUNCTION(name, span_of, sign) \
PG_FUNCTION_INFO_V1(name); \
Datum \
name(PG_FUNCTION_ARGS) \
{ \
	Span		span; \
\
	if (PG_ARGISNULL(0)) \
		PG_RETURN_NULL(); \
	if (PG_ARGISNULL(1)) \
		return PG_GETARG_DATUM(0); \
	span = span_of(fcinfo, 1); \
	return duration_transition(fcinfo, &span, sign); \
}

DURATION_FUNCTION(duration_accum_timestamptz, span_timestamptz, 1)
DURATION_FUNCTION(duration_accum_timestamp, span_timestamp, 1)
DURATION_FUNCTION(duration_accum_date, span_date, 1)
DURATION_FUNCTION(duration_accum_mixed, span_mixed, 1)
DURATION_FUNCTION(duration_accum_mixed_instant, span_mixed_instant, 1)
DURATION_FUNCTION(duration_discard_timestamptz, span_timestamptz, -1)
DURATION_FUNCTION(duration_discard_timestamp, span_timestamp, -1)
DURATION_FUNCTION(duration_discard_date, span_date, -1)
DURATION_FUNCTION(duration_discard_mixed, span_mixed, -1)
DURATION_FUNCTION(duration_discard_mixed_instant, span_mixed_instant, -1)

static Datum
duration_merge(FunctionCallInfo fcinfo, int sign)
{
	DurationState *state = PG_KPI_STATE_RW(DurationState);
	DurationState *other = PG_KPI_STATE(DurationState, 1);
	Setup		setup = {other->resolution, duration_as_of_kind(other), other->as_of};

	if (other->head.n == 0)
		PG_RETURN_POINTER(state);
	setup_check(state, &setup);
	state = histogram_merge(state, other, DURATION_FIXED, sign);
	sums_add(state, other->elapsed, duration_squares(other), sign < 0);
	duration_canonical(state);
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(duration_combine);
Datum
duration_combine(PG_FUNCTION_ARGS)
{
	return duration_merge(fcinfo, 1);
}

PG_FUNCTION_INFO_V1(duration_uncombine);
Datum
duration_uncombine(PG_FUNCTION_ARGS)
{
	return duration_merge(fcinfo, -1);
}

/* Final function of duration_agg and rollup: a copy without spare room. */
PG_FUNCTION_INFO_V1(duration_final);
Datum
duration_final(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(histogram_trim(PG_KPI_STATE(DurationState, 0), DURATION_FIXED));
}

/*
 * duration_summary(days, ended, open): counts that are already made, per
 * number of whole days.  It knows no as_of, so it merges with summaries that
 * were built without one.
 */
PG_FUNCTION_INFO_V1(duration_summary_make);
Datum
duration_summary_make(PG_FUNCTION_ARGS)
{
	Setup		setup = {USECS_PER_DAY, AS_OF_NONE, 0};
	DurationState *state = kpi_state_new(DURATION_FIXED);
	Datum	   *days;
	Datum	   *ended;
	Datum	   *open;
	int			n = arg_numeric_array(PG_GETARG_DATUM(0), "days", &days);
	int			n_ended = arg_numeric_array(PG_GETARG_DATUM(1), "ended", &ended);
	int			n_open = arg_numeric_array(PG_GETARG_DATUM(2), "open", &open);

	if (n != n_ended || n != n_open)
		ereport(ERROR,
				(errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
				 errmsg("days, ended and open must have equally many elements, not %d, %d and %d",
						n, n_ended, n_open)));
	for (int i = 0; i < n; i++)
	{
		int64		unit = arg_numeric_count(days[i], "days");
		int64		n_ends = arg_numeric_count(ended[i], "ended");
		int64		n_opens = arg_numeric_count(open[i], "open");

		CHECK_FOR_INTERRUPTS();
		if (unit > PG_INT64_MAX / USECS_PER_DAY)
			ereport(ERROR,
					(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
					 errmsg("days %lld is out of range, it must be from 0 to %lld",
							(long long) unit, (long long) (PG_INT64_MAX / USECS_PER_DAY))));
		if (n_ends > 0)
		{
			int64		elapsed = unit * USECS_PER_DAY;
			Wide		squares;

			if (!wide_multiply(&squares, square_of(elapsed).low, (uint64) n_ends))
				squares = wide_max; /* the sum will say so */
			sums_add(state, (int128) elapsed * n_ends, squares, false);
			state = histogram_add(state, DURATION_FIXED, 2 * unit, n_ends);
		}
		if (n_opens > 0)
			state = histogram_add(state, DURATION_FIXED, 2 * unit + 1, n_opens);
	}
	if (state->head.n > 0)
		setup_check(state, &setup);
	PG_RETURN_POINTER(histogram_trim(state, DURATION_FIXED));
}
