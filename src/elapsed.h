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

/*
 * Readers of the pairs of time types.  The start is argument number first and
 * not NULL, the end is the next one, as_of the one after that if there is one;
 * what is NULL is left alone.
 */
extern Span span_timestamptz(FunctionCallInfo fcinfo, int first);
extern Span span_timestamp(FunctionCallInfo fcinfo, int first);
extern Span span_date(FunctionCallInfo fcinfo, int first);
extern Span span_mixed(FunctionCallInfo fcinfo, int first);
extern Span span_mixed_instant(FunctionCallInfo fcinfo, int first);

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

extern int64 elapsed_between(int64 started, int64 ended);
extern int64 elapsed_key(int64 elapsed, int64 resolution, bool is_open);
extern int64 elapsed_count(const void *state, Size fixed, ElapsedKind kind);
extern bool elapsed_sum_is_possible(const void *state, Size fixed, int64 resolution,
									int128 sum);
extern double elapsed_percentile(const void *state, Size fixed, int64 n, double p);
extern Interval2 elapsed_percentile_limits(const void *state, Size fixed, int64 n,
										   double p, double level);

#endif							/* ABM_KPI_ELAPSED_H */
