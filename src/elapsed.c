/*-------------------------------------------------------------------------
 *
 * elapsed.c
 *	  Elapsed time as keys of a histogram: what duration and deal share.
 *
 *-------------------------------------------------------------------------
 */
#include "elapsed.h"

#include <math.h>

#include "common/int.h"
#include "datatype/timestamp.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/timestamp.h"

#include "args.h"
#include "math/special.h"

static inline bool
has_arg(FunctionCallInfo fcinfo, int argno)
{
	return PG_NARGS() > argno && !PG_ARGISNULL(argno);
}

Span
span_timestamptz(FunctionCallInfo fcinfo, int first)
{
	Span		s = {0, 0, 0, CLOCK_INSTANT};

	s.started = arg_timestamptz(PG_GETARG_TIMESTAMPTZ(first), "started");
	if (has_arg(fcinfo, first + 1))
		s.ended = arg_timestamptz(PG_GETARG_TIMESTAMPTZ(first + 1), "ended");
	if (has_arg(fcinfo, first + 2))
		s.as_of = arg_timestamptz(PG_GETARG_TIMESTAMPTZ(first + 2), "as_of");
	return s;
}

Span
span_timestamp(FunctionCallInfo fcinfo, int first)
{
	Span		s = span_timestamptz(fcinfo, first);

	s.clock = CLOCK_LOCAL;
	return s;
}

/* The parts of a row whose end is a date. */
static inline int64
date_arg(FunctionCallInfo fcinfo, int argno, const char *name)
{
	return has_arg(fcinfo, argno) ? arg_date_micros(PG_GETARG_DATEADT(argno), name) : 0;
}

Span
span_date(FunctionCallInfo fcinfo, int first)
{
	Span		s = {0, 0, 0, CLOCK_LOCAL};

	s.started = date_arg(fcinfo, first, "started");
	s.ended = date_arg(fcinfo, first + 1, "ended");
	s.as_of = date_arg(fcinfo, first + 2, "as_of");
	return s;
}

/* The start of the day of an instant in the session time zone. */
static int64
local_day(FunctionCallInfo fcinfo, int argno, const char *name)
{
	Datum		day;

	if (!has_arg(fcinfo, argno))
		return 0;
	day = DirectFunctionCall1(timestamptz_date,
							  TimestampTzGetDatum(arg_timestamptz(PG_GETARG_TIMESTAMPTZ(argno),
																  name)));
	return arg_date_micros(DatumGetDateADT(day), name);
}

/* A CRM's created-at with its close date: days, with that of the start. */
Span
span_mixed(FunctionCallInfo fcinfo, int first)
{
	Span		s = {0, 0, 0, CLOCK_LOCAL};

	s.started = local_day(fcinfo, first, "started");
	s.ended = date_arg(fcinfo, first + 1, "ended");
	s.as_of = date_arg(fcinfo, first + 2, "as_of");
	return s;
}

/* The same with an as_of that is an instant too. */
Span
span_mixed_instant(FunctionCallInfo fcinfo, int first)
{
	Span		s = {0, 0, 0, CLOCK_LOCAL};

	s.started = local_day(fcinfo, first, "started");
	s.ended = date_arg(fcinfo, first + 1, "ended");
	s.as_of = local_day(fcinfo, first + 2, "as_of");
	return s;
}

/* Microseconds from one time to another; negative if they are the wrong way. */
int64
elapsed_between(int64 started, int64 ended)
{
	int64		elapsed;

	if (unlikely(pg_sub_s64_overflow(ended, started, &elapsed)))
		ereport(ERROR,
				(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				 errmsg("duration is out of range, it must be at most 292271 years")));
	return elapsed;
}

/* The histogram key of an elapsed time. */
int64
elapsed_key(int64 elapsed, int64 resolution, bool is_open)
{
	int64		unit;

	if (unlikely(elapsed < 0))
		return NEGATIVE_KEY;
	/* A constant divisor is a multiplication; one day is the usual one. */
	unit = likely(resolution == USECS_PER_DAY)
		? elapsed / USECS_PER_DAY : elapsed / resolution;
	if (unlikely(unit > PG_INT64_MAX / 2))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("duration of %lld microseconds is too long for resolution %lld microseconds",
						(long long) elapsed, (long long) resolution)));
	return 2 * unit + (is_open ? 1 : 0);
}

/* Number of rows of one kind. */
int64
elapsed_count(const void *state, Size fixed, ElapsedKind kind)
{
	const HistogramEntry *entries = HISTOGRAM_ENTRIES(state, fixed);
	int64		count = 0;

	/* One-step aggregates come here without a trim: check the total. */
	histogram_total(state, fixed);
	for (int32 i = 0; i < ((const HistogramHead *) state)->n; i++)
		if (elapsed_kind(&entries[i]) == kind)
			count += entries[i].count;
	return count;
}

/* Can the sum be one of ended durations that lie in these units? */
bool
elapsed_sum_is_possible(const void *state, Size fixed, int64 resolution, int128 sum)
{
	const HistogramEntry *entries = HISTOGRAM_ENTRIES(state, fixed);
	int128		least = 0;
	int128		most = 0;

	for (int32 i = 0; i < ((const HistogramHead *) state)->n; i++)
	{
		int128		low = (int128) KEY_UNIT(entries[i].key) * resolution;
		int128		high = Min(low + resolution - 1, PG_INT64_MAX);

		if (elapsed_kind(&entries[i]) != ELAPSED_ENDED)
			continue;
		least += low * entries[i].count;
		most += high * entries[i].count;
	}
	return sum >= least && sum <= most;
}

/* Unit of the ended duration of a rank, counted from 0. */
static int64
unit_of_rank(const void *state, Size fixed, int64 rank)
{
	const HistogramEntry *entries = HISTOGRAM_ENTRIES(state, fixed);
	int64		before = 0;
	int64		unit = 0;

	for (int32 i = 0; i < ((const HistogramHead *) state)->n; i++)
	{
		if (elapsed_kind(&entries[i]) != ELAPSED_ENDED)
			continue;
		unit = KEY_UNIT(entries[i].key);
		before += entries[i].count;
		if (before > rank)
			break;
	}
	return unit;
}

/*
 * Percentile of n ended durations, in units: as percentile_cont interpolated
 * between the two ranks around p (n - 1).
 */
double
elapsed_percentile(const void *state, Size fixed, int64 n, double p)
{
	double		position = p * (double) (n - 1);
	int64		rank = (int64) position;
	double		fraction = position - (double) rank;
	double		low = (double) unit_of_rank(state, fixed, rank);

	if (fraction > 0.0)
		low += fraction * ((double) unit_of_rank(state, fixed, rank + 1) - low);
	return low;
}

/*
 * The two order statistics between which that percentile lies with at least
 * the level, by the binomial distribution; NaN where n is too small for one.
 */
Interval2
elapsed_percentile_limits(const void *state, Size fixed, int64 n, double p,
						  double level)
{
	double		tail = (1.0 - level) / 2.0;
	int64		low = binomial_lower_rank(n, p, tail);
	int64		high = binomial_lower_rank(n, 1.0 - p, tail);
	Interval2	limits = {NAN, NAN};

	/* Ranks from below and, by symmetry, from above; 0 means there is none. */
	if (low > 0)
		limits.low = (double) unit_of_rank(state, fixed, low - 1);
	if (high > 0)
		limits.high = (double) unit_of_rank(state, fixed, n - high);
	return limits;
}
