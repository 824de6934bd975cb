/*-------------------------------------------------------------------------
 *
 * duration.h
 *	  The state of duration_summary, for its building and its reading part.
 *
 *-------------------------------------------------------------------------
 */
#ifndef ABM_KPI_DURATION_H
#define ABM_KPI_DURATION_H

#include "elapsed.h"
#include "wide.h"

#define DURATION_TYPE "duration_summary"

/* What a state knows of as_of; a group constant. */
typedef enum AsOfKind
{
	AS_OF_UNSET,				/* no row yet */
	AS_OF_NONE,					/* none was given */
	AS_OF_INSTANT,				/* a timestamptz */
	AS_OF_LOCAL					/* a timestamp, or midnight of a date */
} AsOfKind;

/*
 * Durations that ended and durations that were still open at as_of, as a
 * histogram of both, and the exact elapsed time of the ended ones.
 */
typedef struct DurationState
{
	HistogramHead head;			/* flags[0]: AsOfKind; extra: squares' top */
	int64		resolution;		/* microseconds; 0 if there is no row yet */
	int64		as_of;			/* microseconds since 2000-01-01 */
	int128		elapsed;		/* microseconds of the ended ones */
	uint128		squares_low;	/* their squares */
	HistogramEntry entries[FLEXIBLE_ARRAY_MEMBER];
} DurationState;

#define DURATION_FIXED offsetof(DurationState, entries)

static inline AsOfKind
duration_as_of_kind(const DurationState *state)
{
	return (AsOfKind) state->head.head.flags[0];
}

static inline Wide
duration_squares(const DurationState *state)
{
	Wide		squares = {state->squares_low, state->head.extra};

	return squares;
}

#endif							/* ABM_KPI_DURATION_H */
