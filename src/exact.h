/*-------------------------------------------------------------------------
 *
 * exact.h
 *	  Exact arithmetic with numerics, and figures made of it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef ABM_KPI_EXACT_H
#define ABM_KPI_EXACT_H

#include "abm_kpi.h"

extern Datum exact(double value);
extern Datum exact_add(Datum a, Datum b);
extern Datum exact_subtract(Datum a, Datum b);
extern Datum exact_multiply(Datum a, Datum b);
extern Datum exact_divide(Datum a, Datum b);
extern Datum exact_trim(Datum a);
extern int	exact_sign(Datum a);
extern double exact_ratio(Datum a, Datum b, const char *name);

static inline bool
exact_is_positive(Datum a)
{
	return exact_sign(a) > 0;
}

#endif							/* ABM_KPI_EXACT_H */
