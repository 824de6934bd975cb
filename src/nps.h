/*-------------------------------------------------------------------------
 *
 * nps.h
 *	  The state of nps_summary, for its building and its reading part.
 *
 *-------------------------------------------------------------------------
 */
#ifndef ABM_KPI_NPS_H
#define ABM_KPI_NPS_H

#include "state.h"

#define NPS_TYPE "nps_summary"
#define MAX_SCORE 10
#define CSAT_MIN_SCALE 3

typedef struct NpsState
{
	KpiState	head;			/* flags: lowest and highest score */
	int64		counts[MAX_SCORE + 1];
} NpsState;

#define LOWEST(state) ((state)->head.flags[0])
#define HIGHEST(state) ((state)->head.flags[1])

/* Number of answers; an error beyond a bigint. */
extern int64 nps_total(const NpsState *state);

#endif							/* ABM_KPI_NPS_H */
