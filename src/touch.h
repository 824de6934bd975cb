/*-------------------------------------------------------------------------
 *
 * touch.h
 *	  The state of touch_summary, for its building and its reading part.
 *
 *-------------------------------------------------------------------------
 */
#ifndef ABM_KPI_TOUCH_H
#define ABM_KPI_TOUCH_H

#include "clock.h"
#include "state.h"

#define TOUCH_TYPE "touch_summary"

/* One touch; the next one starts at the next multiple of eight bytes. */
typedef struct Touch
{
	int64		at;				/* microseconds since 2000-01-01 */
	double		points;
	int32		length;			/* of person; NO_PERSON if it is not known */
	char		person[FLEXIBLE_ARRAY_MEMBER];
} Touch;

#define NO_PERSON (-1)
#define TOUCH_SIZE(length) MAXALIGN(offsetof(Touch, person) + Max(length, 0))

/*
 * All touches of a group.  While it is being built they lie in the order they
 * came in and there may be room for more; the canonical form is sorted and
 * has no spare room.
 */
typedef struct TouchState
{
	KpiState	head;			/* flags[0]: Clock */
	int32		n;
	int32		used;			/* bytes of all touches */
	int64		touches[FLEXIBLE_ARRAY_MEMBER];
} TouchState;

#define TOUCH_FIXED offsetof(TouchState, touches)
#define TOUCH_CLOCK(state) ((state)->head.flags[0])

extern TouchState *touch_add(TouchState *state, const Touch *touch, const char *person);
extern const Touch **touch_list(const TouchState *state);
extern TouchState *touch_canonical(const TouchState *state);
extern int	touch_compare_person(const Touch *a, const Touch *b);
extern bool touch_is_above(const Touch *a, const Touch *b);

static inline const Touch *
touch_first(const TouchState *state)
{
	return (const Touch *) state->touches;
}

static inline const Touch *
touch_next(const Touch *touch)
{
	return (const Touch *) ((const char *) touch + TOUCH_SIZE(touch->length));
}

#endif							/* ABM_KPI_TOUCH_H */
