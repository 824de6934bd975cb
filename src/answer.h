/*-------------------------------------------------------------------------
 *
 * answer.h
 *	  An answer on a scale of whole numbers, as the types give it.
 *
 * The reading functions are inline, because they are called once per row.
 *
 *-------------------------------------------------------------------------
 */
#ifndef ABM_KPI_ANSWER_H
#define ABM_KPI_ANSWER_H

#include "abm_kpi.h"

#include <math.h>

typedef struct Scale
{
	int			lowest;
	int			highest;
} Scale;

extern void answer_out_of_range(const char *score, Scale scale);
extern void answer_out_of_range_float8(double score, Scale scale);
extern int	answer_numeric(Datum datum, Scale scale);

static inline int
answer_int4(Datum datum, Scale scale)
{
	int32		score = DatumGetInt32(datum);

	if (unlikely(score < scale.lowest || score > scale.highest))
		answer_out_of_range(psprintf("%d", score), scale);
	return score;
}

static inline int
answer_float8(Datum datum, Scale scale)
{
	double		score = DatumGetFloat8(datum);

	if (unlikely(!(score >= scale.lowest && score <= scale.highest && score == floor(score))))
		answer_out_of_range_float8(score, scale);
	return (int) score;
}

#endif							/* ABM_KPI_ANSWER_H */
