/*-------------------------------------------------------------------------
 *
 * deal.h
 *	  The state of deal_summary, for its building and its reading part.
 *
 *-------------------------------------------------------------------------
 */
#ifndef ABM_KPI_DEAL_H
#define ABM_KPI_DEAL_H

#include "elapsed.h"
#include "money.h"
#include "wide.h"

#define DEAL_TYPE "deal_summary"

/* What has become of a deal; also the index of its counts and values. */
typedef enum Outcome
{
	DEAL_WON,
	DEAL_LOST,
	DEAL_OPEN
} Outcome;

#define N_OUTCOMES 3

/*
 * An opportunity table in one pass.  The histogram holds the cycles of the won
 * deals in whole days.  128 bytes and 16 per distinct day: eight days fit the
 * allocator's 256, which is what most accounts need, and why the deals without
 * an amount have a smaller counter each.
 */
typedef struct DealState
{
	HistogramHead head;			/* flags[0]: scale; extra: squares' top */
	int64		counts[N_OUTCOMES];
	uint32		missing[2];		/* won, lost without an amount */
	int128		values[N_OUTCOMES]; /* in units of 10000^-scale */
	uint128		squares_low;	/* of won amounts, in ten-thousandths */
	int128		elapsed;		/* of won cycles, in microseconds */
	HistogramEntry entries[FLEXIBLE_ARRAY_MEMBER];
} DealState;

#define DEAL_FIXED offsetof(DealState, entries)
#define DEAL_SCALE(state) ((state)->head.head.flags[0])

static inline Wide
deal_squares(const DealState *state)
{
	Wide		squares = {state->squares_low, state->head.extra};

	return squares;
}

#endif							/* ABM_KPI_DEAL_H */
