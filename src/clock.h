/*-------------------------------------------------------------------------
 *
 * clock.h
 *	  Which clock the times of a state are of; a group constant.
 *
 *-------------------------------------------------------------------------
 */
#ifndef ABM_KPI_CLOCK_H
#define ABM_KPI_CLOCK_H

typedef enum Clock
{
	CLOCK_UNSET,				/* no row yet */
	CLOCK_INSTANT,				/* timestamptz */
	CLOCK_LOCAL					/* timestamp, or midnight of a date */
} Clock;

static inline const char *
clock_name(Clock clock)
{
	return clock == CLOCK_INSTANT ? "timestamptz" : "timestamp or date";
}

#endif							/* ABM_KPI_CLOCK_H */
