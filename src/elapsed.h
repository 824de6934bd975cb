/*-------------------------------------------------------------------------
 *
 * elapsed.h
 *	  Elapsed time as keys of a histogram: what duration and deal share.
 *
 * A key is 2 * unit for an ended and 2 * unit + 1 for an open duration of that
 * many whole units of the resolution, so that both kinds lie in one sorted
 * list; NEGATIVE_KEY counts the rows that end before they start.
 *
 *-------------------------------------------------------------------------
 */
#ifndef ABM_KPI_ELAPSED_H
#define ABM_KPI_ELAPSED_H

#include "abm_kpi.h"

#include "common/int.h"
#include "datatype/timestamp.h"
#include "utils/date.h"
#include "utils/timestamp.h"

#include "args.h"
#include "clock.h"
#include "histogram.h"
#include "math/interval.h"

#define NEGATIVE_KEY (-1)
#define KEY_IS_OPEN(key) (((key) & 1) != 0)
#define KEY_UNIT(key) ((key) >> 1)

/* The times of a row, as microseconds on one clock. */
typedef struct Span
{
	int64		started;
	int64		ended;
	int64		as_of;
	Clock		clock;
} Span;

extern int64 elapsed_local_day(TimestampTz at, const char *name);
extern void elapsed_out_of_range(void);
extern void elapsed_too_fine(int64 elapsed, int64 resolution);

/*
 * Readers of the pairs of time types, inline because they are called once per
 * row.  The start is argument number first and not NULL, the end is the next
 * one, as_of the one after that if there is one; what is NULL is left alone.
 */
static inline bool
has_arg(FunctionCallInfo fcinfo, int argno)
{
	return PG_NARGS() > argno && !PG_ARGISNULL(argno);
}

static inline Span
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

static inline Span
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

static inline Span
span_date(FunctionCallInfo fcinfo, int first)
{
	Span		s = {0, 0, 0, CLOCK_LOCAL};

	s.started = date_arg(fcinfo, first, "started");
	s.ended = date_arg(fcinfo, first + 1, "ended");
	s.as_of = date_arg(fcinfo, first + 2, "as_of");
	return s;
}

/* The start of the day of an instant in the session time zone. */
static inline int64
local_day_arg(FunctionCallInfo fcinfo, int argno, const char *name)
{
	return has_arg(fcinfo, argno)
		? elapsed_local_day(PG_GETARG_TIMESTAMPTZ(argno), name) : 0;
}

/* A CRM's created-at with its close date: days, with that of the start. */
static inline Span
span_mixed(FunctionCallInfo fcinfo, int first)
{
	Span		s = {0, 0, 0, CLOCK_LOCAL};

	s.started = local_day_arg(fcinfo, first, "started");
	s.ended = date_arg(fcinfo, first + 1, "ended");
	s.as_of = date_arg(fcinfo, first + 2, "as_of");
	return s;
}

/* The same with an as_of that is an instant too. */
static inline Span
span_mixed_instant(FunctionCallInfo fcinfo, int first)
{
	Span		s = {0, 0, 0, CLOCK_LOCAL};

	s.started = local_day_arg(fcinfo, first, "started");
	s.ended = date_arg(fcinfo, first + 1, "ended");
	s.as_of = local_day_arg(fcinfo, first + 2, "as_of");
	return s;
}

/* Microseconds from one time to another; negative if they are the wrong way. */
static inline int64
elapsed_between(int64 started, int64 ended)
{
	int64		elapsed;

	if (unlikely(pg_sub_s64_overflow(ended, started, &elapsed)))
		elapsed_out_of_range();
	return elapsed;
}

/* The histogram key of an elapsed time. */
static inline int64
elapsed_key(int64 elapsed, int64 resolution, bool is_open)
{
	int64		unit;

	if (unlikely(elapsed < 0))
		return NEGATIVE_KEY;
	/* A constant divisor is a multiplication; one day is the usual one. */
	unit = likely(resolution == USECS_PER_DAY)
		? elapsed / USECS_PER_DAY : elapsed / resolution;
	if (unlikely(unit > PG_INT64_MAX / 2))
		elapsed_too_fine(elapsed, resolution);
	return 2 * unit + (is_open ? 1 : 0);
}

/* Rows of one kind: ended, open or negative. */
typedef enum ElapsedKind
{
	ELAPSED_ENDED,
	ELAPSED_OPEN,
	ELAPSED_NEGATIVE
} ElapsedKind;

static inline ElapsedKind
elapsed_kind(const HistogramEntry *entry)
{
	if (entry->key < 0)
		return ELAPSED_NEGATIVE;
	return KEY_IS_OPEN(entry->key) ? ELAPSED_OPEN : ELAPSED_ENDED;
}

extern int64 elapsed_count(const void *state, Size fixed, ElapsedKind kind);
extern bool elapsed_sum_is_possible(const void *state, Size fixed, int64 resolution,
									int128 sum);
extern double elapsed_percentile(const void *state, Size fixed, int64 n, double p);
extern Interval2 elapsed_percentile_limits(const void *state, Size fixed, int64 n,
										   double p, double level);

#endif							/* ABM_KPI_ELAPSED_H */
