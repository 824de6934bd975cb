/*-------------------------------------------------------------------------
 *
 * elapsed.c
 *	  Elapsed time as keys of a histogram: what duration and deal share.
 *
 *-------------------------------------------------------------------------
 */
#include "elapsed.h"

#include <math.h>

#include "datatype/timestamp.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/timestamp.h"

#include "args.h"
#include "math/special.h"

/* The start of the day of an instant in the session time zone. */
int64
elapsed_local_day(TimestampTz at, const char *name)
{
	Datum		day = DirectFunctionCall1(timestamptz_date,
										  TimestampTzGetDatum(arg_timestamptz(at, name)));

	return arg_date_micros(DatumGetDateADT(day), name);
}

/* What elapsed_between() and elapsed_key() say of times too far apart. */
void
elapsed_out_of_range(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
			 errmsg("duration is out of range, it must be at most 292271 years")));
}

void
elapsed_too_fine(int64 elapsed, int64 resolution)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("duration of %lld microseconds is too long for resolution %lld microseconds",
					(long long) elapsed, (long long) resolution)));
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
