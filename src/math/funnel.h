/*
 * funnel.h
 *	  How far one unit got in a funnel, and when.
 *
 * Pure C, no PostgreSQL.
 *
 * The events of a unit lie in ascending order of time, one event per time; an
 * event without steps stands for a row that satisfies none and comes before
 * the other event of its time.  Steps are bits, step 1 the lowest.
 *
 * A sequence takes step 1 at some event, step 2 at the same or a later one,
 * and so on; it ends no later than the window after its start.  The level is
 * the number of steps of the longest sequence.  Of all sequences that have
 * come to a step, the one that started last can do whatever the others can,
 * so that one start per step is all that has to be kept.
 */
#ifndef ABM_KPI_MATH_FUNNEL_H
#define ABM_KPI_MATH_FUNNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FUNNEL_MAX_STEPS 32

/* Modes */
#define FUNNEL_STRICT_INCREASE 1	/* no two steps at the same time */
#define FUNNEL_STRICT_ORDER 2	/* stop at a foreign or premature event */
#define FUNNEL_STRICT_DEDUPLICATION 4	/* stop at a step's second occurrence */
#define FUNNEL_ALL_MODES 7

typedef struct FunnelEvent
{
	int64_t		time;
	uint32_t	steps;			/* satisfied by a row at that time */
	uint32_t	repeated;		/* satisfied by two or more of them */
} FunnelEvent;

typedef struct FunnelScan
{
	int64_t		within;
	int			n_steps;
	int			modes;
	bool		is_over;		/* complete, or stopped by a strict mode */
	uint32_t	reached;		/* steps some sequence has come to */
	size_t		n_read;			/* events */
	size_t		level_at;		/* event that made the level what it is */
	int64_t		start[FUNNEL_MAX_STEPS];	/* latest, per step reached */
} FunnelScan;

extern void funnel_start(FunnelScan *scan, int64_t within, int n_steps, int modes);
extern bool funnel_read(FunnelScan *scan, const FunnelEvent *events, size_t n);
extern int	funnel_level(const FunnelScan *scan);
extern void funnel_times(const FunnelScan *scan, const FunnelEvent *events,
						 int64_t * times);

#endif							/* ABM_KPI_MATH_FUNNEL_H */
