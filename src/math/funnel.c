/*
 * funnel.c
 *	  How far one unit got in a funnel, and when.
 */
#include "math/funnel.h"

void
funnel_start(FunnelScan *scan, int64_t within, int n_steps, int modes)
{
	scan->within = within;
	scan->n_steps = n_steps;
	scan->modes = modes;
	scan->is_over = false;
	scan->reached = 0;
	scan->n_read = 0;
	scan->level_at = 0;
	for (int step = 0; step < n_steps; step++)
		scan->start[step] = 0;
}

/* Is the end no later than the window after the start?  Without overflow. */
static inline bool
in_window(const FunnelScan *scan, int64_t start, int64_t end)
{
	return (uint64_t) end - (uint64_t) start <= (uint64_t) scan->within;
}

static inline uint32_t
step_bit(int step)
{
	return (uint32_t) 1 << step;
}

/*
 * One event: its steps in ascending order, so that several of them can follow
 * each other at one time.  Where times must increase, a step follows what the
 * step below it was before this event.
 */
static bool
read_event(FunnelScan *scan, const FunnelEvent *event)
{
	bool		is_increasing = (scan->modes & FUNNEL_STRICT_INCREASE) != 0;
	bool		is_ordered = (scan->modes & FUNNEL_STRICT_ORDER) != 0;
	bool		is_unique = (scan->modes & FUNNEL_STRICT_DEDUPLICATION) != 0;
	uint32_t	reached_before = scan->reached;
	int64_t		start_before = 0;	/* of the step below, if it is here too */

	if (event->steps == 0)
		return !(is_ordered && scan->reached != 0);
	for (int step = 0; step < scan->n_steps && event->steps >> step != 0; step++)
	{
		uint32_t	bit = step_bit(step);
		int64_t		start_now = scan->start[step];

		if ((event->steps & bit) == 0)
			continue;
		if (step == 0)
		{
			scan->start[0] = event->time;
			scan->reached |= bit;
		}
		else
		{
			bool		is_waiting = (scan->reached & bit >> 1) != 0;
			int64_t		start = scan->start[step - 1];

			if (is_unique && (scan->reached & bit) != 0)
				return false;
			if (is_ordered && scan->reached != 0 && !is_waiting)
				return false;
			if (is_increasing)
			{
				is_waiting = (reached_before & bit >> 1) != 0;
				if ((event->steps & bit >> 1) != 0)
					start = start_before;
			}
			if (is_waiting && in_window(scan, start, event->time))
			{
				scan->start[step] = start;
				scan->reached |= bit;
			}
			if (is_unique && (event->repeated & scan->reached & bit) != 0)
				return false;
		}
		start_before = start_now;
	}
	return true;
}

/*
 * The next n events of those that the scan goes over.  False once no further
 * event can change anything.
 */
bool
funnel_read(FunnelScan *scan, const FunnelEvent *events, size_t n)
{
	for (size_t i = 0; i < n && !scan->is_over; i++)
	{
		uint32_t	reached = scan->reached;

		scan->is_over = !read_event(scan, &events[i]) ||
			(scan->reached & step_bit(scan->n_steps - 1)) != 0;
		if (scan->reached != reached)
			scan->level_at = scan->n_read;
		scan->n_read++;
	}
	return !scan->is_over;
}

/* A step is only reached from the one below it, so the bits have no gap. */
int
funnel_level(const FunnelScan *scan)
{
	int			level = 0;

	while (level < scan->n_steps && (scan->reached & step_bit(level)) != 0)
		level++;
	return level;
}

/*
 * The times of the steps of one sequence that comes to the level: the one that
 * starts earliest and then takes every step as early as it can.  The events
 * are those that were read, from the first.
 *
 * It starts at the first step 1 in the window before the event that made the
 * level: some sequence starts in there, and an earlier start can do with the
 * rest of it.
 */
void
funnel_times(const FunnelScan *scan, const FunnelEvent *events, int64_t * times)
{
	bool		is_increasing = (scan->modes & FUNNEL_STRICT_INCREASE) != 0;
	int			level = funnel_level(scan);
	int			step = 0;
	size_t		i = scan->level_at;

	if (level == 0)
		return;
	while (i > 0 && in_window(scan, events[i - 1].time, events[scan->level_at].time))
		i--;
	for (; step < level && i <= scan->level_at; i++)
	{
		bool		is_taken = false;

		while (step < level && !is_taken && (events[i].steps & step_bit(step)) != 0)
		{
			times[step++] = events[i].time;
			is_taken = is_increasing;
		}
	}
}
