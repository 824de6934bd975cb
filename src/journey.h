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
 * In the canonical form, which is what leaves an aggregate, form is 0 and the
 * events are in ascending order without spare room.  While a state is built
 * they are in the order in which they came, unless they were sorted to make
 * room, and packed if they can be: half the memory is half the cache misses
 * of a hash aggregate.
 */
typedef struct JourneyState
{
	KpiState	head;			/* flags: Clock; modes; number of steps */
	int64		within;			/* microseconds; 0 if there is no row yet */
	int32		n;
	int32		form;			/* bits */
	FunnelEvent events[FLEXIBLE_ARRAY_MEMBER];
} JourneyState;

/* Forms of a state that is being built */
#define JOURNEY_UNSORTED 1
#define JOURNEY_PACKED 2

#define JOURNEY_FIXED offsetof(JourneyState, events)
#define JOURNEY_SIZE(n) (JOURNEY_FIXED + (Size) (n) * sizeof(FunnelEvent))

#define JOURNEY_CLOCK(state) ((state)->head.flags[0])
#define JOURNEY_MODES(state) ((state)->head.flags[1])
#define JOURNEY_STEPS(state) ((state)->head.flags[2])

/*
 * Packed events are keys: the time less that of the first one to come, times
 * 2 to the number of steps, plus the steps.  So keys sort as events do.  The
 * time of the first one lies before them.
 */
#define JOURNEY_BASE(state) (((int64 *) (state)->events)[0])
#define JOURNEY_KEYS(state) ((int64 *) (state)->events + 1)

/* Event i, in whatever form. */
static inline FunnelEvent
journey_event(const JourneyState *state, int32 i)
{
	FunnelEvent event;
	int64		key;

	if (!(state->form & JOURNEY_PACKED))
		return state->events[i];
	key = JOURNEY_KEYS(state)[i];
	event.time = JOURNEY_BASE(state) + (key >> JOURNEY_STEPS(state));
	event.steps = (uint32) (key & ((INT64CONST(1) << JOURNEY_STEPS(state)) - 1));
	event.repeated = 0;
	return event;
}

extern const JourneyState *journey_canonical(const JourneyState *state);
extern JourneyState *journey_trim(const JourneyState *state);

#endif							/* ABM_KPI_JOURNEY_H */
