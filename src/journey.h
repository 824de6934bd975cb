/*-------------------------------------------------------------------------
 *
 * journey.h
 *	  The state of journey_summary, for its building and its doors.
 *
 *-------------------------------------------------------------------------
 */
#ifndef ABM_KPI_JOURNEY_H
#define ABM_KPI_JOURNEY_H

#include "clock.h"
#include "math/funnel.h"
#include "state.h"

#define JOURNEY_TYPE "journey_summary"

/* So many events of one unit take 256 MB. */
#define JOURNEY_MAX_EVENTS 16777216

/*
 * The events of one unit: for each time the steps that its rows satisfy, and
 * in mode strict_order also an event without steps where some row satisfies
 * none.
 *
 * In the canonical form the events are in ascending order, without spare room
 * and is_unsorted is 0.  While a state is built, an event that comes in order
 * is put at the end or added to the last one; one that does not is put at the
 * end too, and is_unsorted tells that the events have yet to be sorted and
 * those of one time to be made one.
 */
typedef struct JourneyState
{
	KpiState	head;			/* flags: Clock; modes; number of steps */
	int64		within;			/* microseconds; 0 if there is no row yet */
	int32		n;
	int32		is_unsorted;
	FunnelEvent events[FLEXIBLE_ARRAY_MEMBER];
} JourneyState;

#define JOURNEY_FIXED offsetof(JourneyState, events)
#define JOURNEY_SIZE(n) (JOURNEY_FIXED + (Size) (n) * sizeof(FunnelEvent))

#define JOURNEY_CLOCK(state) ((state)->head.flags[0])
#define JOURNEY_MODES(state) ((state)->head.flags[1])
#define JOURNEY_STEPS(state) ((state)->head.flags[2])

extern const JourneyState *journey_in_order(const JourneyState *state);

#endif							/* ABM_KPI_JOURNEY_H */
