/*-------------------------------------------------------------------------
 *
 * revenue.h
 *	  The state of revenue_summary, for its building and its reading part.
 *
 *-------------------------------------------------------------------------
 */
#ifndef ABM_KPI_REVENUE_H
#define ABM_KPI_REVENUE_H

#include "money.h"
#include "state.h"

#define REVENUE_TYPE "revenue_summary"

/*
 * What the revenue of a customer has done; also the index of the count of such
 * customers and of the sum of what they have gained or lost.
 */
typedef enum Movement
{
	REVENUE_FLAT,
	REVENUE_EXPANDED,
	REVENUE_CONTRACTED,
	REVENUE_CHURNED,
	REVENUE_NEW,
	REVENUE_REACTIVATED
} Movement;

#define N_MOVEMENTS 6

/* No change has no sum; its place holds the revenue at the start. */
#define REVENUE_START REVENUE_FLAT

/* Recurring revenue at two times: 152 bytes for any number of customers. */
typedef struct RevenueState
{
	KpiState	head;			/* flags[0]: scale */
	int64		counts[N_MOVEMENTS];
	int128		values[N_MOVEMENTS];	/* in units of 10000^-scale */
} RevenueState;

#define REVENUE_SCALE(state) ((state)->head.flags[0])

#endif							/* ABM_KPI_REVENUE_H */
